"""Start: a film of the visitor's picture, samples that are buttons, and what is cut from a portrait."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from explainer.experiments.dissolve import SEED, STEPS, TURN, noise_of, way_back
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import SAMPLES
from explainer.ui.picture import Picture, sample_picture
from tests.pages.opening import ROOT, address, app, errors, jpeg, upload


def parts(at) -> list[dict]:
    return [json.loads(e.proto.json) for e in at.get("bidi_component")]


def film(at) -> dict:
    return next(part for part in parts(at) if "turn" in part)


def back(at) -> dict:
    """What the network made of the picture."""
    return next(part for part in parts(at) if "pictures" in part and "times" in part)


def pixels(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8)


def portrait() -> bytes:
    """Three times as high as wide: red above, blue below."""
    image = Image.new("RGB", (100, 300), "blue")
    image.paste("red", (0, 0, 100, 150))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def button(at, name: str, place: str = "start"):
    return at.button(key=f"_picture_{name}_sample_{place}")


def test_the_film_is_of_the_picture_and_the_network_brings_it_back():
    at = app("start")
    assert not at.exception and not errors(at)
    checkpoint, picture = load_checkpoint("digits"), sample_picture("tulip")
    x0 = picture.for_network(checkpoint.shape)
    assert np.array_equal(pixels(film(at)["x0"]), to_pixels(x0).ravel())
    made = way_back(checkpoint, x0)
    assert back(at)["id"] == film(at)["id"]
    assert back(at)["times"] == [t for t, _ in made]
    assert np.array_equal(pixels(back(at)["pictures"]), np.stack([p for _, p in made]).ravel())


def test_the_way_back_begins_with_the_formulas_picture_and_ends_without_noise():
    checkpoint = load_checkpoint("digits")
    x0 = sample_picture("apples").for_network(checkpoint.shape)
    made, alpha_bar = way_back(checkpoint, x0), float(checkpoint.schedule.alpha_bar[TURN])
    mixed = alpha_bar**0.5 * x0 + (1 - alpha_bar) ** 0.5 * noise_of(checkpoint, x0)
    assert np.abs(made[0][1].astype(int) - to_pixels(mixed).astype(int)).max() <= 1
    assert [t for t, _ in made] == list(range(TURN, -1, -TURN // STEPS))
    assert SEED == 0  # what “Copy as Python” and other pages call the first noise


def test_an_upload_is_a_film_of_its_own_and_another_crop_is_the_same_subject():
    at = app("start")
    sample = film(at)
    mine = film(upload(at, portrait(), "portrait.png"))
    assert mine["subject"] != sample["subject"] and mine["id"] != sample["id"]
    at.slider(key="_crop_y_start").set_value(100).run()
    moved = film(at)
    assert moved["subject"] == mine["subject"] and moved["id"] != mine["id"]
    assert at.slider(key="_crop_y_sidebar").value == 100  # both say the same
    assert back(at)["id"] == moved["id"]


def test_another_network_is_a_subject_of_its_own_so_that_its_film_plays_by_itself():
    at = app("start")
    sample = film(at)
    at.selectbox(key="network").set_value("sprites").run()
    assert film(at)["subject"] != sample["subject"]
    at.selectbox(key="network").set_value("digits").run()
    assert film(at)["subject"] == sample["subject"]


def test_of_a_portrait_one_gets_the_upper_part_until_one_moves_the_square():
    at = upload(app("start"), portrait(), "portrait.png")
    seen = pixels(film(at)["x0"])
    top = Picture(np.full((8, 8, 3), (255, 0, 0), np.uint8), "", "").for_network((1, 28, 28))
    assert np.array_equal(seen, to_pixels(top).ravel())  # nothing but red
    at.slider(key="_crop_y_start").set_value(50).run()
    assert len(set(pixels(film(at)["x0"]))) > 1
    upload(at, jpeg("green"))  # wide: from its middle, as ever
    assert at.slider(key="_crop_x_start").value == 50
    assert not [s for s in at.slider if s.key == "_crop_y_start"]


@pytest.mark.parametrize("page", ["add_noise", "generate", "networks"])
def test_samples_are_buttons_with_names_on_every_page(page):
    at = app(page)
    named = {b.key: b.label for b in at.button if b.key and b.key.startswith("_picture_")}
    for name, sample in SAMPLES.items():
        assert sample.title in named[f"_picture_{name}_sample_sidebar"]
    assert not [box for box in at.selectbox if box.key == "sample"]


def test_a_click_takes_a_sample_and_the_link_and_the_next_page_have_it():
    at = app("start")
    assert "chosen" in button(at, "tulip").label and "chosen" not in button(at, "apples").label
    button(at, "apples").click().run()
    assert "chosen" in button(at, "apples").label and "chosen" not in button(at, "tulip").label
    assert address(at)["sample"] == ["apples"]
    button(at, "daisies", "sidebar").click().run()
    assert address(at)["sample"] == ["daisies"]
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert "chosen" in button(at, "daisies", "sidebar").label
    button(at, "tulip", "sidebar").click().run()
    assert "sample" not in address(at)  # what every page begins with


def test_a_sample_takes_the_place_of_an_upload():
    at = upload(app("start"), jpeg("blue"))
    assert not any("chosen" in button(at, name).label for name in SAMPLES)
    button(at, "tulip").click().run()
    assert "_upload" not in at.session_state
    assert "chosen" in button(at, "tulip").label


def test_a_lesson_freezes_the_samples_or_takes_them_away():
    at = app("start", lock="sample", sample="apples")
    assert all(b.disabled for b in at.button if b.key and b.key.startswith("_picture_"))
    assert "chosen" in button(at, "apples").label
    hidden = app("start", hide="sample")
    assert not [b for b in hidden.button if b.key and b.key.startswith("_picture_")]


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_the_caption_says_which_part_is_the_formulas_and_which_the_networks(language):
    said = {name: part["said"] for name, part in film(app("start", lang=language))["parts"].items()}
    assert len({*said.values()}) == len(said) == 6
    assert f"t = {TURN}" in said["again"] and f"t = {TURN}" in said["network"]
