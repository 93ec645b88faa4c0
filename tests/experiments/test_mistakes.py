"""Break it: every planted mistake worsens what it is said to worsen, on three networks, and nothing else is planted."""

from dataclasses import replace
from math import sqrt
from typing import Any

import numpy as np
import pytest
import torch

from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.engines.registry import engine_for
from explainer.experiments.claims import ALIKE
from explainer.experiments.harm import (
    OUTCOMES,
    Stretched,
    grain_of,
    measured,
    outcome,
    shown_with,
    worsened,
)
from explainer.experiments.mistakes import (
    MISTAKES,
    begun,
    broken,
    in_order,
    late_start,
    other_than,
    parts,
    possible,
    uniform,
)
from explainer.experiments.puzzle import CHOICES, puzzle
from explainer.experiments.sampling import generate, run
from explainer.experiments.snippet_closer import broken_source
from explainer.media.film import Film
from explainer.media.pictures import montage, to_pixels
from explainer.networks.checkpoints import load_checkpoint

STEPS = 8
NETWORKS = ("sprites", "digits", "fashion")
FALLS = ("closeness", "beginning", "middle")  # the others rise


def small(network, **changes):
    """The page's run with fewer pictures and steps."""
    words = load_checkpoint(network).card.first_prompt
    return replace(begun(network, words, 7, 2.0), seeds=(7, 8), steps=STEPS, **changes)


def film_of(settings, mistakes=()):
    film = Film(settings.steps, view=shown_with(settings.network, mistakes))
    for step in broken(settings, mistakes):
        film.add(step)
    return film


def end(settings, mistakes=()):
    return last(broken(settings, mistakes)).x_next


@pytest.fixture(scope="module", params=NETWORKS)
def films(request):
    """The right run of a network, and one for each mistake."""
    settings = small(request.param)
    wrong = {name: film_of(settings, (name,)) for name in possible(settings)}
    return request.param, film_of(settings), wrong


def test_every_mistake_worsens_what_it_is_said_to_worsen(films):
    network, right, wrong = films
    assert wrong.keys() == MISTAKES.keys()
    plain = measured(right, right, network)
    for name, film in wrong.items():
        found, usual = worsened(name, measured(film, right, network), plain)
        if MISTAKES[name].worsens == "closeness":
            assert found < ALIKE < usual, name
        else:
            assert found < usual if MISTAKES[name].worsens in FALLS else found > usual, name


def test_what_becomes_of_the_pictures_is_told_apart(films):
    network, right, wrong = films
    plain = measured(right, right, network)
    became = {name: outcome(measured(f, right, network), plain) for name, f in wrong.items()}
    assert set(became.values()) <= {*OUTCOMES}
    assert became["wrong_t"] == became["last_noise"] == "noise"
    assert became["no_scaling"] == became["uniform_steps"] == "limits"
    assert became["wrong_sign"] == became["one_generator"] == "other"
    assert became["not_clipped"] == became["stretched"] == "nearly"
    assert became["no_root"] in ("between", "nearly")


def test_without_a_mistake_it_is_the_run_of_every_other_page():
    settings = small("sprites")
    assert torch.equal(end(settings), last(generate(settings)).x_next)


def test_mistakes_compose_in_an_order_of_their_own():
    settings = small("digits")
    both = end(settings, ("last_noise", "no_scaling"))
    assert torch.equal(both, end(settings, ("no_scaling", "last_noise")))
    schedule = load_checkpoint("digits").schedule
    t = schedule.timesteps(STEPS)[-2]
    strength = schedule.level(t).noise
    added = both - end(settings, ("no_scaling",))
    assert float(added.std()) == pytest.approx(strength, rel=0.1)


def test_uniform_noise_is_what_torch_rand_draws():
    normal = unit_noise((3, 64, 64), [1])
    flat = uniform(normal)
    assert 0 <= float(flat.min()) < float(flat.max()) <= 1
    assert float(flat.mean()) == pytest.approx(0.5, abs=0.01)
    assert float(flat.std()) == pytest.approx(12**-0.5, rel=0.02)
    ranks = flat.flatten()[normal.flatten().argsort()]
    assert bool((ranks.diff() >= 0).all())


@pytest.mark.parametrize("network", NETWORKS[:2])
def test_a_uniform_start_shows_more_in_ddim_which_keeps_its_noise(network):
    settings = small(network)
    apart = {}
    for sampler in ("ddpm", "ddim"):
        of = replace(settings, sampler=sampler)
        apart[sampler] = float((end(of, ("uniform_start",)) - end(of)).square().mean())
    assert apart["ddim"] > 2 * apart["ddpm"]


@pytest.mark.parametrize("network", NETWORKS[:2])
def test_of_uniform_noise_the_mean_and_the_deviation_are_what_matters(network):
    settings = small(network)
    p = parts(settings)
    T = p.checkpoint.schedule.T
    fair = run(settings, p.start, T, noise=lambda t, s: sqrt(12) * (uniform(p.noise(t, s)) - 0.5))
    right = end(settings)
    apart = {
        "fair": float((last(fair).x_next - right).square().mean()),
        "rand": float((end(settings, ("uniform_steps",)) - right).square().mean()),
    }
    assert 10 * apart["fair"] < apart["rand"]


def test_one_generator_draws_other_noise_though_the_seed_is_the_same():
    p = parts(small("digits"))
    shared = MISTAKES["one_generator"].plant(p)
    assert not torch.isclose(shared.start, p.start, atol=1e-3).any(dim=0).all()
    assert torch.equal(shared.start, MISTAKES["one_generator"].plant(p).start)


def test_timesteps_that_miss_t_begin_a_step_below_it():
    p = MISTAKES["starts_late"].plant(parts(replace(small("digits"), steps=20)))
    assert p.timesteps[0] == late_start(1000, 20) == 950
    assert len(p.timesteps) == 21
    assert late_start(10, 10) == 10


def test_the_other_schedule_is_another_one():
    schedule = load_checkpoint("digits").schedule
    other = other_than(schedule)
    assert other.name != schedule.name
    assert other_than(other).name != other.name


def test_stretched_frames_have_a_black_and_a_white_of_their_own():
    view = shown_with("digits", ("stretched",))
    assert isinstance(view, Stretched)
    noise = unit_noise((1, 28, 28), [1, 2])
    (frames,) = view.pictures(noise)
    assert [p.min() for p in frames] == [0, 0]
    assert [p.max() for p in frames] == [255, 255]
    assert frames.std() < to_pixels(noise).std()
    flat = view.pictures(torch.zeros(1, 1, 28, 28))[0]
    assert flat.min() == flat.max()


def test_finest_detail_is_most_of_noise_and_little_of_a_ramp():
    noise = to_pixels(0.2 * unit_noise((1, 64, 64), [1]))[0]
    ramp = to_pixels(torch.linspace(-1, 1, 64).expand(1, 64, 64))
    assert grain_of(noise) == pytest.approx(0.8, abs=0.03)
    assert grain_of(ramp) < 0.01
    assert grain_of(0 * noise) == 0


def test_only_what_a_run_has_can_be_broken(tiny_latent):
    assert possible(small("digits")) == tuple(MISTAKES)
    assert "wrong_sign" not in possible(small("digits", words=""))
    assert "wrong_sign" not in possible(small("digits", w=0.0))
    assert "not_clipped" not in possible(begun(tiny_latent, "a", 7, 2.0))


def test_every_mistake_leaves_latents_that_decode(tiny_latent):
    settings = replace(begun(tiny_latent, "a", 7, 2.0), seeds=(7,), steps=2)
    for name in possible(settings):
        film = film_of(settings, (name,))
        assert film.done and film.result is not None, name


def test_the_code_to_take_away_makes_the_same_picture(tmp_path, monkeypatch):
    settings, mistakes = small("digits"), ("wrong_t", "stretched")
    card, engine = load_checkpoint("digits").card, engine_for("digits").name
    monkeypatch.chdir(tmp_path)
    made: dict[str, Any] = {}
    exec(broken_source(settings, mistakes, engine, card.sha256), made)
    film = film_of(settings, mistakes)
    assert np.array_equal(np.asarray(made["picture"]), montage(film.result)[..., 0])
    assert len(list(tmp_path.glob("*.png"))) == 1


def test_mistakes_have_one_order():
    assert in_order(["stretched", "wrong_t", "wrong_t"]) == ("wrong_t", "stretched")


def test_a_number_is_a_puzzle_and_in_a_round_every_mistake_comes_once():
    names = [name for name, mistake in MISTAKES.items() if mistake.shows]
    first = [puzzle("digits", "3", 2.0, i + 1) for i in range(len(names))]
    assert sorted(p.mistake for p in first) == sorted(names)
    assert first[0] == puzzle("digits", "3", 2.0, 1)
    assert len({p.settings.seeds for p in first}) == len(first)
    for p in first:
        assert p.mistake in p.choices
        assert len(set(p.choices)) == CHOICES
    wordless = [puzzle("digits", "", 2.0, i).mistake for i in range(1, 20)]
    assert "wrong_sign" not in wordless
