"""The door to look inside a network: through the one thread of all calls, and for nobody else to notice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.engines.batching import BATCHER
from explainer.engines.choice import TOLERANCE
from explainer.engines.example import example_inputs
from explainer.engines.inspection import ROWS, inspect
from explainer.engines.registry import engine_for
from explainer.engines.waiting import on_queue_position
from explainer.networks.activations import activations
from explainer.networks.checkpoints import available, load_checkpoint
from explainer.networks.inside import Cut


def inputs(name, rows):
    return example_inputs(load_checkpoint(name).card.architecture, rows)


@pytest.mark.slow
@pytest.mark.parametrize("name", available())
def test_with_nothing_recorded_or_cut_it_is_the_engines_answer(name):
    engine, call = engine_for(name), inputs(name, 2)
    answer = engine(*call)
    apart = float((inspect(name, *call).output - answer).abs().max() / answer.abs().max())
    assert apart <= TOLERANCE[engine.name.endswith("float32")]


def test_no_condition_is_the_empty_one():
    x, k, c = inputs("digits", 2)
    assert torch.equal(
        inspect("digits", x, k).output, inspect("digits", x, k, torch.zeros_like(c)).output
    )


def test_many_rows_take_several_turns_of_the_one_thread(monkeypatch):
    turns, unet = [], load_checkpoint("digits").model.unet
    forward = type(unet).forward

    def noted(self, x, *rest, **options):
        turns.append((len(x), threading.current_thread().name))
        return forward(self, x, *rest, **options)

    activations(unet.config)  # which asks a network, too, and is remembered
    monkeypatch.setattr(type(unet), "forward", noted)
    x, k, c = inputs("digits", 2 * ROWS + 3)
    found = inspect("digits", x, k, c, record=["mid.0", "mid.0.attention"])
    assert turns == [(ROWS, "network"), (ROWS, "network"), (3, "network")]
    assert found.output.shape == x.shape
    assert {name: len(a) for name, a in found.activations.items()} == {
        "mid.0": len(x),
        "mid.0.attention": len(x),
    }
    last = inspect("digits", x[-1:], k[-1:], c[-1:], record=["mid.0"])
    assert torch.allclose(last.activations["mid.0"][0], found.activations["mid.0"][-1], atol=1e-4)


def test_a_cut_changes_this_call_and_no_other():
    """Four visitors look, each at and without something else; a fifth makes pictures meanwhile."""
    engine, call = engine_for("digits"), inputs("digits", 2)
    plain, before = inspect("digits", *call).output, engine(*call)
    cuts = [Cut(time=True), Cut(words=True), Cut(frozenset({"down.0.0"})), Cut()]

    def look(i):
        return inspect("digits", *call, record=[f"up.{i % 3}.0"], cut=cuts[i])

    with ThreadPoolExecutor(5) as pool:
        meanwhile = [pool.submit(engine, *call) for _ in range(4)]
        looks = list(pool.map(look, range(4)))
    assert [torch.equal(found.output, plain) for found in looks] == [False, False, False, True]
    assert [[*found.activations] for found in looks] == [[f"up.{i % 3}.0"] for i in range(4)]
    assert all(torch.equal(other.result(), before) for other in meanwhile)


@pytest.mark.parametrize(
    ("record", "cut"),
    [
        (["down.9.0"], Cut()),
        ([], Cut(frozenset({"up.0.0"}))),
        ([], Cut(frozenset({"down.2.0.attention"}))),
    ],
)
def test_a_name_that_there_is_not_is_refused(record, cut):
    with pytest.raises(ValueError, match=r"no (down|up)\."):
        inspect("digits", *inputs("digits", 1), record=record, cut=cut)


def test_a_stopped_visitor_waits_no_longer():
    """The queue's own rule holds here too: what a listener raises gives the call up."""

    def stop(place):
        raise InterruptedError

    held, release = threading.Event(), threading.Event()

    def hold():
        held.set()
        return release.wait(10)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(BATCHER.run, hold)
        held.wait(10)
        try:
            with pytest.raises(InterruptedError), on_queue_position(stop):
                inspect("digits", *inputs("digits", 1))
        finally:
            release.set()
        holding.result()
