"""Hostile uploads: each becomes a small picture or a sentence, and leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from explainer.core.errors import UserError
from explainer.media.limits import MAX_BYTES
from explainer.media.reducing import KEPT_SIDE
from explainer.media.uploads import Decoded, decode
from explainer.streamlit_names import Part
from tests.browser.visitor import open_page, settle
from tests.live import ROOT
from tests.memory import DECODING_MB, took_mb
from tests.security.conftest import API, is_sentence
from tests.security.corpus import texts, uploads
from tests.security.corpus.pictures import good

# Events of the interpreter that an upload has no business to cause.
OUTSIDE = (
    "open",
    "os.",
    "subprocess.",
    "socket.",
    "shutil.",
    "tempfile.",
    "ctypes.",
    "exec",
    "import",
)


class Watch:
    """Notes what the interpreter does to the world while it is on; such a hook cannot be taken out again."""

    def __init__(self) -> None:
        self.on, self.seen = False, []
        sys.addaudithook(self._note)

    def _note(self, event, args):
        if self.on and event.startswith(OUTSIDE):
            self.seen.append((event, args))


@pytest.fixture(scope="module")
def watch():
    return Watch()


def fault(data):
    """What is wrong with what became of an upload; empty if nothing is."""
    try:
        decoded = decode(data)
    except UserError as error:
        return "" if is_sentence(str(error)) else f"says {error}"
    except BaseException as error:
        return f"raises {error!r}"
    pixels = decoded.pixels
    sound = (
        isinstance(decoded, Decoded)
        and pixels.dtype == np.uint8
        and pixels.ndim == 3
        and pixels.shape[2] == 3
        and min(pixels.shape[:2]) >= 1
        and min(pixels.shape[:2]) <= KEPT_SIDE
        and all(map(is_sentence, decoded.notes))
    )
    return "" if sound else f"becomes {pixels.shape} {decoded.notes}"


def test_the_corpus_is_large_and_always_the_same():
    different = {hashlib.sha256(data).digest() for _, data in uploads.uploads()}
    assert len(different) >= 1_200
    again = [data for family in uploads.FAMILIES[:4] for _, data in family()]
    assert again == [data for _, data in uploads.uploads()][: len(again)]


@pytest.mark.parametrize("family", uploads.FAMILIES, ids=lambda family: family.__name__)
def test_every_upload_becomes_a_picture_or_a_sentence(family):
    faults = {name: wrong for name, data in family() if (wrong := fault(data))}
    assert not faults


def test_what_is_not_spoilt_is_read():
    """Or else the corpus would prove nothing."""
    for data in good().values():
        assert decode(data).pixels.max() > 0


@pytest.mark.parametrize("family", [uploads.foreign, uploads.noise])
def test_nothing_but_those_formats_is_read(family):
    """A picture in its own clothes after some noise is none; twice is as good as once."""
    for name, data in family():
        if "twice" not in name:
            with pytest.raises(UserError):
                decode(data)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_no_upload_takes_much_memory():
    took = {name: took_mb(lambda data=data: fault(data)) for name, data in uploads.uploads()}
    assert max(took.values()) < DECODING_MB, max(took, key=took.get)


def test_no_upload_touches_anything_outside(watch):
    for data in good().values():
        decode(data)  # what Pillow loads on the way, it has loaded now
    watch.on = True
    try:
        for _, data in uploads.uploads():
            fault(data)
    finally:
        watch.on = False
    assert not watch.seen


# --- through the pages

PAGE_UPLOADS = 14


def held(at):
    """The upload that the pages work on."""
    return at.session_state["_upload"] if at.session_state.__contains__("_upload") else None


def test_the_pages_bear_every_kind_of_upload():
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    at.query_params["network"] = "digits"
    at.switch_page(str(ROOT / "pages" / "share.py")).run()  # the page that computes least
    names = [*texts.NAMES, *["upload.png"] * PAGE_UPLOADS][:PAGE_UPLOADS]
    for name, (what, data) in zip(names, uploads.some_uploads(PAGE_UPLOADS), strict=True):
        before = held(at)
        at.sidebar.get("file_uploader")[0].set_value((name, data, "image/png")).run()
        assert not at.exception, what
        shown = [error.value for error in at.error]
        assert all(map(is_sentence, shown)), what
        try:
            pixels = decode(data).pixels
        except UserError as error:
            assert str(error) in shown, what
            assert held(at) is before, what  # the picture before it stays
        else:
            assert not shown, what
            assert np.array_equal(held(at).pixels, pixels), what
        assert at.title[0].value, what  # the page is whole


BROWSER_UPLOADS = len(uploads.FAMILIES)


@pytest.mark.browser
@pytest.mark.slow
def test_uploads_in_the_browser(page, server):
    open_page(page, f"{server.url}/add_noise?network=digits")  # it uses the picture
    sidebar = page.get_by_test_id(Part.SIDEBAR)
    chooser = sidebar.locator("input[type=file]")
    for name, (what, data) in zip(
        ("<img src=x onerror=alert(1)>.png", "evil.html", "a" * 250 + ".png", *["x.png"] * 20),
        uploads.some_uploads(BROWSER_UPLOADS),
        strict=False,
    ):
        chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        try:
            decode(data)
            sentence = "It stays in this server's memory for your session"
        except UserError as error:
            sentence = str(error)
        settle(page)
        expect(sidebar.get_by_text(sentence).first, what).to_be_visible()
        expect(page.get_by_test_id(Part.EXCEPTION)).to_have_count(0)
    assert not page.get_by_text("Traceback").count()


# --- through the Gradio API

API_UPLOADS = 200


@pytest.mark.slow
def test_uploads_through_the_api(server):
    names = [*texts.NAMES, *["upload.png"] * API_UPLOADS][:API_UPLOADS]
    taken = 0
    for name, (what, data) in zip(names, uploads.some_uploads(API_UPLOADS), strict=True):
        sent = server.upload(name, data)
        assert sent.status in (200, 400, 413), (what, name, sent.text)
        assert "Traceback" not in sent.text
        if sent.status != 200:
            continue
        (path,) = json.loads(sent.body)
        within = Path(path).resolve()
        assert within.is_relative_to(server.temporary), (name, path)
        assert within.relative_to(server.temporary).parts[0].startswith("noisewalk-"), (name, path)
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        ended, told = server.call("add_noise", file, 500, 7, "digits")
        try:
            decode(data)
        except UserError as error:
            assert (ended, told["error"]) == ("error", str(error)), what
        else:
            taken += 1
            assert ended == "complete", (what, told)
    assert taken > 5
    assert server.call("add_noise", None, 500, 7, "digits")[0] == "complete"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evil.html", "evil.svg", "evil.js", "evil.xml", "evil.pdf"])
def test_what_was_uploaded_is_never_shown_as_a_page(server, name):
    """An upload that the server hands out again runs nothing in the name of the site."""
    (path,) = json.loads(server.upload(name, uploads.SVG).body)
    answer = server.ask(f"{API}/file={path}")
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.slow
def test_too_much_is_refused(server):
    for name in ("upload.png", "../upload.png"):
        assert server.upload(name, bytes(MAX_BYTES + 1)).status == 413
        assert server.upload(name, bytes(MAX_BYTES + 1_000_000)).status == 413
