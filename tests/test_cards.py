"""What cards and samples say, they say in every language; and a card says what its recipe does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explainer import strings
from explainer.samples import SAMPLES
from explainer.training.recipes import RECIPES

ROOT = Path(__file__).resolve().parents[1]
CARDS = sorted((ROOT / "checkpoints").glob("*.json"))
ENGLISH = strings.table("en")
OTHERS = [code for code in strings.languages() if code != "en"]

# the same in every language: names of people, companies, collections and licences
NAMES = {
    *(
        "MNIST",
        "Fashion-MNIST",
        "DawnLike 1.81",
        "Roguelike Characters, Tiny Dungeon",
        "Caltech 101",
    ),
    *("Oxford-IIIT Pet", "Grocery Store Dataset", "TrashNet", "Sign Language Digits", "Noto Emoji"),
    *("Twemoji", "Fluent Emoji", "MIT", "Apache 2.0", "CC0 1.0", "CC BY 2.0", "CC BY 4.0"),
    *(
        "CC BY-SA 3.0",
        "CC BY-SA 4.0",
        "Google LLC",
        "Microsoft Corporation",
        "Kenney (www.kenney.nl)",
    ),
    *("Zalando SE; Han Xiao, Kashif Rasul, Roland Vollgraf", "Gary Thung, Mindy Yang"),
    *("Marcus Klasson, Cheng Zhang, Hedvig Kjellström", "Li, Andreeto, Ranzato, Perona"),
    "Parkhi, Vedaldi, Zisserman, Jawahar",
}


def said_by(card):
    return {
        card["title"],
        card["limits"],
        *(text for entry in card["data"] for text in entry.values()),
    }


def cards():
    return [json.loads(path.read_text("utf-8")) for path in CARDS]


def texts():
    """All that cards, recipes and samples say."""
    codecs = (ROOT / "checkpoints" / "codecs").glob("*.json")
    credits = [entry for p in codecs for entry in json.loads(p.read_text("utf-8"))["data"]]
    recipes = [{"title": r.title, "limits": r.limits, "data": r.data} for r in RECIPES.values()]
    of_samples = [t for s in SAMPLES.values() for t in (s.title, s.credit, s.licence)]
    return {*of_samples}.union(
        *map(said_by, [*cards(), *recipes]), *(entry.values() for entry in credits)
    )


@pytest.mark.parametrize("code", OTHERS)
def test_whatever_a_card_or_a_sample_says_is_translated_or_a_name(code):
    left = {text for text in texts() if strings.of_card(text, code) == text}
    assert left <= NAMES


def test_no_translation_is_of_something_that_nobody_says():
    own = ("card.own_limits", "card.licence_own", "card.by_own", "card.live_")  # visitors' networks
    cards = {key: text for key, text in ENGLISH.items() if key.startswith("card.")}
    written = {text for key, text in cards.items() if not key.startswith(own)}
    assert written <= texts()


def test_a_recipe_for_your_own_pictures_is_translated(tmp_path):
    from PIL import Image

    from explainer.training.recipes import own_recipe

    (tmp_path / "cups").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "cups" / "one.png")
    recipe = own_recipe("mine", tmp_path, 16)
    for text in (recipe.limits, recipe.data[0]["licence"], recipe.data[0]["attribution"]):
        assert strings.of_card(text, "de") != text


def test_what_others_have_written_stays_as_it_is():
    assert strings.of_card("My cats, 2024", "de") == "My cats, 2024"
    assert strings.of_card(next(iter(SAMPLES.values())).title, "en") == "Tulip"


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_says_what_its_recipe_says(path):
    card = json.loads(path.read_text("utf-8"))
    recipe = RECIPES[card["name"]]
    assert (card["title"], card["limits"]) == (recipe.title, recipe.limits)
