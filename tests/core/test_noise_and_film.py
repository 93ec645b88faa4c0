import pytest
import torch

from explainer.core.denoiser import NetworkDenoiser
from explainer.core.noise import FreshNoise, unit_noise
from explainer.core.samplers import ddim_step, walk
from explainer.core.schedule import cosine
from explainer.media.film import MAX_FRAMES, Film, PixelView


def test_noise_of_a_seed_is_its_own():
    alone, together = unit_noise((3, 8, 8), [5]), unit_noise((3, 8, 8), [4, 5, 6])
    assert torch.equal(alone[0], together[1])
    assert not torch.allclose(together[0], together[1])


def test_neighbouring_seeds_are_unrelated():
    a, b = unit_noise((1, 200, 200), [1, 2])
    assert abs(float((a * b).mean())) < 0.02


def test_the_walks_noise_is_not_the_starts():
    seeds = [3]
    assert not torch.allclose(FreshNoise((3, 8, 8), seeds)(10, 9), unit_noise((3, 8, 8), seeds))


def test_noise_is_standard_normal():
    x = unit_noise((3, 100, 100), [0])
    assert abs(float(x.mean())) < 0.02
    assert abs(float(x.std()) - 1) < 0.02


def steps_of(n, batch=1):
    schedule = cosine()
    denoiser = NetworkDenoiser(lambda x, k, c: torch.tanh(x), schedule)
    x = unit_noise((3, 16, 16), range(batch))
    return walk(ddim_step, denoiser, schedule, x, schedule.timesteps(n))


def film_of(n, batch=2):
    film = Film(n)
    for step in steps_of(n, batch):
        film.add(step)
    return film


def test_a_film_is_bounded_however_long_the_run():
    for n in (1, 39, 40, 41, 200, 1000):
        film = film_of(n, 1)
        assert film.done
        assert 0 < len(film.frames) <= MAX_FRAMES
        assert film.frames[0].t == 1000
        assert film.result.shape == (1, 16, 16, 3)


def test_a_film_shows_its_last_step_only_while_the_run_goes_on():
    film = Film(100)
    assert film.newest() is None
    for step in steps_of(100):
        film.add(step)
        if not film.done:
            assert film.newest().i == step.i  # whether the film keeps it or not
    assert film.newest() is None
    assert len(film.frames) < 50


def test_a_film_counts_its_memory():
    film = film_of(200, 16)
    assert film.nbytes == (len(film.frames) * 3 + 1) * 16 * 16 * 16 * 3
    # at 64×64 a run of 200 steps and 16 pictures stays under 25 MB
    assert film.nbytes * 16 < 25e6


class WatchedView(PixelView):
    """Whoever waits for the decoder has the page painted meanwhile, which reads the film."""

    is_costly = True

    def __init__(self, paint):
        self.paint = paint

    def pictures(self, *xs):
        self.paint()
        return super().pictures(*xs)


@pytest.mark.parametrize("n", [1, 3, 50])
def test_a_film_is_whole_whenever_it_is_read(n):
    seen = []

    def paint():
        frames = [frame.i for frame in film.frames]
        seen.append(film.steps)
        assert all(i <= film.steps for i in frames)
        assert not film.done or film.result is not None

    film = Film(n, view=WatchedView(paint))
    for step in steps_of(n):
        film.add(step)
    paint()
    assert sorted(seen) == seen
    assert seen[-1] == n
    assert (film.result == film_of(n, 1).result).all()
