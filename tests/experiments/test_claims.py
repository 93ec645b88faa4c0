"""What is said of results is true of them: for every schedule, at every t, with every setting."""

from __future__ import annotations

import itertools

import pytest
import torch

from explainer import strings
from explainer.core.noise import unit_noise, walk_into_noise
from explainer.core.samplers import SAMPLERS
from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.experiments import claims, sampling
from explainer.experiments.claims import (
    adds_noise,
    climbing,
    more_steps,
    other_words,
    same_seed,
    same_seed_here,
    shapes_left,
    shapes_of,
    why_apart,
)
from explainer.experiments.noising import noise_statistics
from explainer.experiments.pair import KINDS
from explainer.experiments.settings import Settings
from explainer.media.pictures import reduce, square
from explainer.samples import SAMPLES, sample_pixels

ANY = pytest.mark.parametrize("schedule", SCHEDULES)


def picture(name, size=64, channels=3):
    return reduce(square(sample_pixels(name)), size, channels)


class Measured:
    """A picture beside its noise at every frequency, measured without what the claims are made from."""

    def __init__(self, x0, eps):
        size = x0.shape[-1]
        f = torch.fft.fftfreq(size, 1 / size, dtype=torch.float64)
        self.cycles = torch.hypot(f[:, None], f[None, :])  # across the picture
        self.inside = (self.cycles > 0.5) & (self.cycles < size / 2 + 0.5)
        self.size, self.average = size, float(x0.mean((1, 2)).abs().max())
        spectra = [torch.fft.fft2(x.double(), norm="ortho").abs() ** 2 for x in (x0, eps)]
        self.picture, self.noise = (spectrum.mean(0) for spectrum in spectra)

    def stronger(self, where, alpha_bar):
        """How many times as strong as the noise the picture is there."""
        there = where & self.inside
        picture, noise = self.picture[there].mean(), self.noise[there].mean()
        return float(alpha_bar * picture / ((1 - alpha_bar) * noise))

    def bears_out(self, claim, alpha_bar):
        """Whether a claim is true of x_t, up to what chance does to noise."""
        kind, values = claim.name, claim.values
        if kind == "clean":
            return alpha_bar == 1
        if kind == "all_shapes":
            return self.stronger(self.cycles >= self.size / 4, alpha_bar) > 0.8
        if kind == "broad_shapes":
            edge = self.size / (2 * values["width"]) - 0.5
            broad, fine = self.cycles < edge, self.cycles >= edge
            return self.stronger(broad, alpha_bar) > 0.8 and self.stronger(fine, alpha_bar) < 1.2
        broad, fine = self.cycles < 1.5, self.cycles >= 1.5
        # the broadest are eight numbers, whose noise varies much
        gone = self.stronger(broad, alpha_bar) < 2 and self.stronger(fine, alpha_bar) < 1.2
        if kind == "faint_shapes":
            return gone and 0 <= values["weaker"] <= 10
        tinted = alpha_bar**0.5 * self.average >= claims.TINT
        return (
            gone and values["weaker"] > 10 and kind == ("only_tint" if tinted else "no_shape_left")
        )


@ANY
@pytest.mark.parametrize(("name", "size", "channels"), [("tulip", 64, 3), ("trainers", 28, 1)])
def test_what_is_said_to_be_left_is_left_at_every_t(schedule, name, size, channels):
    x0, eps = picture(name, size, channels), unit_noise((channels, size, size), [7])[0]
    alpha_bar = make_schedule(schedule).alpha_bar.tolist()
    shapes, measured = shapes_of(x0), Measured(x0, eps)
    said = [shapes_left(shapes, a) for a in alpha_bar]
    assert all(claim.key in strings.table("en") for claim in said)
    false = [t for t, claim in enumerate(said) if not measured.bears_out(claim, alpha_bar[t])]
    assert not false
    kinds = [claim.name for claim in said]
    assert (kinds[0], kinds[1], kinds[-1]) == ("clean", "all_shapes", "no_shape_left")
    assert {"broad_shapes", "faint_shapes"} <= set(kinds)


@ANY
def test_less_is_left_as_t_grows(schedule):
    order = ["clean", "all_shapes", "broad_shapes", "faint_shapes", "only_tint", "no_shape_left"]
    for name in SAMPLES:
        shapes = shapes_of(picture(name))
        said = [shapes_left(shapes, a) for a in make_schedule(schedule).alpha_bar.tolist()]
        places = [order.index(claim.name) for claim in said]
        assert places == sorted(places)
        widths = [claim.values["width"] for claim in said if "width" in claim.values]
        assert widths == sorted(widths)


def test_a_picture_of_one_shade_has_no_shapes():
    assert shapes_left(shapes_of(torch.full((3, 16, 16), 0.4)), 0.5).key == "add_noise.no_shapes"


def test_stripes_stand_out_though_nothing_broader_does():
    stripes = torch.ones(1, 64, 64)
    stripes[..., ::4] = stripes[..., 1::4] = -1
    claim = shapes_left(shapes_of(stripes), 0.5)
    assert claim.key == "add_noise.some_shapes"
    assert claim.values["width"] <= 2 < 2 * claim.values["width"] + 1


def test_noise_has_the_same_strength_at_every_size():
    bands = shapes_of(unit_noise((30, 64, 64), [1])[0]).bands
    assert [band.power for band in bands] == pytest.approx([1] * 5, abs=0.3)
    assert [band.width for band in bands] == [16, 8, 4, 2, pytest.approx(1, abs=0.05)]


@ANY
@pytest.mark.parametrize("t", [1, 2, 30, 400, 1000])
def test_jump_and_walk_have_noise_of_mean_0_and_deviation_1(schedule, t):
    x0, plan = picture("apples", 16), make_schedule(schedule)
    jumped = plan.add_noise(x0[None], torch.tensor([t]), unit_noise((3, 16, 16), [5]))[0]
    for x in (jumped, walk_into_noise(plan, x0[None], t, [5])[0]):
        mean, deviation = noise_statistics(x0, t, plan, x)
        assert abs(mean) < 4 / x0.numel() ** 0.5
        assert abs(deviation - 1) < 4 / (2 * x0.numel()) ** 0.5


# ---- How many steps?


def walks(sampler="ddpm", shared=True, w=1.0, words="", steps=(2, 3)):
    return [Settings("digits", sampler, n, w, words, (7,), shared_path=shared) for n in steps]


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("shared", [True, False])
def test_a_sampler_is_said_to_add_noise_if_it_asks_for_some(sampler, shared, monkeypatch):
    asked, real = [], sampling.step_noise

    def noise(settings):
        draw = real(settings)
        return lambda t, s: asked.append(t) or draw(t, s)

    monkeypatch.setattr(sampling, "step_noise", noise)
    (settings, _) = walks(sampler, shared)
    list(sampling.generate(settings))
    assert bool(asked) == adds_noise(settings)


@pytest.mark.parametrize("shared", [True, False])
def test_as_many_steps_from_the_same_noise_give_the_same_picture(shared):
    pair = walks("ddpm", shared, steps=(2, 2))
    assert [c.key for c in why_apart(pair, "twins")] == ["how_many_steps.as_many"]
    assert same_seed_here(pair, "twins").name == "seed_as_many"
    first, second = ([*sampling.generate(settings)][-1].x_next for settings in pair)
    assert torch.equal(first, second)


@pytest.mark.parametrize("language", strings.languages())
def test_why_two_walks_are_apart_follows_the_settings(language):
    """Own noise is named where there is some, one path where there is one, guidance where it acts."""
    several = itertools.product(SAMPLERS, (True, False), (0.0, 1.0, 3.0), ("", "3"), KINDS)
    for sampler, shared, w, words, (kind, *_) in several:
        pair = walks(sampler, shared, w, words)
        said = [claim.name for claim in why_apart(pair, kind)]
        own = sampler == "ddpm" and not shared
        assert all(key in strings.table(language) for key in (f"how_many_steps.{k}" for k in said))
        assert said[0].endswith("_own") == own
        assert ("strangers_guided" in said) == (
            kind == "strangers" and not own and w > 1 and bool(words)
        )
        blamed = "_own" if own and kind == "strangers" else ""
        assert same_seed_here(pair, kind).name == f"seed_{kind}{blamed}"
        assert same_seed_here(pair, kind).key in strings.table(language)
        seed = same_seed(pair[0]).name
        assert seed == (
            "seed_own" if own else "seed_path" if sampler == "ddpm" else "seed_no_noise"
        )


def test_the_ladder_is_said_to_bring_nearer_only_if_it_does():
    assert climbing([60, 20, 3], walks()[0]).key == "how_many_steps.ladder_falls"
    assert climbing([60, 58, 55], walks()[0]).key == "how_many_steps.ladder_stays"
    assert climbing([60, 70, 62], walks(shared=False)[0]).key == "how_many_steps.ladder_own"


def noises(psnr=20.0, apart=0.3, detail=1.0):
    row = {"sampler": "ddpm", "steps": [20, 200], "n": 6, "psnr": psnr, "apart": apart}
    return {"noises": {"steps": [{**row, "detail": detail}]}}


def paired(more, error=0.1):
    return {
        "paired": {"rows": [{"sampler": "ddpm", "n": 9, "kid_more": more, "kid_more_error": error}]}
    }


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, ["bought_unmeasured"]),
        (paired(0.15), ["bought_unmeasured", "better_no"]),
        (noises(), ["bought_detail", "better_unmeasured"]),
        (noises(psnr=31), ["bought_detail", "better_unmeasured"]),
        (noises(apart=0.05), ["bought_detail", "better_unmeasured"]),
        (noises(psnr=31, apart=0.05), ["bought_little", "better_unmeasured"]),
        (noises(apart=0.6), ["bought_other", "better_unmeasured"]),
        (noises(detail=0.9), ["bought_detail", "bought_softer", "better_unmeasured"]),
        (noises(detail=1.1), ["bought_detail", "bought_rougher", "better_unmeasured"]),
        (noises() | paired(0.15), ["bought_detail", "better_no"]),
        (noises() | paired(0.3), ["bought_detail", "better_yes"]),
        (noises() | paired(-0.3), ["bought_detail", "better_worse"]),
    ],
)
def test_what_more_steps_buy_follows_what_was_measured(found, said):
    on_one_path, of_its_own = walks("ddpm")[0], walks("ddpm", shared=False)[0]
    assert [claim.name for claim in more_steps(on_one_path, found)] == said
    assert [claim.name for claim in more_steps(walks("heun")[0], found)] == ["bought_unmeasured"]
    first, *rest = [claim.name for claim in more_steps(of_its_own, found)]
    measured = said[0] != "bought_unmeasured"
    assert first == ("bought_own" if measured else "bought_unmeasured_own")
    assert rest == (said if measured else said[1:])
    told = [claim.name for claim in more_steps(on_one_path, found, "strangers")]  # on screen
    further = {"bought_little", "bought_detail"} & set(said)  # than was measured
    assert [name for name in told if name not in said] == ["bought_not_here"] * len(further)
    assert more_steps(on_one_path, found, "cousins") == more_steps(on_one_path, found)
    assert more_steps(of_its_own, found, "strangers") == more_steps(of_its_own, found)


@pytest.mark.parametrize(
    ("outlines", "copies", "said"),
    [(0.5, 90, "much"), (0.9, 70, "much"), (0.9, 97, "little"), (0.97, 99, "none")],
)
def test_what_stays_with_other_words_follows_what_was_measured(outlines, copies, said):
    found = {
        "outlines": {"same_seed": outlines, "neither": 1.0},
        "copies": {"same_seed": copies, "neither": 100.0},
    }
    first, shares = other_words({"noises": found})
    assert first.key == f"generate.seed_{said}"
    assert shares.values == {"outlines": round(100 * outlines), "colours": copies}
    assert [claim.key for claim in other_words({})] == ["generate.seed_unmeasured"]
