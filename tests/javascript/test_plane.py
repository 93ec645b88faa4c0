"""The plane's sums in browsers are those of explainer/core: the same runs from the same numbers, in both."""

from __future__ import annotations

import json
import subprocess
from itertools import product
from pathlib import Path
from shutil import which

import pytest
import torch

from explainer.core.denoiser import IdealDenoiser, Prediction, guide
from explainer.core.samplers import SAMPLERS, Move, ddpm_step, last, walk
from explainer.core.schedule import make_schedule
from explainer.experiments.plane import shape

SCRIPT = Path(__file__).with_name("plane_runs.js")
STEPS = (1, 2, 7, 20)
PLACES = 12
node = pytest.mark.skipif(which("node") is None, reason="there is no Node.js here")


def in_a_browser(given: dict) -> list[dict]:
    done = subprocess.run(
        ["node", str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def numbers(*shape: int, seed: int) -> torch.Tensor:
    chance = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=chance, dtype=torch.float64)


class Guidance:
    """Towards the second class by w, with both halves always computed."""

    def __init__(self, points, classes, schedule, w, toward):
        self.all = IdealDenoiser(points, schedule)
        self.some = IdealDenoiser(points[classes == (toward or 0)], schedule)
        self.w, self.toward = w, toward

    def __call__(self, x_t, t, condition=None) -> Prediction:
        if self.toward is None:
            return self.all(x_t, t)
        w = x_t.new_tensor(self.w)
        guided = guide(self.all(x_t, t), self.some(x_t, t), w)
        return Prediction(guided.x0, guided.eps, calls=1 if self.w in (0, 1) else 2)


@node
@pytest.mark.parametrize("name", ["cosine", "linear"])
def test_runs_in_a_plane_equal_those_of_the_samplers(name):
    schedule, drawn = make_schedule(name), shape("moons")
    points = torch.from_numpy(drawn.points[::6]).view(-1, 2, 1, 1)
    classes = torch.from_numpy(drawn.classes[::6])
    start, noise = numbers(PLACES, 2, 1, 1, seed=1), numbers(max(STEPS), PLACES, 2, 1, 1, seed=2)
    runs = [
        {"sampler": sampler, "steps": n, "extra": True, "w": w, "toward": toward}
        for (sampler, n), (w, toward) in product(
            product(SAMPLERS, STEPS), ((1.0, None), (0.0, 1), (1.0, 1), (3.5, 0))
        )
    ]
    runs.append({"sampler": "ddpm", "steps": 7, "extra": False, "w": 1.0, "toward": None})
    found = in_a_browser(
        {
            "alphaBars": schedule.alpha_bar.tolist(),
            "xy": points.flatten().tolist(),
            "classes": classes.tolist(),
            "start": start.flatten().tolist(),
            "noise": noise.flatten(1).tolist(),
            "runs": runs,
        }
    )
    for run, there in zip(runs, found, strict=True):
        draws = iter(noise)
        step = SAMPLERS[run["sampler"]] if run["extra"] else without_noise
        here = last(
            walk(
                step,
                Guidance(points, classes, schedule, run["w"], run["toward"]),
                schedule,
                start,
                schedule.timesteps(run["steps"]),
                noise=lambda t, t_next, draws=draws: next(draws),
            )
        )
        assert there["times"] == schedule.timesteps(run["steps"])
        assert there["calls"] == here.calls, run
        torch.testing.assert_close(
            torch.tensor(there["x"], dtype=torch.float64), here.x_next.flatten(), rtol=0, atol=1e-8
        )


def without_noise(m: Move) -> torch.Tensor:
    return ddpm_step(m, extra_noise=False)
