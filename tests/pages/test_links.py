"""Links: the good settings are followed, the bad ones told about, and all of them kept from page to page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from explainer.ui.contents import page_of
from tests.pages.opening import PAGES, ROOT, app


@pytest.mark.parametrize("page", PAGES)
def test_bad_links_get_sentences_and_keep_the_good_settings(page):
    at = app(page, t="99999", seed="abc", w="nan", sampler="euler", zzz="1", sigma="-3")
    assert not at.exception
    sentences = [w.value for w in at.warning]
    for key in ("t", "seed", "w", "sampler", "zzz", "sigma"):
        assert any(f"{key} = " in s or f"“{key}”" in s for s in sentences), key
    offered, suits = at.selectbox(key="network").options, page_of(page).suggests
    assert at.session_state["network"] == ("digits" if "digits" in offered else suits)


def test_a_good_link_is_followed_without_a_word():
    at = app("add_noise", t="777", seed="42", schedule="linear")
    assert not at.warning
    assert at.slider(key="t").value == 777
    assert at.session_state["schedule"] == "linear"


def test_settings_survive_a_change_of_page():
    at = app("add_noise", t="300")
    at.slider(key="t").set_value(640).run()
    at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert at.slider(key="t").value == 640


def test_each_page_begins_with_its_network_until_one_is_chosen():
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120).run()

    def network_on(page):
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        return at.selectbox(key="network").value

    assert at.selectbox(key="network").value == "photos"
    assert [network_on(p) for p in ("generate", "remove_noise", "how_many_steps", "networks")] == [
        "photos-latent",
        "photos",
        "photos-latent",
        "photos-latent",  # of all networks: the one that was in use
    ]
    at.selectbox(key="network").set_value("digits").run()
    assert [network_on(p) for p in ("generate", "remove_noise")] == ["digits", "digits"]
    assert app("generate", network="photos", steps="1").selectbox(key="network").value == "photos"
