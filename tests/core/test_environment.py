"""Every setting of the environment: empty is not set, and nonsense gets one sentence that helps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.core import environment
from explainer.core.errors import UserError
from explainer.engines.threads import team_sizes, usable_threads
from explainer.networks.checkpoints import folders
from explainer.server.front_door import VISITORS, framed_by, most_visitors

NONSENSE = {
    environment.THREADS: ["two", "0", "-1", "1.5", "1e3", "٣"],
    environment.VISITORS: ["many", "0", "-3"],
    environment.HOSTS: ["https://app.example", "app.example/path", "a b"],
    environment.FRAMING: ["'unsafe-inline'", "a;b"],
    environment.ENGINE: ["abacus", "Torch", "torch, ray"],
    environment.CHECKPOINTS: ["/no/such/folder"],
    environment.ENGINE_FILES: [__file__],
    environment.ROOMS: ["school.example", "http://user:secret@app.example"],
}
ACCEPTED = {
    environment.THREADS: "whole number",
    environment.VISITORS: "whole number",
    environment.HOSTS: "app.example",
    environment.FRAMING: "https://school.example",
    environment.ENGINE: "openvino",
    environment.CHECKPOINTS: "folders that exist",
    environment.ENGINE_FILES: "a folder",
    environment.ROOMS: "redis://localhost",
}
# what may hold a password is not repeated
SECRET = {environment.ROOMS}


def test_these_are_all_settings():
    assert set(NONSENSE) == set(ACCEPTED) == set(environment.CHECKS)


@pytest.mark.parametrize("name", environment.CHECKS)
@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_setting_is_as_good_as_none(monkeypatch, name, empty):
    monkeypatch.delenv(name, raising=False)
    unset = said(name)
    monkeypatch.setenv(name, empty)
    assert said(name) == unset
    environment.check_settings()


def said(name):
    """What the app makes of a setting."""
    return {
        environment.THREADS: lambda: (usable_threads(), team_sizes()),
        environment.VISITORS: lambda: most_visitors() == VISITORS and most_visitors(),
        environment.HOSTS: environment.hosts,
        environment.FRAMING: framed_by,
        environment.ENGINE: environment.engine,
        environment.CHECKPOINTS: folders,
        environment.ENGINE_FILES: environment.engine_files,
        environment.ROOMS: environment.rooms,
    }[name]()


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in NONSENSE.items() for v in vs])
def test_nonsense_is_told_by_name_with_what_it_was_and_what_it_may_be(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError) as refused:
        environment.check_settings()
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} is “") and ACCEPTED[name] in sentence
    repeated = any(part in sentence for part in (value, *value.split()))
    assert repeated != (name in SECRET)
    assert "\n" not in sentence


def test_what_makes_sense_is_taken(monkeypatch, tmp_path):
    good = {
        **{environment.THREADS: " 2 ", environment.VISITORS: "7"},
        **{
            environment.HOSTS: "App.example, 127.0.0.1,::1",
            environment.FRAMING: "*.school.example",
        },
        **{environment.ENGINE: "ray", environment.ENGINE_FILES: str(tmp_path / "later")},
        environment.CHECKPOINTS: str(tmp_path),
    }
    for name, value in good.items():
        monkeypatch.setenv(name, value)
    environment.check_settings()
    assert (environment.threads(), environment.visitors()) == (2, 7)
    assert environment.hosts() == {"app.example", "127.0.0.1", "::1"}
    assert environment.checkpoint_folders() == [tmp_path]


def test_the_app_ends_with_the_sentence_alone():
    root = Path(__file__).resolve().parents[2]
    nonsense = {**os.environ, environment.THREADS: "two"}
    ended = subprocess.run(
        [sys.executable, "app.py"],
        check=False,
        cwd=root,
        env=nonsense,
        capture_output=True,
        text=True,
    )
    last = ended.stderr.strip().splitlines()[-1]
    assert ended.returncode == 1 and last.startswith(f"{environment.THREADS} is “two”")
    assert "Traceback" not in ended.stderr
