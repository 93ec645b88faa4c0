"""A phone: no page scrolls sideways, in light and in dark."""

from __future__ import annotations

import pytest

from explainer.streamlit_names import Part
from explainer.ui.contents import LESSONS
from tests.browser.visitor import DIGITS, open_page


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
