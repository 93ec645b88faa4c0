from dataclasses import replace

import pytest

from explainer.core.errors import UserError
from explainer.training.evaluation import evaluate
from explainer.training.evaluation.drawing import BASE, PUBLISHED
from explainer.training.evaluation.evaluate import Extent
from explainer.training.evaluation.real import RealPictures


def test_a_missing_package_is_told_before_anything_is_measured(data, monkeypatch):
    monkeypatch.setattr(evaluate, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="pip install PyWavelets"):
        evaluate.evaluate(RealPictures("digits", data), Extent(1))


def test_settings_of_a_published_project_are_measured_when_they_are_named(data, monkeypatch):
    assert (PUBLISHED.sampler, PUBLISHED.steps, PUBLISHED.w) == ("ddpm", 1000, 7.5)
    monkeypatch.setattr(evaluate, "PUBLISHED", replace(PUBLISHED, steps=2))
    found = evaluate.evaluate(RealPictures("digits", data), Extent(1), parts=["published"])
    assert set(found) == {"published"}
    assert "2 steps, w = 7.5" in found["published"]["protocol"]


def test_as_many_pictures_as_are_asked_for_or_a_few_more():
    assert Extent(each=8).of_each(37) == 8
    assert Extent(pictures=1000).of_each(37) == 28
    assert Extent(pictures=1).of_each(37) == 1


def test_a_network_in_latents_has_no_tables_of_denoising_and_says_why(
    latent_network, sprites, monkeypatch
):
    """And needs no package for filters."""
    monkeypatch.setattr(evaluate, "find_spec", lambda name: None)
    real, settings = RealPictures(latent_network, sprites), replace(BASE, steps=1)
    found = evaluate.evaluate(real, Extent(1), settings=settings)
    assert set(found) == {"classes", "loss", "left_out"}
    assert set(found["left_out"]) == {"denoising", "unseen"}
    assert "latents" in found["left_out"]["denoising"]
