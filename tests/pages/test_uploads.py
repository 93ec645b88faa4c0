"""Uploads: every page uses them, and a bad one gives a sentence and changes nothing."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from explainer.ui import contents
from tests.pages.opening import PAGES, ROOT, app, errors, html, jpeg, upload


def test_an_upload_is_used_by_every_page():
    at = upload(app("start"), jpeg())
    assert not errors(at)
    first = html(at)
    for page in PAGES[1:3]:
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert at.session_state["_upload"].pixels[0, 0, 0] > 200
        assert html(at) != first


def folds(at):
    """The labels of what is folded in the sidebar."""
    return [fold.label for fold in at.sidebar.expander]


def test_the_picture_is_folded_where_it_plays_no_part_and_nothing_of_it_is_lost():
    at = upload(app("start"), jpeg())
    assert folds(at) == [] and "Your picture" in [s.value for s in at.sidebar.subheader]
    kept = at.session_state["_upload"]
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    assert folds(at) == ["Your picture"] and not at.sidebar.subheader
    (said,) = [c.value for c in at.sidebar.expander[0].caption if "does without" in c.value]
    pages = [page.menu_title for page in contents.PAGES if page.uses_picture]
    assert len(pages) > 5 and said.endswith(f"{', '.join(pages)}.")
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert folds(at) == [] and at.session_state["_upload"] is kept
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    button = next(b for b in at.sidebar.button if b.key == "_picture_daisies_sample_sidebar")
    button.click().run()
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert at.session_state["sample"] == "daisies" and "_upload" not in at.session_state


def test_the_square_can_be_moved_over_an_upload():
    wide = Image.new("RGB", (300, 100), "red")
    wide.paste("blue", (200, 0, 300, 100))
    buffer = io.BytesIO()
    wide.save(buffer, "PNG")
    at = upload(app("start"), buffer.getvalue(), "wide.png")
    middle = html(at)
    at.slider(key="_crop_x_sidebar").set_value(100).run()
    assert html(at) != middle
    at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert at.slider(key="_crop_x_sidebar").value == 100
    upload(at, jpeg("green"))  # a new picture starts in its middle
    assert at.slider(key="_crop_x_sidebar").value == 50


def hostile():
    def png(image, **options):
        buffer = io.BytesIO()
        image.save(buffer, "PNG", **options)
        return buffer.getvalue()

    rng = np.random.default_rng(0)
    yield "text", b"I am not a picture", "not a picture"
    yield "cut", jpeg(size=(400, 400))[:300], "damaged"
    yield "huge", png(Image.new("1", (20_000, 20_000))), "million pixels"
    yield "heavy", rng.bytes(30_000_000), "30 MB"


@pytest.mark.parametrize(
    ("name", "data", "words"), list(hostile()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_bad_upload_gives_a_sentence_and_leaves_the_session_whole(name, data, words):
    at = upload(app("start", seed="9"), jpeg("blue"))
    kept = at.session_state["_upload"]
    upload(at, data, f"{name}.jpg")
    assert not at.exception
    assert any(words in e for e in errors(at))
    assert at.session_state["_upload"] is kept
    assert at.session_state["network"] == "digits"
    upload(at, jpeg("green"))
    assert not errors(at)


@pytest.mark.parametrize("mode", ["RGBA", "CMYK", "L", "I;16", "1x1", "P"])
def test_odd_pictures_are_taken(mode):
    buffer = io.BytesIO()
    if mode == "I;16":
        Image.fromarray(np.full((64, 64), 30_000, np.uint16)).save(buffer, "PNG")
    elif mode == "1x1":
        Image.new("RGB", (1, 1)).save(buffer, "PNG")
    else:
        Image.new(mode, (80, 50)).save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    at = upload(app("start"), buffer.getvalue())
    assert not at.exception
    assert not errors(at)
    assert "_upload" in at.session_state


def test_the_server_keeps_no_file_that_it_has_read(monkeypatch):
    forgotten = []
    monkeypatch.setattr("explainer.ui.picture.forget_upload", forgotten.append)
    at = upload(app("share"), jpeg())
    upload(at, b"no picture", "notes.txt")
    assert len(forgotten) == len({*forgotten}) == 2
    assert at.session_state["_upload"].pixels[0, 0, 0] > 200  # of the first
