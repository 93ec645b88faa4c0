"""How fast samplers converge: as theory says where it knows the end, and as the curves that ship say of a network."""

import math

import pytest
import torch

from explainer.core.samplers import SAMPLERS, last, walk
from explainer.core.schedule import make_schedule
from explainer.experiments import convergence, exact_flow
from explainer.experiments.convergence import STEPS, Curve, End
from explainer.experiments.sampling import generate

ORDERS = {"ddim": 1, "dpmpp_2m": 2, "heun": 2}


@pytest.fixture(scope="module")
def known():
    return exact_flow.gaussian_curves()


@pytest.mark.parametrize("solver", convergence.SOLVERS)
def test_on_gaussian_pictures_each_sampler_has_the_order_that_theory_gives_it(solver, known):
    assert known[solver].order == pytest.approx(ORDERS[solver], abs=0.06)
    assert known[solver].apart[-1] < known[solver].apart[0] / 20


def test_the_price_is_counted_in_calls(known):
    assert known["ddim"].calls == STEPS
    assert known["heun"].calls == tuple(2 * n for n in STEPS)  # no step here ends at t = 0


def test_the_exact_end_is_the_fixed_point_of_very_short_steps():
    """Heun in 800 steps, each of one timestep, ends within a thousandth of a grey level of the closed form."""
    schedule, (start, end) = make_schedule("cosine"), exact_flow.STRETCH
    x = torch.tensor([[[[-1.5, 0.2, 1.0]]]], dtype=torch.float64)
    ideal = exact_flow.gaussian(schedule)
    mine = last(walk(SAMPLERS["heun"], ideal, schedule, x, range(start, end - 1, -1))).x_next
    exact = exact_flow.transported(schedule, x, start, end)
    assert convergence.levels_apart(mine, exact[0]) == pytest.approx([0], abs=1e-3)


def test_the_exact_flow_comes_back_where_it_began():
    schedule = make_schedule("linear")
    x = torch.tensor([-0.7, 0.1, 2.0], dtype=torch.float64)
    there = exact_flow.transported(schedule, x, 800, 200)
    assert torch.allclose(exact_flow.transported(schedule, there, 200, 800), x)
    assert not torch.allclose(there, x, atol=0.1)


def curve_of(law):
    return Curve(STEPS, STEPS, tuple(law(n) for n in STEPS))


@pytest.mark.parametrize("p", [0.5, 1, 2, 3])
def test_the_order_is_the_slope_of_a_power_law(p):
    assert curve_of(lambda n: 7 * n**-p).order == pytest.approx(p)
    # before the steps are short enough, nothing counts
    assert curve_of(lambda n: 7 * n**-p if n >= 20 else 123).order == pytest.approx(p)


def test_of_too_few_runs_there_is_no_order():
    assert math.isnan(Curve((2, 4), (2, 4), (3.0, 1.0)).order)


def test_calls_to_within_count_from_where_it_stays_so_near():
    curve = Curve((2, 4, 8, 10), (2, 4, 8, 10), (3.0, 0.5, 1.5, 0.9))
    assert curve.calls_within(1) == 10
    assert curve.calls_within(2) == 4
    assert curve.calls_within(0.1) is None


def test_a_curve_is_measured_from_where_its_runs_end():
    settings = convergence.begun("digits", "3", 7, 1.0)
    ends = []
    for n in (2, 4, 8):
        step = last(generate(convergence.replace(settings, sampler="ddim", steps=n)))
        ends.append(End(step.n, step.calls, step.x_next))
    found = convergence.measured("digits", {"ddim": ends})
    curve = found.curves["ddim"]
    expected = [127.5 * float((e.x - ends[-1].x).square().mean().sqrt()) for e in ends[:-1]]
    assert curve.apart == pytest.approx(expected, rel=1e-5)
    assert curve.calls == (2, 4)
    assert found.references_apart == 0  # there is only one
    assert found.spent == {"ddim": (4, curve.apart[1])}


def test_what_ships_belongs_to_what_the_page_begins_with_and_to_nothing_else(tmp_path):
    settings = convergence.first_visit()
    known = convergence.shipped(settings)
    assert known is not None
    assert set(known.curves) == set(convergence.SOLVERS)
    assert all(curve.steps == STEPS for curve in known.curves.values())
    assert known.curves["ddim"].calls == tuple(2 * n for n in STEPS)  # guided
    assert convergence.shipped(convergence.replace(settings, w=3.0)) is None
    assert convergence.shipped(settings, tmp_path) is None


def test_what_ships_is_what_the_network_makes():
    """Where a run of few steps ends, beside its picture; engines differ in their last bits."""
    settings = convergence.first_visit()
    known = convergence.shipped(settings)
    steps = convergence.FEW["ddim"]
    end = last(generate(convergence.replace(settings, sampler="ddim", steps=steps)))
    picture = convergence.to_pixels(end.x_next[0]).astype(int)
    assert abs(picture - known.few["ddim"].astype(int)).mean() < 1
