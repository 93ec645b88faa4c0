"""What programs are told of the endpoints: English, whole, with the limits that hold and examples that run."""

from __future__ import annotations

import contextlib
import json
import math

import gradio as gr
import pytest

from explainer.experiments.settings import MAX_GUIDANCE, MAX_STEPS
from explainer.strings import table
from explainer.tabs.api import LIMITS
from explainer.tabs.language import translations
from explainer.tabs.tabs import build
from tests.security.conftest import is_sentence
from tests.server.loop import finished
from tests.tabs.conftest import endpoint

ENGLISH = set(table("en").values())


@pytest.fixture(scope="module")
def told():
    """The list as a browser gets it, with labels that are translated there."""
    return build(translations()).get_api_info()["named_endpoints"]


def fields(told):
    for one in told.values():
        yield from one["parameters"]
        yield from one["returns"]


def test_every_label_is_an_english_text(told):
    assert {field["label"] for field in fields(told)} <= ENGLISH
    assert "translation_metadata" not in json.dumps(told)


def test_every_parameter_is_explained(told):
    for one in told.values():
        for parameter in one["parameters"]:
            sentence = parameter["python_type"]["description"]
            assert len(sentence) > 20, parameter["parameter_name"]
            assert parameter["type"]["description"] == sentence


def test_the_limits_are_those_that_hold(told, blocks):
    by_name = {p["parameter_name"]: p for p in told["/generate"]["parameters"]}
    assert f"1 to {MAX_STEPS}." in by_name["steps"]["python_type"]["description"]
    assert f"0 to {MAX_GUIDANCE:g}." in by_name["w"]["python_type"]["description"]
    sent = ["digits", "3", MAX_GUIDANCE, MAX_STEPS, "ddim", 7, 1]
    taken = finished(blocks.preprocess_data(endpoint(blocks, "generate"), sent, None))
    assert taken == sent


GOOD = {
    "add_noise": [None, 500, 7, "digits"],
    "remove_noise": [None, 500, 2, "ddim", 7, "digits"],
    "generate": ["digits", "3", 2, 2, "ddim", 7, 1],
    "sharpen": [None, 4, 2, "ddim", 7, "digits"],
    "fill_in": [None, None, 2, 2, 7, "digits"],
    "compare_steps": ["digits", "3", 2, "ddim", 7, 1, 2],
    "redraw": [None, 60, "3", 2, 7, "digits"],
}


def begun(blocks, name, sent):
    """The first answer of an endpoint, as Gradio asks for it; then it is left."""
    fn = endpoint(blocks, name)
    taken = finished(blocks.preprocess_data(fn, sent, None))
    with contextlib.closing(fn.fn(*taken)) as moments:
        return next(moments)


@pytest.mark.parametrize("name", GOOD)
def test_whatever_a_number_is_it_counts_up_to_its_limits_and_not_beyond(name, told, blocks):
    for place, parameter in enumerate(told[f"/{name}"]["parameters"]):
        if (key := parameter["parameter_name"]) not in LIMITS:
            continue

        def sent(value, place=place):
            return [value if i == place else v for i, v in enumerate(GOOD[name])]

        low, high = LIMITS[key]
        for value in (low, high):
            assert begun(blocks, name, sent(value)), (key, value)
        beyond = (low - 1, high + 1, -1e30, 1e30, math.nan, math.inf, -math.inf, 10**400)
        for value in (*beyond, None, "many", "", [], {"a": 1}):
            with pytest.raises(gr.Error) as refused:
                begun(blocks, name, sent(value))
            assert is_sentence(refused.value.message), (key, value)
            assert not refused.value.print_exception


@pytest.mark.parametrize("sent", ["a lot", None, [], {"a": 1}, True, "1e999"])
def test_what_is_no_number_is_a_sentence(blocks, sent):
    inputs = [sent if i == 3 else v for i, v in enumerate(["digits", "3", 2, 5, "ddim", 7, 1])]
    fn = endpoint(blocks, "generate")
    taken = finished(blocks.preprocess_data(fn, inputs, None))
    if sent is True:  # one step
        return
    with pytest.raises(gr.Error, match="number"):
        next(fn.fn(*taken))


def test_no_example_is_fetched_from_elsewhere(told):
    assert "http" not in json.dumps(told)
    for name in ("/add_noise", "/remove_noise", "/sharpen"):
        picture = told[name]["parameters"][0]
        assert picture["parameter_has_default"]
        assert picture["parameter_default"] is picture["example_input"] is None
