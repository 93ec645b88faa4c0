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
from tests.tabs import lent_calls

STAND_IN = Path(__file__).parent / "zerogpu"


@pytest.mark.slow
def test_a_lent_gpu_gives_the_same_pictures_and_sentences():
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(STAND_IN), str(ROOT)])}
    command = [sys.executable, "-m", "tests.tabs.lent_calls"]
    out = subprocess.check_output(command, env=surroundings, cwd=ROOT, text=True)
    lent = json.loads(out.splitlines()[-1])
    assert lent["marked"] == [["work", lent_gpu.LENT_SECONDS]]
    assert lent["loaded"] == []  # the process that has no GPU calls no network
    assert lent["answers"] == lent_calls.made()
    name, sentence = lent["answers"]["refused"]
    assert name == "Error" and "platypus" in sentence


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
