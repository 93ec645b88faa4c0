"""Take it away: which files a run offers, under which names, and when."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explainer import strings
from explainer.experiments.settings import Settings
from explainer.media import film_files
from explainer.media.film import Film, Frame
from explainer.media.pictures import montage
from explainer.ui.language import say
from explainer.ui.playing.takeaway import files, notebook_file, sheet_title
from explainer.ui.runs import Run

SETTINGS = Settings("digits", "ddim", 4, 2.0, "3; 7", (7, 8))


def a_run(steps=4, origin="here", **state) -> Run:
    pixels = np.random.default_rng(0).integers(0, 256, (steps + 1, 3, 2, 16, 16, 1), np.uint8)
    frames = [Frame(i + 1, 1000 - 250 * i, *pixels[i]) for i in range(steps)]
    film = Film(4, frames, pixels[-1][0] if steps else None, steps, steps)
    return Run("key", SETTINGS, film, 1.0, origin, **{"running": False, **state})


def script():
    import streamlit as st

    from explainer.ui.playing.takeaway import take_away

    for i, run in enumerate(st.session_state["runs"]):
        take_away(run, st.session_state["source"], key=st.session_state["keys"][i])


def page(*runs, source="print(1)", keys=("", "")) -> AppTest:
    at = AppTest.from_function(script)
    for name, value in {"runs": runs, "source": source, "keys": keys}.items():
        at.session_state[name] = value
    return at.run()


def labels(at) -> list[str]:
    return [button.label for button in at.download_button]


ALWAYS = [
    "Picture (PNG)",
    "Large picture (PNG)",
    "Contact sheet (PNG)",
    "Film (GIF)",
    "Film (WebP)",
]


@pytest.fixture(autouse=True)
def without_mp4(monkeypatch):
    monkeypatch.setattr(film_files, "MP4_PACKAGE", "no_such_package")


def test_a_finished_run_offers_its_files_and_its_code():
    at = page(a_run())
    assert not at.exception
    assert labels(at) == [*ALWAYS, "Notebook"]
    assert [code.value for code in at.code] == ["print(1)"]
    assert not at.caption
    assert all(button.proto.ignore_rerun for button in at.download_button)


def test_nothing_is_made_before_it_is_asked_for(monkeypatch):
    def made(*_):
        raise AssertionError("made too early")

    for name in ("png", "large_png", "contact_sheet", "gif", "webp"):
        monkeypatch.setattr(film_files, name, made)
    at = page(a_run())
    assert not at.exception
    assert labels(at) == [*ALWAYS, "Notebook"]


def test_mp4_is_offered_where_it_can_be_made(monkeypatch):
    monkeypatch.setattr(film_files, "MP4_PACKAGE", "json")  # some package that is there
    assert "Film (MP4)" in labels(page(a_run()))


@pytest.mark.parametrize("run", [a_run(running=True), a_run(0), a_run(0, running=True)])
def test_a_run_that_goes_on_or_has_no_frames_offers_nothing(run):
    at = page(run)
    assert not at.exception
    assert not at.download_button
    assert not at.code


def test_a_stopped_run_offers_what_it_has_and_says_so():
    at = page(a_run(2))
    assert labels(at) == [*ALWAYS, "Notebook"]
    assert "step 2 of 4" in at.caption[0].value


def test_a_shipped_run_says_where_it_was_made():
    assert "another machine" in page(a_run(origin="shipped")).caption[0].value


def test_without_code_there_is_a_sentence_in_its_place():
    at = page(a_run(), source=None)
    assert labels(at) == ALWAYS
    assert not at.code
    assert at.caption[0].value == say("takeaway.no_code")


def test_two_runs_stand_on_one_page():
    assert len(labels(page(a_run(), a_run()))) == 12
    # the same film twice: keys tell them apart
    run = a_run()
    at = page(run, run, keys="ab")
    assert not at.exception
    assert len(labels(at)) == 12


def test_files_hold_what_their_names_say():
    run, kinds = a_run(), {}
    for file in files(run, (), "eps"):
        kinds[file.kind] = Image.open(io.BytesIO(file.make()))
        assert file.mime == Image.MIME[kinds[file.kind].format]
        assert file.name.startswith("noisewalk-digits-3-7-seed7-8-4steps")
        assert file.name.endswith(file.mime.split("/")[1])
    assert len({file.name for file in files(run, (), "eps")}) == len(kinds) == 5
    assert np.array_equal(kinds["png"], montage(run.film.result)[..., 0])
    side = kinds["large"].width // kinds["png"].width
    assert side > 1
    assert np.array_equal(kinds["large"], np.asarray(kinds["png"]).repeat(side, 0).repeat(side, 1))
    assert kinds["sheet"].size[0] > kinds["png"].size[0]
    assert file_of("sheet", run) != film_files.contact_sheet(run.film)  # which has no title
    assert kinds["gif"].n_frames == kinds["webp"].n_frames == 5
    first = np.asarray(kinds["gif"].convert("L"))
    factor = len(first) // len(montage(run.film.frames[0].eps))
    assert np.array_equal(first[::factor, ::factor], montage(run.film.frames[0].eps)[..., 0])


def file_of(kind, run) -> bytes:
    (file,) = [file for file in files(run) if file.kind == kind]
    return file.make()


def test_the_title_of_a_sheet_names_words_network_and_seeds(monkeypatch):
    assert sheet_title(SETTINGS) == "3; 7 | network digits | seed 7, 8 | ddim, 4 steps, w = 2"
    cleaned = Settings("photos", "ddpm", 50, seeds=(1,))
    title = sheet_title(cleaned, ("daisies", "t500"))
    assert title.startswith("daisies t500 | network photos | seed 1 | ddpm, 50 steps, w = 1 | from")
    for language in strings.languages():
        monkeypatch.setattr("explainer.ui.language.language", lambda code=language: code)
        title = sheet_title(cleaned)
        assert title.isascii()
        assert "?" not in title  # a letter that the pictures' font does not have


def test_the_notebook_holds_the_code():
    file = notebook_file(a_run(), "print(1)\n")
    assert file.name == "noisewalk-digits-3-7-seed7-8-4steps.ipynb"
    assert "print(1)" in [line for c in json.loads(file.make())["cells"] for line in c["source"]]


def test_names_tell_runs_apart():
    names = {
        files(run, about)[0].name for run in (a_run(), a_run(2)) for about in ((), ("own", "t500"))
    }
    stem = "3-7-seed7-8-4steps"
    assert names == {
        f"noisewalk-digits-{stem}.png",
        f"noisewalk-digits-{stem}-stopped2.png",
        f"noisewalk-digits-own-t500-{stem}.png",
        f"noisewalk-digits-own-t500-{stem}-stopped2.png",
    }
