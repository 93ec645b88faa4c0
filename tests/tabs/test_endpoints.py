"""The endpoints: their errors are sentences, and closing one closes its run."""

from __future__ import annotations

import gradio as gr
import pytest

from explainer.core.errors import UserError
from explainer.tabs.endpoints import add_noise, compare_steps, generate, polite, remove_noise


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
        (lambda: add_noise(None, 2000, 7, "digits"), "timestep"),
        (lambda: remove_noise(None, 500, 0, "ddim", 7, "digits"), "steps"),
        (lambda: generate("digits", "platypus", 2, 5, "ddim", 7, 1), "platypus"),
        (lambda: compare_steps("digits", "3", 2, "ddim", 7, 5, 5000), "steps"),
        (lambda: generate("digits", "3", 2, float("nan"), "ddim", 7, 1), "number"),
        (lambda: generate("nope", "3", 2, 5, "ddim", 7, 1), "no network"),
    ],
)
def test_every_endpoint_is_polite(run, words):
    with pytest.raises(gr.Error) as error:
        list(run())
    assert words in error.value.message


def test_closing_an_endpoint_closes_the_run(tiny, calls, every_step):
    run = generate(tiny, "red", 2.0, 50, "ddim", 7, 1)
    next(run)
    run.close()
    assert len(calls) == 1
