"""Which networks a page offers, and what becomes of a visitor's choice where it is not among them."""

import pytest

from explainer.experiments.settings import FOR_GENERATING
from explainer.ui.contents import PAGES, page_of
from tests.pages.opening import app, errors

PIXELS = [page.name for page in PAGES if page.networks == "pixels"]
EVERY = [page.name for page in PAGES if page.networks == "any"]


def control(at):
    return next(box for box in at.sidebar.selectbox if box.key == "network")


def captions(at):
    return " ".join(caption.value for caption in at.main.caption).replace("\\", "")


def back(at):
    """The links to pages that lead back."""
    return [link.proto.label for link in at.get("page_link") if link.proto.label.startswith("←")]


def test_pages_that_work_on_the_picture_itself_want_pixels():
    wanting = [
        *("start", "add_noise", "remove_noise"),
        *("why_soft", "spectral_lens", "did_it_copy", "denoising_game"),
        *("fill_in", "restore", "two_in_one"),
    ]
    assert wanting == PIXELS


@pytest.mark.parametrize("page", PIXELS)
def test_a_page_of_pixels_takes_its_own_network_and_says_why(page, tiny_latent):
    at = app(page, network=tiny_latent, words="")
    assert not at.exception and not errors(at) and not at.warning
    assert control(at).value == (page_of(page).suggests or "photos")
    assert tiny_latent not in control(at).options
    assert "You chose tiny-latent" in captions(at)


@pytest.mark.parametrize("page", EVERY)
def test_a_page_of_both_takes_a_network_in_latents(page, tiny_latent):
    at = app(page, network=tiny_latent, words="b")
    assert not at.exception and not errors(at) and not at.warning
    assert control(at).value == tiny_latent
    assert "You chose" not in captions(at)


def test_a_page_of_latents_takes_one_and_says_why(tiny_latent):
    at = app("latent_space", network="digits")
    assert not at.exception and not errors(at) and not at.warning
    assert tiny_latent in control(at).options and "digits" not in control(at).options
    assert control(at).value == FOR_GENERATING
    assert "You chose digits, which works on pixels" in captions(at)


def test_a_choice_outlives_a_page_that_does_not_offer_it(tiny_latent):
    at = app("generate", network="digits")
    control(at).set_value(tiny_latent).run()
    assert not at.exception
    at.switch_page(str(page_of("remove_noise").script)).run()
    assert control(at).value == "photos"
    at.run()
    at.switch_page(str(page_of("generate").script)).run()
    assert control(at).value == tiny_latent


def test_a_choice_on_such_a_page_holds_everywhere(tiny_latent):
    at = app("generate", network=tiny_latent)
    at.switch_page(str(page_of("add_noise").script)).run()
    control(at).set_value("digits").run()
    at.switch_page(str(page_of("generate").script)).run()
    assert control(at).value == "digits"


def test_a_lesson_that_holds_a_network_in_latents_works_on_pages_of_pixels(tiny_latent):
    at = app("generate", network=tiny_latent, lock="network")
    assert at.session_state["network"] == tiny_latent
    at.switch_page(str(page_of("add_noise").script)).run()
    assert not at.exception and not errors(at)
    assert at.session_state["network"] == "photos"
    at.switch_page(str(page_of("generate").script)).run()
    assert at.session_state["network"] == tiny_latent


# --- no silent switch


def go(at, page):
    at.switch_page(str(page_of(page).script)).run()
    assert not at.exception and not errors(at)
    return at


def test_a_page_that_begins_with_another_network_says_so_and_gives_the_old_one_back():
    at = app("start", network=None, words=None)
    assert "Until now" not in captions(at)
    go(at, "generate")
    assert at.session_state["network"] == FOR_GENERATING
    assert f"began with {FOR_GENERATING}" in captions(at)
    assert "Until now you used photos" in captions(at)
    at.button(key="_network_back").click().run()
    assert at.session_state["network"] == "photos"
    assert "Until now" not in captions(at)
    go(at, "remove_noise")
    go(at, "generate")
    assert at.session_state["network"] == "photos"  # the visitor's choice from now on
    assert "Until now" not in captions(at)


def test_a_page_that_cannot_use_the_network_leads_back_to_where_it_works():
    at = app("generate", network=None, words=None)
    go(at, "remove_noise")
    assert f"so it uses photos: {FOR_GENERATING}, which you used until now" in captions(at)
    assert back(at) == ["← Back to Generate"]


@pytest.mark.parametrize(("before", "page"), [("add_noise", "teach"), ("generate", "start")])
def test_start_and_teach_say_nothing_of_networks(before, page):
    at = app(before, network=None, words=None)
    used = at.session_state["network"]
    go(at, page)
    assert at.session_state["network"] != used
    assert "ntil now" not in captions(at) and not back(at)


def test_a_network_that_the_visitor_chose_is_named_with_the_way_back(tiny_latent):
    at = app("generate", network=tiny_latent, words="b")
    go(at, "add_noise")
    assert "You chose tiny-latent" in captions(at)
    assert back(at) == ["← Back to Generate"]
    go(at, "generate")
    assert "You chose" not in captions(at) and "Until now" not in captions(at)


def test_a_lesson_that_holds_the_network_is_not_argued_with():
    at = app("start", network="digits", words=None, lock="network")
    go(at, "latent_space")
    assert "Until now" not in captions(at) and "You chose" not in captions(at)
