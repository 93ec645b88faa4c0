"""High contrast: the system paints every ground in one colour and every border in another."""

from __future__ import annotations

from playwright.sync_api import expect

from explainer.streamlit_names import Part, keyed
from tests.browser.visitor import DIGITS

# the parts of a control, at least 2 pixels high, that its ground does not swallow
SEEN = """host => [...host.querySelectorAll("*")].filter(e => {
  const { height } = e.getBoundingClientRect(), { backgroundColor } = getComputedStyle(e);
  return height >= 2 && !["rgba(0, 0, 0, 0)", getComputedStyle(document.body).backgroundColor].includes(backgroundColor);
}).length"""


def test_with_forced_colours_one_sees_controls_and_what_is_chosen(chromium, server):
    with chromium.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(f"{server.url}/generate?{DIGITS}")
        slider = page.get_by_test_id(Part.SLIDER).locator("visible=true").first
        expect(slider).to_be_visible(timeout=60_000)
        assert slider.evaluate(SEEN) >= 2  # a thumb on a track
        switch = page.get_by_test_id(Part.CHECKBOX).locator("visible=true").first
        assert switch.evaluate(SEEN) >= 1
        tiles = page.locator(f"{keyed('network_tile_chosen')} img")
        expect(tiles).to_have_css("outline-style", "solid")
