"""A page opened through Streamlit's own test harness: no browser, real networks; and what is on it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from explainer.ui import contents

ROOT = Path(__file__).resolve().parents[2]
PAGES = [page.name for page in contents.PAGES]
FAST = {
    "network": "digits",
    "steps": "4",
    "steps_a": "2",
    "steps_b": "4",
    "pictures": "1",
    "words": "3",
}
# of pages whose network is never the one of FAST, and knows other words
OTHERWISE = {"latent_space": {"words": ""}}


def app(page="start", **parameters) -> AppTest:
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key, value in {**FAST, **OTHERWISE.get(page, {}), **parameters}.items():
        if value is not None:
            at.query_params[key] = value
    if page != "start":
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return at.run()


def errors(at):
    return [e.value for e in at.error]


def html(at) -> str:
    """Everything with pictures in it: html, and what the browser's components were given."""
    bodies = [e.proto.body for e in at.get("html")]
    parts = [e.proto.json for e in at.get("bidi_component")]
    # the address names the visit, which is another one each time
    return " ".join([*bodies, *(part for part in parts if '"visit"' not in part)])


def everything(at) -> str:
    """All that a page was given, words and pictures, on it and in its sidebar, folded or not."""

    def parts(block):
        for child in block.children.values():
            yield str(child.proto)
            if hasattr(child, "children"):
                yield from parts(child)

    return " ".join([*parts(at.main), *parts(at.sidebar)])


def film(at) -> dict:
    """What the film player of a page was given."""
    players = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(p for p in players if "tracks" in p)


def address(at) -> dict[str, list[str]]:
    """What the browser's address says when the page is drawn."""
    bars = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return parse_qs([bar["query"] for bar in bars if "query" in bar][-1], keep_blank_values=True)


def result(at) -> np.ndarray:
    """The finished pictures of Generate."""
    (run,) = at.session_state["_generate"]
    assert run.film.done
    return run.film.result.astype(int)


def jpeg(colour="red", size=(90, 60)):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def upload(at, data, name="picture.jpg"):
    at.sidebar.get("file_uploader")[0].set_value((name, data, "image/jpeg")).run()
    return at
