"""The Gradio tabs: their words in every language, their errors as sentences, their files unopened."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import numpy as np
import pytest
from gradio import processing_utils
from gradio.context import LocalContext
from gradio.data_classes import ImageData
from PIL import Image

from explainer import strings
from explainer.core.errors import UserError
from explainer.media.uploads import decode
from explainer.tabs import functions, mount
from explainer.tabs import tabs as gradio_tab
from explainer.tabs.tabs import OnlyUploads, build, polite, refusal, translations, unopened
from tests.server.loop import finished

NAMED = {"add_noise", "remove_noise", "generate", "compare_steps"}


class Listening:
    """In the place of Gradio's translator: remembers what was asked for."""

    def __init__(self):
        self.asked: set[str] = set()

    def __call__(self, key: str) -> str:
        self.asked.add(key)
        return key


@pytest.fixture(scope="module")
def words():
    return Listening()


@pytest.fixture(scope="module")
def blocks(words):
    return build(words)


@pytest.fixture
def uploads():
    """Gradio's folder for uploads; what is written there goes again."""
    folder = Path(os.environ["GRADIO_TEMP_DIR"]) / "test"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def png(colour="red"):
    buffer = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(buffer, "PNG")
    return buffer.getvalue()


def endpoint(blocks, name):
    return next(fn for fn in blocks.fns.values() if fn.api_name == name)


def prepared(blocks, name, *inputs):
    """What the function behind an endpoint would get."""
    return finished(blocks.preprocess_data(endpoint(blocks, name), list(inputs), None))


def file(path, **more):
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


# --- words


@pytest.mark.parametrize("language", strings.languages())
def test_every_word_is_there_in_every_language(language):
    missing = [key for key in gradio_tab._KEYS.values() if key not in strings.table(language)]
    assert not missing


def test_every_word_that_is_shown_is_translated(blocks, words):
    assert words.asked == set(gradio_tab._KEYS)


def test_the_browser_gets_every_language():
    tables = translations().translations_dict
    assert set(tables) == set(strings.languages())
    for code, table in tables.items():
        assert set(table) == set(gradio_tab._KEYS)
        assert all(table.values())
        assert table["generate"] == strings.say("generate.title", code)


# --- shape


def test_programs_find_four_endpoints(blocks):
    shown = {fn.api_name for fn in blocks.fns.values() if fn.api_visibility == "public"}
    assert shown == NAMED


def test_runs_share_one_bounded_queue(blocks):
    runs = [endpoint(blocks, name) for name in NAMED]
    assert {r.concurrency_id for r in runs} == {"network"}
    assert {r.concurrency_limit for r in runs} == {gradio_tab.AT_ONCE}
    assert blocks._queue.max_size == gradio_tab.WAITING


def test_every_run_can_be_stopped(blocks):
    stopped = {i for fn in blocks.fns.values() for i in fn.cancels}
    assert stopped == {endpoint(blocks, name)._id for name in NAMED}


def test_it_is_closed():
    assert mount.CLOSED["allowed_paths"] == []
    assert not mount.CLOSED["show_error"]
    assert not mount.CLOSED["mcp_server"]
    temporary = Path(os.environ["GRADIO_TEMP_DIR"])
    assert temporary.stat().st_mode & 0o077 == 0  # nobody else may enter


# --- errors


def test_a_user_error_is_shown_as_its_sentence():
    @polite
    def fails():
        yield 1
        raise UserError("Take fewer steps.")

    run = fails()
    assert next(run) == 1
    with pytest.raises(gr.Error) as error:
        next(run)
    assert error.value.message == "Take fewer steps."
    assert not error.value.print_exception


@pytest.mark.parametrize(
    ("accepted", "language"), [("de-AT,de;q=0.9", "de"), ("zh-CN", "zh"), ("xx", "en"), ("", "en")]
)
def test_a_refusal_speaks_the_language_of_the_browser(accepted, language):
    request = SimpleNamespace(headers={"accept-language": accepted} if accepted else {})
    sentence = strings.Sentence("error.word", word="<img src=//evil>", known="rose")
    token = LocalContext.request.set(request)
    try:
        message = refusal(sentence).message
    finally:
        LocalContext.request.reset(token)
    quoted = "&lt;img src=//evil&gt;"
    assert message == strings.say("error.word", language, word=quoted, known="rose")


def test_a_defect_is_not_shown_as_a_sentence():
    @polite
    def fails():
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        next(fails())


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda: gradio_tab.add_noise(None, 2000, 7, "digits"), "timestep"),
        (lambda: gradio_tab.remove_noise(None, 500, 0, "ddim", 7, "digits"), "steps"),
        (lambda: gradio_tab.generate("digits", "platypus", 2, 5, "ddim", 7, 1), "platypus"),
        (lambda: gradio_tab.compare_steps("digits", "3", 2, "ddim", 7, 5, 5000), "steps"),
        (lambda: gradio_tab.generate("digits", "3", 2, float("nan"), "ddim", 7, 1), "number"),
        (lambda: gradio_tab.generate("nope", "3", 2, 5, "ddim", 7, 1), "no network"),
    ],
)
def test_every_endpoint_is_polite(run, words):
    with pytest.raises(gr.Error) as error:
        list(run())
    assert words in error.value.message


def test_closing_an_endpoint_closes_the_run(tiny, calls, every_step):
    run = gradio_tab.generate(tiny, "red", 2.0, 50, "ddim", 7, 1)
    next(run)
    run.close()
    assert len(calls) == 1


# --- files


def test_an_upload_reaches_the_projects_own_reader_unopened(blocks, uploads, monkeypatch):
    seen = []

    def reader(data):
        seen.append(data)
        return decode(png())

    monkeypatch.setattr(functions, "decode", reader)
    # Gradio would stumble over the second, and over the third only after it has filled the memory
    for content in (png("blue"), b"no picture at all", b"\x89PNG\r\n\x1a\n" + bytes(100)):
        upload = uploads / "upload.png"
        upload.write_bytes(content)
        for name in ("add_noise", "remove_noise"):
            more = (7, "digits") if name == "add_noise" else (3, "ddim", 7, "digits")
            inputs = prepared(blocks, name, file(str(upload)), 500, *more)
            assert inputs[0] == str(upload)
            next(getattr(gradio_tab, name)(*inputs))
            assert seen.pop() == content
    assert not seen


def test_no_picture_is_a_sample(blocks):
    assert prepared(blocks, "add_noise", None, 500, 7, "digits") == [None, 500, 7, "digits"]
    assert unopened(None) is None


def test_a_picture_within_the_message_is_refused():
    with pytest.raises(gr.Error, match="as a file"):
        unopened(ImageData(path=None, url="data:image/png;base64,AAAA"))


def foreign(uploads):
    outside = Path(__file__)
    yield str(outside)
    yield "/etc/passwd"
    yield "/dev/zero"
    yield "file:///etc/passwd"
    yield str(uploads / ".." / ".." / ".." / "etc" / "passwd")
    yield str(uploads)
    yield str(uploads / "gone.png")
    yield "http://127.0.0.1:9/x.png"
    yield "https://pictures.example/x.png"
    yield "//pictures.example/x.png"
    yield "a\0b"
    yield ""


def test_files_of_the_server_and_of_other_sites_are_refused(blocks, uploads, monkeypatch):
    fetched, copied = [], []
    monkeypatch.setattr(processing_utils, "async_ssrf_protected_download", fetched.append)
    monkeypatch.setattr(processing_utils, "save_file_to_cache", copied.append)
    link = uploads / "link.png"
    link.symlink_to(__file__)
    mine = uploads / "mine.png"
    mine.write_bytes(png())
    before = sorted(uploads.parent.rglob("*"))
    for path in [*foreign(uploads), str(link)]:
        for inputs in (
            [file(path), 500, 7, "digits"],
            [{"path": path}, 500, 7, "digits"],
            [None, file(path), 7, "digits"],
            [None, 500, 7, file(path)],
            [None, 500, 7, [{"deep": file(path)}]],
            [None, 500, 7, {"path": None, "more": file(path)}],
            [None, 500, 7, {"path": str(mine), "more": file(path)}],
            [file(str(mine), more=[file(path)]), 500, 7, "digits"],
        ):
            with pytest.raises(gr.Error) as error:
                prepared(blocks, "add_noise", *inputs)
            assert path == "" or path not in error.value.message
            assert not error.value.print_exception
    assert not fetched
    assert not copied
    assert sorted(uploads.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "inputs",
    [
        [],
        [None],
        ["picture", 500, 7, "digits"],
        [[], 500, 7, "digits"],
        [None, "abc", 7, "digits"],
        [None, [500], 7, "digits"],
        [None, None, 7, "digits"],
        [None, 500, {"a": 1}, "digits"],
        [None, 500, 7, {"path": 5}],
        [None, 500, 7, {"path": None, "meta": "x"}],
    ],
)
def test_what_cannot_be_read_gets_a_sentence(blocks, inputs):
    with pytest.raises(gr.Error) as error:
        prepared(blocks, "add_noise", *inputs)
    assert error.value.message
    assert not error.value.print_exception


def test_what_is_sent_well_passes(blocks, uploads):
    upload = uploads / "upload.png"
    upload.write_bytes(png())
    inputs = prepared(blocks, "add_noise", file(str(upload)), 500, 7, "digits")
    assert inputs == [str(upload), 500, 7, "digits"]
    x0, *_ = next(gradio_tab.add_noise(*inputs))
    assert np.ptp(x0) == 0  # one colour, as it was sent
    assert isinstance(blocks, OnlyUploads)
