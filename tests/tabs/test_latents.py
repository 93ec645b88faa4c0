"""The tabs with a network that works on latents."""

import numpy as np
import pytest

from explainer.core.errors import UserError
from explainer.core.samplers import last
from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.experiments.views import view_of
from explainer.media.pictures import montage
from explainer.networks.checkpoints import available
from explainer.tabs import functions
from explainer.tabs.fields import Fields


def test_a_network_in_latents_draws_decoded_pictures(tiny_latent):
    settings = Settings(tiny_latent, "ddim", 3, 2.0, "a", (7, 8))
    *_, end = functions.make(tiny_latent, "a", 2.0, 3, "ddim", 7, 2)
    (pixels,) = view_of(tiny_latent).pictures(last(generate(settings)).x_next)
    assert end.picture.shape == (16, 34, 3)
    assert np.array_equal(end.picture, montage(pixels))


def test_a_network_in_latents_compares_steps(tiny_latent):
    *_, ends = functions.compare_steps(tiny_latent, "a", 2.0, "ddim", 7, 2, 4)
    assert [end.picture.shape for end in ends] == [(16, 16, 3)] * 2
    assert all(end.done for end in ends)


@pytest.mark.parametrize(
    "ask",
    [
        lambda name: functions.add_noise(None, 300, 7, name),
        lambda name: list(functions.remove_noise(None, 300, 3, "ddim", 7, name)),
    ],
)
def test_pictures_are_noised_and_cleaned_in_pixels_only(ask, tiny_latent):
    with pytest.raises(UserError, match=r"works on latents.*photos"):
        ask(tiny_latent)


def test_the_fields_offer_what_their_tab_can_use(tiny_latent):
    fields = Fields(lambda key: key)
    names = [{name for name, _ in fields.network("digits", k).choices} for k in ("any", "pixels")]
    assert names[0] - names[1] == {*available("latents")} and tiny_latent in names[0]
