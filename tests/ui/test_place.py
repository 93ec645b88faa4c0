"""Links keep the path under which the app is served, whether the server knows of it or only the browser."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from explainer.server.device import Sources
from explainer.ui import links, place
from explainer.ui.sections.lesson_link import api_example


@pytest.fixture
def opened(monkeypatch):
    """The app as a browser has opened it, and the option it was started with."""

    def at(url, option=None):
        options = {"server.baseUrlPath": option}
        told = SimpleNamespace(context=SimpleNamespace(url=url), get_option=options.get)
        monkeypatch.setattr(place, "st", told)

    return at


@pytest.mark.parametrize(
    ("url", "option", "base"),
    [
        (None, None, ""),
        ("http://localhost:8501/", "", ""),
        ("http://localhost:8501/generate", None, ""),
        ("https://school.example/noisewalk/", "noisewalk", "/noisewalk"),
        ("https://school.example/noisewalk/generate", "/noisewalk/", "/noisewalk"),
        ("https://school.example/tools/noisewalk/share", "tools/noisewalk", "/tools/noisewalk"),
        # a proxy takes the path away, so that the server does not know of it
        ("https://school.example/noisewalk/", None, "/noisewalk"),
        ("https://school.example/noisewalk/share", None, "/noisewalk"),
        # a path that is called as a page is
        ("https://school.example/share/", "share", "/share"),
    ],
)
def test_the_path_before_every_page(opened, url, option, base):
    opened(url, option)
    assert place.base() == base


def test_links_and_examples_keep_the_path(opened):
    opened("https://school.example/noisewalk/share", "noisewalk")
    link = links.address("generate", {"words": ["rose"]})
    assert link == "https://school.example/noisewalk/generate?words=rose"
    assert 'Client("https://school.example/noisewalk/gradio/")' in api_example()


def test_what_runs_in_the_browser_is_fetched_under_the_path():
    files = ("/device/w.js", "/device/o.mjs", "/device/o.wasm", "/device/n.onnx")
    there = Sources(*files, "/device/d.onnx", 7).under("/noisewalk")
    told = (there.worker, there.script, there.program, there.network, there.decoder)
    assert told == tuple(f"/noisewalk{file}" for file in (*files, "/device/d.onnx"))
    assert Sources(*files, None, 7).under("/noisewalk").decoder is None
    assert Sources(*files, None, 7).under("") == Sources(*files, None, 7)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (None, True),
        ("http://localhost:8501/start", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("https://school.example/noisewalk", True),
        ("http://192.168.1.20:8501", False),
        ("http://school.example", False),
    ],
)
def test_browsers_lend_a_camera_over_https_or_to_the_machine_itself(opened, url, allowed):
    opened(url)
    assert place.cameras_allowed() is allowed
