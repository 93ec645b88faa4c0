"""The measuring of denoising: does it see what it should?"""

import numpy as np
import torch

from explainer.training.evaluation.denoising import (
    LOSS_AT,
    UNSEEN,
    denoising,
    held_out,
    loss_over_t,
    measured_on,
)
from explainer.training.evaluation.real import RealPictures
from explainer.training.recipes import RECIPES
from tests.training.files import zipped


def test_denoising_has_a_row_for_every_method_and_level():
    clean = torch.full((1, 1, 28, 28), -1.0)
    clean[..., 8:20, 12:16] = 1.0  # as good as a one
    rows = denoising("digits", clean, levels=(0.5,))
    by_method = {r.method: r for r in rows}
    filters = {"noisy", "gaussian_best", "nlm", "tv", "wavelet", "wiener"}
    assert set(by_method) == filters | {"one_step", "iterative"}
    assert by_method["one_step"].psnr > by_method["gaussian_best"].psnr > by_method["noisy"].psnr


def test_held_out_pictures_are_test_pictures_without_faces(tmp_path):
    for name in ("flowers-64", "pets-64", "clothing-64", "grocery-64", "caltech101-64"):
        entries = [(f"ant/image_{i:04}.jpg", "blue") for i in range(3)]
        zipped(tmp_path / f"{name}-test.zip", [("faces/image_0001.jpg", "red"), *entries])
    pictures = held_out(tmp_path, measured_on("photos"), 2)
    assert pictures.shape == (10, 3, 64, 64)
    assert np.all(pictures[:, 0].numpy() < 0)  # none is red


def test_kinds_never_seen_are_in_no_training_set():
    for spec in UNSEEN["photos"]:
        for trained in RECIPES["photos"].sets:
            if trained.file == spec.file:
                kinds = spec.only or frozenset()
                assert kinds
                assert not kinds & (trained.only or kinds - trained.without)


def test_the_loss_is_measured_at_every_t_on_both_parts(data):
    loss = loss_over_t(RealPictures("digits", data), n=8)["loss"]
    assert loss["t"] == list(LOSS_AT)
    assert len(loss["train"]) == len(loss["test"]) == len(LOSS_AT)
    # bars are no digits, so it errs; but v of a picture without much noise is nearly noise itself
    assert all(0 < value < 2 for value in loss["train"])


def test_the_loss_of_a_network_in_latents_is_measured_on_latents(latent_network, sprites):
    loss = loss_over_t(RealPictures(latent_network, sprites), n=8)["loss"]
    assert len(loss["train"]) == len(LOSS_AT)
    assert all(value > 0 for value in loss["test"])
