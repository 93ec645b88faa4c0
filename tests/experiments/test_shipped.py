"""The films that a first visit shows must be what this very network makes."""

import numpy as np
import pytest

from explainer.core.metrics import psnr
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.shipped import FRAMES, Shipped, first_visits, read, write
from explainer.experiments.views import new_film
from explainer.media.film import MAPS, Film, outline_frame
from explainer.media.pictures import from_pixels
from explainer.networks.checkpoints import FOLDER, ModelCard, available, read_card


def film_of(settings: Settings) -> Film:
    film = new_film(settings)
    for step in generate(settings):
        film.add(step)
    return film


@pytest.mark.parametrize("network", available())
def test_every_network_ships_its_first_visits(network):
    films = read(network)
    assert list(films) == first_visits(network)
    for settings, shipped in films.items():
        assert shipped.film.done
        assert len(shipped.film.result) == len(settings.seeds)
        assert shipped.film.calls == 2 * settings.steps
        assert shipped.film.frames[0].t == 1000
        assert shipped.seconds > 0


@pytest.mark.slow
@pytest.mark.parametrize("network", available())
def test_what_ships_is_what_the_network_makes(network):
    """Engines differ in their last bits, and a walk makes that a little more."""
    settings = first_visits(network)[1]  # one picture, 20 steps
    known, film = read(network)[settings].film, film_of(settings)
    assert psnr(from_pixels(known.result[0]), from_pixels(film.result[0])) > 30
    by_t = {frame.t: frame for frame in film.frames}
    assert outline_frame(known).t == outline_frame(film).t
    for frame in known.frames:
        assert np.abs(frame.x0.astype(int) - by_t[frame.t].x0.astype(int)).mean() < 3


def test_films_come_back_thinned(tmp_path):
    card = read_card("digits")
    card.write(tmp_path)
    settings = Settings("digits", "ddim", 30, 2.0, "4", (1, 2), interval=(100, 900))
    film = film_of(settings)
    write("digits", {settings: Shipped(film, 1.25)}, tmp_path)
    ((again, shipped),) = read("digits", tmp_path).items()
    assert again == settings
    assert np.array_equal(shipped.film.result, film.result)
    assert FRAMES <= len(shipped.film.frames) <= FRAMES + 2
    assert outline_frame(shipped.film).t == outline_frame(film).t
    assert [shipped.film.frames[i].t for i in (0, -1)] == [film.frames[i].t for i in (0, -1)]
    assert np.array_equal(shipped.film.frames[-1].eps, film.frames[-1].eps)
    # other weights: these films are not theirs
    ModelCard(**{**vars(card), "sha256": "0" * 64}).write(tmp_path)
    assert read("digits", tmp_path) == {}


def test_a_film_in_latents_comes_back_with_its_channels(tiny_latent, tmp_path):
    read_card(tiny_latent).write(tmp_path)
    settings = Settings(tiny_latent, "ddim", 5, 2.0, "a", (1, 2))
    film = film_of(settings)
    write(tiny_latent, {settings: Shipped(film, 1.25)}, tmp_path)
    known = read(tiny_latent, tmp_path)[settings].film
    assert np.array_equal(known.result, film.result)
    for part in ("x_t", "x0", "eps", *MAPS):
        for frame, made in zip(known.frames, film.frames, strict=True):
            assert np.array_equal(getattr(frame, part), getattr(made, part))


def test_a_damaged_file_costs_only_the_convenience(tmp_path):
    read_card("digits").write(tmp_path)
    assert read("digits", tmp_path) == {}
    (tmp_path / "digits.films.npz").write_bytes((FOLDER / "digits.films.npz").read_bytes()[:5000])
    assert read("digits", tmp_path) == {}
