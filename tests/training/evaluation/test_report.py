"""What is said of measurements, in tables and in docs/networks.md."""

import runpy
from pathlib import Path

from explainer.networks.checkpoints import ModelCard
from explainer.networks.codec_files import CodecCard
from explainer.networks.config import CodecConfig
from explainer.training.evaluation.report import HEAD, row
from tests.latents import TINY_LATENT

MAKER = runpy.run_path(str(Path(__file__).resolve().parents[3] / "docs" / "networks.py"))
CLASSES = {
    "asked_class_named": 0.9,
    "classifier_on_real_test": 0.788,
    "second_on_real_test": 0.718,
    "classifier_on_decoded_test": 0.75,
    "second_on_decoded_test": 0.7,
    "protocol": "1036 pictures",
    "nearest": {"drawn": 0.28, "test": 0.27, "repeated": 0.015},
    "distances_of_words": {
        "fid": 20.0,
        "fid_of_training_pictures": 10.0,
        "kid": 1.0,
        "kid_error": 0.25,
    },
}


def card(**metrics):
    return ModelCard(
        *("made", "Made", TINY_LATENT, "cosine", 1000, "v", ("a",), []),
        training={"pictures_seen": 3_000_000},
        metrics=metrics,
    )


def test_a_row_has_a_dash_for_what_was_not_measured():
    cells = dict(zip(HEAD, row(card(classes=CLASSES)), strict=True))
    assert cells["named as asked"] == "90.0 %"
    assert cells["copied"] == "1.5 %"
    assert cells["FID / of training pictures"] == "–"
    assert set(row(card())[2:]) == {"–"}


def test_copies_of_captions_are_in_the_row_too():
    captions = {"shares_a_word": 0.8, "nearest": {"drawn": 0.1, "test": 0.2, "repeated": 0.25}}
    cells = dict(zip(HEAD, row(card(captions=captions)), strict=True))
    assert (cells["named as asked"], cells["copied"]) == ("80.0 % share a word", "25.0 %")


def test_a_chapter_says_what_the_codec_leaves_and_what_was_left_out():
    said = MAKER["chapter"](card(classes=CLASSES, left_out={"denoising": "no noise on pixels"}))
    assert "The judges name 78.8 % and 71.8 % of real test pictures" in said
    assert "75.0 % and 70.0 % of what the codec gives back" in said
    assert "FID 20.0 (training pictures 10.0), KID 1.00 ± 0.25" in said
    assert "Denoising: left out; no noise on pixels." in said


def test_a_chapter_of_captions_says_what_can_be_reached():
    captions = {"shares_a_word_on_real_test": 0.6, "by_chance": 0.05, "protocol": "120 names"}
    assert "real test pictures: 60.0 %; by chance: 5.0 %" in MAKER["chapter"](
        card(captions=captions)
    )


def test_a_codec_has_a_chapter():
    scores = {"psnr": 25.123, "psnr_of_mean_error": 23.5, "ssim": 0.8, "sharpness": 0.9}
    sets = [{"file": "hands-64", "kind": "never_seen", "n": 9, **scores}]
    metrics = {
        "fidelity": {"protocol": "Up to 9 test pictures", "sets": sets},
        "halo": {"at_edges": 3.1, "near": 0.9},
        "grid": {"2": 1.04, "blocks": 7},
    }
    said = MAKER["codec_chapter"](CodecCard("c", "Codec", CodecConfig(), [], metrics=metrics))
    assert "| hands-64 | never seen | 25.12 | 23.50 | 0.80 | 0.90 |" in said
    assert "at edges: 3.1, near: 0.9" in said
