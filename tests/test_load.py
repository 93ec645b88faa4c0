"""A small class in front of the real app: nobody sees an error. How long it takes is not for a test."""

import json
import subprocess
import sys

import pytest

from benchmarks.visitors.server import ROOT, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server():
    """The app as the commands themselves start it; whatever they do here, it logs no error."""
    with running() as app:
        assert app.memory() > 0
        yield app
        assert app.tracebacks() == []


def command(name, *arguments):
    line = [sys.executable, f"benchmarks/{name}.py", "--json", *map(str, arguments)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_class_that_presses_generate_together(server):
    steps = 5
    asked = ["--network", "digits", "--words", "3", "--steps", steps, "--no-batch"]
    who = ["--visitors", 3, "--gradio", 1, "--url", server.url]
    code, result = command("load", *who, *asked)
    assert result["errors"] == []
    assert code == 0
    assert [v["door"] for v in result["each"]] == ["page"] * 3 + ["gradio"]
    assert all(v["first"] <= v["picture_at"] <= v["finish"] for v in result["each"])
    # computed, each for itself: a conditional and an unconditional call for every step, and frames as it went
    assert all(v["computed"] and v["calls"] == 2 * steps for v in result["each"])
    assert all(v["frames"] >= 2 for v in result["each"] if v["door"] == "page")
    # two of the pages and the program asked for the same picture
    assert result["same"] == {"bytes_of_two_visitors": True, "pixels_at_both_doors": True}
    assert len({v["picture"] for v in result["each"]}) == 2
    assert result["memory_mb"]["peak"] >= result["memory_mb"]["start"] > 0


def test_a_class_that_plays_for_a_while(server):
    asked = ["--networks", "digits", "--settle", 0, "--url", server.url]
    code, result = command("soak", "--visitors", 4, "--minutes", 6 / 60, "--no-tour", *asked)
    assert result["errors"] == []
    assert code == 0
    assert sum(act["times"] for act in result["acts"].values()) > 4
    assert result["references"]["digits"]["made"] >= 2
    assert result["references"]["digits"]["different"] == 1


def test_a_class_that_trains_live(server):
    """One trains, the others have their places, somebody draws meanwhile, and a closed tab makes room."""
    asked = ["--network", "digits", "--steps", 4, "--pictures", 1, "--url", server.url]
    code, result = command("live", "--trainees", 3, *asked)
    assert result["errors"] == []
    assert code == 0
    assert len(result["alone_s"]) == 2 * len(result["beside_s"]) == 2
    assert result["next_begins_s"] is not None


def test_a_class_that_votes(server):
    """Every vote counts once, also of who lost the connection or loaded the page again."""
    asked = ["--pupils", 4, "--idle", 0.5, "--url", server.url]
    code, result = command("classroom", *asked)
    assert result["errors"] == []
    assert code == 0
    assert len(result["seconds"]) == 12
    assert result["requests_for_news"] > 10


def test_what_goes_wrong_is_told(server):
    """A link that cannot be followed is an error for every visitor, and the command says so."""
    asked = ["--network", "digits", "--words", "zebra", "--no-batch", "--url", server.url]
    code, result = command("load", "--visitors", 2, "--gradio", 0, "--steps", 2, *asked)
    assert code == 1
    assert all(v["errors"] for v in result["each"])
