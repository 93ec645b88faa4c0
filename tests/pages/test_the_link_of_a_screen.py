"""Whoever opens the link of a screen sees that screen: the same settings, the same pictures, in a fresh visit."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from explainer.ui import contents
from explainer.ui.controls import table
from explainer.ui.controls.networks import Network
from tests.pages.opening import PAGES, ROOT, address, app, errors, html

# other than what every page begins with, and quickly computed
MOVED = {
    "t": 777,
    "seed": 42,
    "sigma": 2.5,
    "steps": 3,
    "steps_a": 1,
    "steps_b": 3,
    "w": 3.5,
    "interval": (300, 700),
    "eta": 0.4,
    "pictures": "4",
    "sampler": "ddim",
    "schedule": "linear",
    "sample": list(table.SAMPLE.options)[2],
    "words": "4",
    "against": "8",
    "open_step": 7,
    "rate": -3.0,
    "taught": "shapes",
    "level": "one",
    "shared_path": False,
    "channel": 2,
    "whole_map": True,
    "row": 2,
    "column": 3,
    "push": -2.0,
    "other": list(table.OTHER.options)[1],
    "mix": 0.25,
    "block": "mid.0",
    "cut": ["in", "down.1.0"],
    "no_time": True,
    "no_words": True,
    "from_top": 10,
    "from_left": 80,
    "shape": "ring",
    "scene": "back",
    "toward": "second",
    "noise_back": False,
    "from_t": 600,
    "source": "picture",
    "mode": "puzzle",
    "mistakes": ["no_root", "last_noise"],
    "puzzle": 3,
    "hole": "blobs",
    "times": 2,
    "stretch": 2,
    "damage": "pixels",
    "fewer": "8",
    "soft": 2.0,
    "lost": 0.3,
    "holes": 4,
    "coarse": 3,
    "keep": False,
    "hint": "4",
    "way": "flip",
    "first": "4",
    "second": "7",
    "blur": 3.0,
    "trip": 10,
    "between": "seeds",
    "seed_b": 43,
    "begin": "picture",
    "jumps": "500 200",
    "solver": "heun",
    "points": "900 500",
    "fork": "word",
    "new_seed": 44,
    "new_word": "5",
    "new_w": 5.0,
    "completions": "4",
    "fan_steps": "25",
    "known_t": 800,
    "under": "training",
    "plant": True,
    "plan": "mathematics",
    "paper": "letter",
}
# the network is chosen first; a device computes nothing here; Streamlit's harness loses the names of choices
NAMED = (
    *(table.TAUGHT, table.LEVEL, table.WAY, table.BETWEEN, table.MODE, table.FORK, table.UNDER),
    *(table.PLAN, table.PAPER),
)
APART = {c.key for c in (table.NETWORK, table.ON_DEVICE, table.LANG, *NAMED)}
PICTURE = re.compile(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]+")


def widgets(at):
    every = [*at.slider, *at.number_input, *at.selectbox, *at.text_input, *at.toggle]
    return {widget.key: widget for widget in every}


def move(at, values):
    """Set the controls of the page that is open, all at once, and press its button."""
    there = widgets(at)
    for key, value in values.items():
        if key in there and not there[key].disabled:
            there[key].set_value(value)
        else:
            at.session_state[key] = value
    at.run()
    for button in at.button:
        if button.key == f"_{at.session_state['_page']}_go":
            button.click().run()
            break
    return at.run()


def seen(at):
    """What the controls say, and every picture."""
    said = {key: widget.value for key, widget in widgets(at).items() if key in table.CONTROLS}
    assert not at.exception and not errors(at)
    return said, [title.value for title in at.title], set(PICTURE.findall(html(at)))


def opened(page, link):
    """The page as somebody finds it who comes with this link, and with nothing else."""
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key, texts in link.items():
        at.query_params[key] = texts
    if page != PAGES[0]:
        at.switch_page(str(contents.page_of(page).script))
    at.run()
    assert not at.warning
    return at


@pytest.mark.parametrize("page", PAGES)
def test_whoever_opens_the_link_of_a_screen_sees_that_screen(page, tiny_latent):
    spec = contents.page_of(page)
    latents = {"network": tiny_latent, "words": "b"} if spec.networks == "latents" else {}
    keys = {control.key for control in spec.linkable()} - APART
    assert keys <= MOVED.keys()
    values = {key: MOVED[key] for key in keys} | ({"words": "b"} if latents else {})
    here = move(app(page, **latents), values)
    there = opened(page, address(here))
    assert address(there) == address(here)
    assert seen(there) == seen(here)
    said, *_ = seen(there)
    assert said | values == values | said  # what was moved is what is seen


@pytest.mark.parametrize("page", ["generate", "how_many_steps"])
def test_a_network_that_the_page_does_not_begin_with_is_in_its_link(page):
    at = app(page, steps="1", steps_a="1", steps_b="1")
    network = next(c for c in contents.page_of(page).linkable() if isinstance(c, Network))
    assert network.default() == "photos" != contents.page_of(page).suggests
    widgets(at)["network"].set_value("photos").run()
    widgets(at)["words"].set_value("rose").run()
    next(b for b in at.button if b.label == "Link to this screen").click().run()
    (link,) = [code.value for code in at.code if code.value.startswith("http")]
    link = parse_qs(urlsplit(link).query)
    assert link["network"] == ["photos"] and link["words"] == ["rose"]
    there = opened(page, link)
    assert not errors(there)
    assert widgets(there)["network"].value == "photos"
    assert widgets(there)["words"].value == "rose"


def test_the_address_that_a_page_begins_with_is_no_choice_of_a_network():
    """Every address names a network: reading one again must not take it to all other pages."""
    there = opened("add_noise", address(app("add_noise", network="photos")))
    there.switch_page(str(contents.page_of("generate").script)).run()
    assert widgets(there)["network"].value == contents.page_of("generate").suggests
