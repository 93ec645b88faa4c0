"""The measuring itself: does it see what it should?"""

import numpy as np
import torch

from explainer.models.pipeline import Settings
from explainer.training.classifier import share_named_right, train_classifier
from explainer.training.data import Pictures
from explainer.training.evaluate import denoising, draw_classes, held_out
from tests.training.test_training import zipped


def test_the_classifier_learns_stripes_and_knows_when_it_is_wrong():
    labels = torch.arange(600) % 5
    images = torch.zeros(600, 1, 28, 28, dtype=torch.uint8)
    for picture, label in zip(images, labels, strict=True):
        picture[:, :: int(label) + 2] = 255
    bags = torch.nn.functional.one_hot(labels, 5).float()
    judge = train_classifier(Pictures(images, bags, torch.ones(600) / 600), steps=40)
    assert share_named_right(judge, images, labels) > 0.95
    assert share_named_right(judge, images, (labels + 1) % 5) < 0.05


def test_pictures_are_drawn_for_every_word():
    images, labels = draw_classes(2, Settings("digits", "ddim", 2, 2.0))
    assert images.shape == (20, 1, 28, 28)
    assert images.dtype == torch.uint8
    assert labels.tolist() == [i for i in range(10) for _ in range(2)]


def test_denoising_has_a_row_for_every_method_and_level():
    clean = torch.full((1, 1, 28, 28), -1.0)
    clean[..., 8:20, 12:16] = 1.0  # as good as a one
    rows = denoising("digits", clean, levels=(0.5,))
    by_method = {r.method: r for r in rows}
    assert set(by_method) == {
        "noisy",
        "gaussian_best",
        "nlm",
        "tv",
        "wiener",
        "one_step",
        "iterative",
    }
    assert by_method["one_step"].psnr > by_method["gaussian_best"].psnr > by_method["noisy"].psnr


def test_held_out_pictures_are_test_pictures_without_faces(tmp_path):
    for name in ("flowers-64", "pets-64", "clothing-64", "grocery-64", "caltech101-64"):
        entries = [(f"ant/image_{i:04}.jpg", "blue") for i in range(3)]
        zipped(tmp_path / f"{name}-test.zip", [("faces/image_0001.jpg", "red"), *entries])
    pictures = held_out("photos", tmp_path, 2)
    assert pictures.shape == (10, 3, 64, 64)
    assert np.all(pictures[:, 0].numpy() < 0)  # none is red
