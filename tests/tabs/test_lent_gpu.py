"""The Gradio edition where the host lends a GPU for each call: what calls a network runs in another process."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.strings import Sentence, translate
from explainer.strings.numbers import Number
from explainer.tabs import endpoints, lent_gpu
from tests.live import ROOT

STAND_IN = Path(__file__).parent / "zerogpu"

# the programs of the other process: the same calls, and what they give
CALLS = """
import gradio_app
import hashlib, json, sys
lends = "spaces" in sys.modules
from explainer.tabs import endpoints
from explainer.engines.loaded import LOADED
digest = lambda pixels: hashlib.sha256(pixels.tobytes()).hexdigest()
told = {"lends": lends, "marked": sys.modules["spaces"].LENT if lends else []}
*_, (picture, text) = endpoints.generate("digits", "3", 2, 3, "ddim", 7, 2)
told["generate"] = digest(picture)
*_, (*pictures, text) = endpoints.remove_noise(None, 500, 3, "ddim", 7, "digits")
told["remove_noise"] = [digest(p) for p in pictures]
*_, (both, text) = endpoints.compare_steps("digits", "3", 2, "ddim", 7, 2, 3)
told["compare_steps"] = [digest(p) for p in both]
told["in_this_process"] = sorted(LOADED)
try:
    list(endpoints.generate("digits", "platypus", 2, 3, "ddim", 7, 2))
except Exception as error:
    told["refused"] = [type(error).__name__, error.message]
print(json.dumps(told))
"""


def told(*path):
    """What these calls give, with further folders to import from."""
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([*map(str, path), str(ROOT)])}
    command = [sys.executable, "-c", CALLS]
    out = subprocess.check_output(command, env=surroundings, cwd=ROOT, text=True)
    return json.loads(out.splitlines()[-1])


@pytest.mark.slow
def test_a_lent_gpu_gives_the_same_pictures_and_sentences():
    lent, own = told(STAND_IN), told()
    assert (lent.pop("lends"), own.pop("lends")) == (True, False)
    assert lent.pop("marked") == [["work", lent_gpu.LENT_SECONDS]]
    assert own.pop("marked") == []
    # the process that has no GPU calls no network
    assert (lent.pop("in_this_process"), own.pop("in_this_process")) == ([], ["digits"])
    assert lent == own
    assert lent["refused"][0] == "Error"
    assert "platypus" in lent["refused"][1]


def test_without_a_lender_nothing_changes():
    def function():
        yield 1

    assert lent_gpu.on_gpu(function) is function


def test_whatever_calls_a_network_is_lent_the_gpu():
    assert endpoints.WORK.keys() == {
        "make",
        "remove_noise",
        "compare_steps",
        "redraw",
        "sharpen",
        "fill_in",
    }


def test_a_sentence_arrives_whole_from_another_process():
    sent = Sentence("error.steps", most=Number(1000, None))
    arrived = pickle.loads(pickle.dumps(sent))
    assert arrived == sent
    assert translate(arrived, "de", str) == translate(sent, "de", str) != sent
