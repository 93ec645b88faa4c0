"""/healthz tells at any time which networks are loaded, who waits, and how much memory it all takes."""

from __future__ import annotations

import ast
import pathlib
import subprocess
import sys
import types

import pytest

from explainer.engines.batching import BATCHER
from explainer.engines.loaded import LOADED
from explainer.engines.registry import engine_for
from explainer.engines.threads import usable_threads
from explainer.server import routes as house
from tests.live import ROOT


def test_health_is_told_before_anything_is_loaded():
    script = "from explainer.server import routes; print(routes.health())"
    loaded = "import sys; print({'torch', 'explainer.engines.engine'} & set(sys.modules))"
    command = [sys.executable, "-c", f"{script}; {loaded}"]
    health, heavy = subprocess.check_output(command, cwd=ROOT, text=True).splitlines()
    told = ast.literal_eval(health)
    assert told["ok"]
    assert told["networks"] == {}
    assert told["waiting"] == 0
    assert heavy == "set()"  # and nothing is loaded for it


def test_health_bears_a_half_imported_engine(monkeypatch):
    monkeypatch.setitem(sys.modules, "explainer.engines.engine", types.ModuleType("half"))
    monkeypatch.setitem(sys.modules, "explainer.engines.registry", types.ModuleType("half"))
    monkeypatch.setattr(house, "LOADED", {})
    assert house.health()["networks"] == {}


def test_health_names_the_networks_and_who_waits(monkeypatch):
    engine = engine_for("digits")
    told = house.health()
    assert told["networks"]["digits"] == engine.name
    assert told["threads"]["digits"] in range(1, usable_threads() + 1)
    assert told["waiting"] == sum(e.waiting for e in LOADED.values())
    monkeypatch.setattr(BATCHER, "unfinished", lambda computer: 3 if computer is engine else 0)
    assert house.health()["waiting"] == 3


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_health_tells_the_memory():
    block = bytearray(200_000_000)
    block[::4096] = b"x" * len(block[::4096])
    assert house.health()["memory_mb"] > 200
    del block


def test_where_the_system_tells_no_memory_there_is_none(monkeypatch):
    def missing(*args, **kwargs):
        raise FileNotFoundError

    monkeypatch.setattr(pathlib.Path, "read_text", missing)
    assert house.health()["memory_mb"] is None
