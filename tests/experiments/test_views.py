import numpy as np
import torch

from explainer.core.metrics import psnr
from explainer.core.samplers import last
from explainer.engines import codecs
from explainer.experiments import views
from explainer.experiments.cost import expected_seconds
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.views import LATENT_FRAMES, new_film, view_of
from explainer.media.film import PixelView
from explainer.media.pictures import from_pixels, to_pixels
from explainer.networks.checkpoints import load_checkpoint


def settings_of(network, steps=4, seeds=(1, 2)):
    return Settings(network, "ddim", steps, 2.0, "a", seeds)


def filmed(settings, **options):
    film = new_film(settings, **options)
    steps = list(generate(settings))
    for step in steps:
        film.add(step)
    return film, steps


def test_pixels_are_looked_at_as_they_are():
    assert view_of("digits") == PixelView()


def test_a_film_in_latents_shows_what_the_decoder_makes_of_them(tiny_latent):
    film, steps = filmed(settings_of(tiny_latent))
    space = load_checkpoint(tiny_latent).space
    assert film.result.shape == (2, 16, 16, 3)
    shown = [film.result, *(p for f in film.frames for p in (f.x_t, f.x0))]
    x = [steps[-1].x_next, *(x for s in steps for x in (s.x_t, s.prediction.x0))]
    for pixels, latents in zip(shown, x, strict=True):
        wanted = space.decode(latents).clamp(-1, 1)
        for picture, its in zip(from_pixels(pixels), wanted, strict=True):
            assert psnr(picture, its) > 35  # a fast decoder may round to bfloat16


def test_a_picture_is_decoded_alike_alone_and_in_company(tiny_latent):
    settings = settings_of(tiny_latent)
    film, _ = filmed(settings)
    x = last(generate(settings)).x_next
    alone = [to_pixels(codecs.decoded(load_checkpoint(tiny_latent), one[None]))[0] for one in x]
    assert np.array_equal(film.result, np.stack(alone))


def test_every_track_has_the_size_of_the_pictures_and_the_noise_its_channels(tiny_latent):
    film, steps = filmed(settings_of(tiny_latent))
    frame, eps = film.frames[1], steps[1].prediction.eps
    assert frame.x_t.shape == frame.x0.shape == frame.eps.shape == (2, 16, 16, 3)
    # four channels of 4×4 in two rows of two, each pixel a square of two, at a third of their size
    grey = to_pixels(eps[1] / 3)[..., None]  # (h, w, 4, 1)
    for channel, (top, left) in enumerate([(0, 0), (0, 8), (8, 0), (8, 8)]):
        shown = frame.eps[1, top : top + 8, left : left + 8]
        assert np.array_equal(shown[::2, ::2], grey[:, :, channel].repeat(3, axis=-1))
        assert np.array_equal(shown[::2, ::2], shown[1::2, 1::2])
    assert frame.x_t_maps.shape == frame.x0_maps.shape == (2, 8, 8, 1)
    assert np.array_equal(frame.x_t_maps[1, :4, 4:, 0], to_pixels(steps[1].x_t[1] / 3)[..., 1])


def test_a_film_in_latents_decodes_what_it_keeps_and_its_result_only(tiny_latent, monkeypatch):
    settings = settings_of(tiny_latent, steps=40, seeds=(1,))
    decoded: list[int] = []

    def counted(checkpoint, x):
        decoded.append(len(x))
        return torch.zeros(len(x), 3, 16, 16)

    monkeypatch.setattr(views, "decoded", counted)
    film = new_film(settings)
    for step in generate(settings):
        film.add(step)
        film.newest()
    kept = len(film.frames)
    assert 10 < kept <= LATENT_FRAMES
    assert decoded == [2] * kept + [1]


def test_what_is_expected_includes_the_decoder(tiny_latent, monkeypatch):
    settings = settings_of(tiny_latent, steps=40, seeds=(1,))
    calls = expected_seconds(settings, frames=1)
    space = load_checkpoint(tiny_latent).space
    monkeypatch.setattr(codecs.decoder_of(space), "seconds", lambda pictures: 100.0 * pictures)
    assert (
        expected_seconds(settings, frames=1) - calls > 290
    )  # one frame of two pictures, one result
    assert expected_seconds(settings) - calls > 100 * 2 * 10
