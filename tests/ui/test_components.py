"""Parts that run in the browser: nobody meets a button, a field or a picture before it has a name."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from explainer.ui.components import FOLDER

TEMPLATES = sorted(FOLDER.glob("*.html"))
WITHOUT_END = ("img", "input", "br", "hr")
NEED_A_NAME = ("button", "input", "select", "textarea", "img", "canvas")


class Unnamed(HTMLParser):
    """What of a template is in sight and says nothing: the script names things later than they are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[bool] = []  # of each open element, whether it is hidden
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        hidden = any(self.path) or "hidden" in dict(attrs)
        named = {"aria-label", "title", "alt"} & dict(attrs).keys()
        if tag in NEED_A_NAME and not hidden and not named:
            self.found.append(f"{tag} {dict(attrs)}")
        if tag not in WITHOUT_END:
            self.path.append("hidden" in dict(attrs))

    def handle_endtag(self, tag):
        self.path.pop()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_what_has_no_name_yet_is_hidden(template):
    reader = Unnamed()
    reader.feed(template.read_text("utf-8"))
    assert reader.path == []  # or the reader has lost its place
    assert reader.found == []
