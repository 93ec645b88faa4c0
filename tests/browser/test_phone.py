"""A phone: no page scrolls sideways, in light and in dark, and none is long before what is folded."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from explainer.streamlit_names import SCRIPT_IDLE, SCRIPT_STATE, Part, keyed
from explainer.ui.contents import LESSONS
from tests.browser.visitor import DIGITS, open_page

UNDER_THE_HOOD = ("added_noise", "guidance", "inside_unet", "how_it_learns", "two_dimensions")
MEASURED = ("", *UNDER_THE_HOOD, "latent_space", "networks", "share")


@pytest.mark.parametrize("path", [page.address for page in LESSONS])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_a_phone(chromium, server, path, scheme):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_page(page, f"{server.url}/{path}?{DIGITS}&steps=5&steps_b=10&words=2")
    widths = page.evaluate(
        f"[document.documentElement.scrollWidth, document.querySelector('{Part.MAIN.selector}').scrollWidth]"
    )
    assert max(widths) <= 390
    assert all(
        alt.strip()
        for alt in page.eval_on_selector_all(
            f"{Part.MAIN.selector} .nw-frame img", "all => all.map(i => i.alt)"
        )
    )
    context.close()


@pytest.mark.parametrize("path", MEASURED)
def test_what_is_folded_begins_within_three_screens_of_a_phone(chromium, server, path):
    """The other pages have tests of their own, which also use what is folded."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/{path}")
    page.locator(keyed("onward")).wait_for()  # the end of it
    page.wait_for_timeout(300)
    expect(page.get_by_test_id(Part.APP)).to_have_attribute(SCRIPT_STATE, SCRIPT_IDLE)
    folds = page.locator(f"{Part.MAIN.selector} summary").filter(visible=True)
    own = [box["y"] for fold in folds.all()[1:] if (box := fold.bounding_box())]  # the first asks
    if own:
        assert min(own) < 3 * 844
    else:
        height = page.locator(Part.MAIN.selector).evaluate("main => main.scrollHeight")
        assert height < 3 * 844
    context.close()
