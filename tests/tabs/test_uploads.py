"""Files: what visitors upload reaches the project's own reader unopened, and nothing else is read."""

from __future__ import annotations

import io
import os
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from gradio import processing_utils
from gradio.data_classes import ImageData
from PIL import Image

from explainer.media.uploads import decode
from explainer.tabs import endpoints, functions
from explainer.tabs.uploads import OnlyUploads, unopened
from tests.server.loop import finished
from tests.tabs.conftest import endpoint


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


def prepared(blocks, name, *inputs):
    """What the function behind an endpoint would get."""
    return finished(blocks.preprocess_data(endpoint(blocks, name), list(inputs), None))


def file(path, **more):
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


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
            next(getattr(endpoints, name)(*inputs))
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
        next(endpoints.add_noise(*prepared(blocks, "add_noise", *inputs)))
    assert error.value.message
    assert not error.value.print_exception


def test_what_is_sent_well_passes(blocks, uploads):
    upload = uploads / "upload.png"
    upload.write_bytes(png())
    inputs = prepared(blocks, "add_noise", file(str(upload)), 500, 7, "digits")
    assert inputs == [str(upload), 500, 7, "digits"]
    x0, *_ = next(endpoints.add_noise(*inputs))
    assert np.ptp(x0) == 0  # one colour, as it was sent
    assert isinstance(blocks, OnlyUploads)
