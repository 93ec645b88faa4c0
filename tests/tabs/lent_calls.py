"""The calls of the Gradio edition that a lent GPU must answer as this process does: python -m tests.tabs.lent_calls"""

from __future__ import annotations

import hashlib
import json
import sys

import gradio_app  # noqa: F401  (before torch, as whoever hosts it starts it)
from explainer.engines.loaded import LOADED
from explainer.tabs import endpoints


def digest(pixels) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()


def made() -> dict[str, object]:
    """Pictures by their digests, and how a word that nobody knows is refused."""
    *_, (picture, _) = endpoints.generate("digits", "3", 2, 3, "ddim", 7, 2)
    *_, (*pictures, _) = endpoints.remove_noise(None, 500, 3, "ddim", 7, "digits")
    *_, (both, _) = endpoints.compare_steps("digits", "3", 2, "ddim", 7, 2, 3)
    try:
        list(endpoints.generate("digits", "platypus", 2, 3, "ddim", 7, 2))
    except Exception as error:
        refused = [type(error).__name__, str(error)]
    return {
        "generate": digest(picture),
        "remove_noise": [digest(p) for p in pictures],
        "compare_steps": [digest(p) for p in both],
        "refused": refused,
    }


if __name__ == "__main__":
    answers = made()
    marked = sys.modules["spaces"].LENT
    print(json.dumps({"answers": answers, "marked": marked, "loaded": sorted(LOADED)}))
