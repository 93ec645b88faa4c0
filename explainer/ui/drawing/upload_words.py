"""What Streamlit's upload field says in English only, in the visitor's language: style sheets can put other words there."""

from __future__ import annotations

import json

from explainer.media.limits import MAX_BYTES
from explainer.streamlit_names import Part
from explainer.ui.language import say

_BUTTON, _LIMIT = f"{Part.DROPZONE.selector} button p", f"{Part.DROPZONE_LIMIT.selector} span"


def upload_words() -> str:
    """A style sheet that shows our words in the place of Streamlit's, which stay the names of what they stand on."""
    words = {
        _BUTTON: say("picture.upload_button"),
        _LIMIT: say("picture.upload_limit", most=MAX_BYTES // 10**6),
    }
    return "".join(_instead(place, text) for place, text in words.items())


def _instead(place: str, text: str) -> str:
    shown = json.dumps(text, ensure_ascii=False)  # as a string of CSS
    return (
        f"{place} {{ font-size: 0 !important; }}"
        f"{place}::after {{ content: {shown}; font-size: .875rem; }}"
    )
