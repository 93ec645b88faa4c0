"""The engine of this process: a picture is the same bit for bit in any company, and calls have an estimate."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.core.samplers import last
from explainer.engines.backends import TorchBackend
from explainer.engines.engine import CallTimes
from explainer.engines.example import example_inputs
from explainer.engines.local import LocalEngine
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.networks.checkpoints import load_checkpoint

CPU = torch.device("cpu")


def test_no_condition_is_the_empty_one(tiny_model):
    engine = LocalEngine(TorchBackend(tiny_model.unet, CPU), tiny_model.unet.config)
    x, k, _ = example_inputs(tiny_model.unet.config, 2)
    assert torch.equal(engine(x, k), engine(x, k, torch.zeros(2, tiny_model.unet.config.embedding)))
    assert torch.allclose(engine(x, k), tiny_model.unet(x, k), atol=1e-4)


@pytest.mark.parametrize("name", ["digits", "sprites"])
def test_a_picture_is_the_same_in_any_company(name):
    """Bit for bit, in calls of 1 to 40 rows, at any place in them."""
    engine, config = engine_for(name), load_checkpoint(name).card.architecture
    x, k, c = example_inputs(config, 40)
    alone = torch.cat([engine(x[i : i + 1], k[i : i + 1], c[i : i + 1]) for i in range(40)])
    for rows in (2, 3, 5, 7, 11, 16, 40):
        assert torch.equal(engine(x[:rows], k[:rows], c[:rows]), alone[:rows])
    mixed = torch.randperm(40, generator=torch.Generator().manual_seed(1))
    assert torch.equal(engine(x[mixed], k[mixed], c[mixed]), alone[mixed])


@pytest.mark.parametrize(("number", "fewest"), [("float32", 1), ("bfloat16", 2)])
def test_a_coarse_format_hides_what_a_single_row_does(tiny_model, number, fewest):
    """All shapes agree here on the example that is tried; in a coarse format that says nothing of one row."""

    def call(x, k, condition):
        made.append(len(x))
        return x

    made: list[int] = []
    call.name, call.teams, call.by_rows = f"simple cpu {number}", (1,), False
    engine = LocalEngine(call, tiny_model.unet.config)
    inputs = example_inputs(tiny_model.unet.config, 1)
    assert torch.equal(engine(*inputs), inputs[0])
    assert made[-1] == fewest
    assert (1 in made) == (number == "float32")


def test_a_shape_that_rounds_otherwise_is_not_used(tiny_model):
    exact = TorchBackend(tiny_model.unet, CPU)

    def call(x, k, condition):
        output = exact(x, k, condition)
        return output * (1 + 1e-6) if len(x) in (8, 16) else output

    call.name, call.teams, call.by_rows = exact.name, exact.teams, exact.by_rows
    engine = LocalEngine(call, tiny_model.unet.config)
    x, k, c = example_inputs(tiny_model.unet.config, 7)
    assert torch.equal(engine(x, k, c)[:2], exact(x[:2], k[:2], c[:2]))
    assert engine.max_rows == 12


def test_runs_of_many_visitors_are_as_if_each_were_alone():
    """The promise behind links and copied code: the same seed gives the same bytes on a busy server."""
    wanted = [
        Settings("digits", s, 6, 2.0, word, (seed,))
        for seed, (s, word) in enumerate(
            zip(["ddpm", "ddim", "dpmpp_2m", "heun"] * 2, "01234567", strict=True)
        )
    ]
    alone = [last(generate(settings)).x_next for settings in wanted]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda settings: last(generate(settings)).x_next, wanted))
    assert all(torch.equal(a, b) for a, b in zip(alone, together, strict=True))


def test_call_times_are_learned_from_calls_and_not_from_the_first():
    times = CallTimes()
    times.note(2, 9.0)  # prepares the others
    assert not times.known
    times.note(2, 0.02)
    assert times.estimate(2) == pytest.approx(0.02)
    assert 0.02 < times.estimate(4) <= 0.04
    assert times.estimate(1) < 0.02
