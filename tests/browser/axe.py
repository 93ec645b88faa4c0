"""What axe-core has to say about a page as it stands."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from explainer.streamlit_names import SCRIPT_IDLE, SCRIPT_STATE, Class, Part
from explainer.ui.drawing.theme import ON_PRIMARY
from tests.browser.visitor import unfold

BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 22, 26)"}
OF_COLOURS = ("color-contrast", "link-in-text-block")  # the rules that a theme may break
FAILING = ("serious", "critical")
# whether the page is drawn in the colours of its theme: Streamlit's own, and this project's
DRAWN = """([page, background, letters]) =>
  getComputedStyle(document.querySelector(page)).backgroundColor === background &&
  getComputedStyle(document.documentElement).getPropertyValue('--nw-on-primary').trim() === letters"""


class Exempt(NamedTuple):
    """A complaint about an element of Streamlit's own that this project cannot mend."""

    rule: str
    selector: str  # the elements complained about match it
    reason: str


NAVIGATION = Part.SIDEBAR_NAVIGATION.selector
SECTIONS = "a navigation with sections puts each section's items into a div between list and item"
SCROLLED = (
    "browsers let the keyboard scroll what is wider than the screen: long formulas, wide tables"
)
ALLOWED = (
    Exempt(
        "scrollable-region-focusable", f".katex-display, {Class.TABLE.selector} > div", SCROLLED
    ),
    Exempt("list", NAVIGATION, SECTIONS),
    Exempt("listitem", f"{NAVIGATION} li", SECTIONS),
)


WORD = re.compile(r"\w")


def is_allowed(page: Page, rule: str, target: list[Any]) -> bool:
    """Whether a complaint is on the list; never for an element in a component's shadow tree."""
    selectors = [known.selector for known in ALLOWED if known.rule == rule]
    if len(target) != 1 or not isinstance(target[0], str) or not selectors:
        return False
    return bool(
        page.locator(target[0]).first.evaluate("(e, s) => e.matches(s)", ", ".join(selectors))
    )


def complaints(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds of serious or critical impact: rule, element, and what to do; by all rules unless some are named."""
    rules = {"runOnly": list(only)} if only else {}
    options = {"resultTypes": ["violations"], "iframes": False, **rules}
    found = Axe().run(page, options=options).response
    return [
        f"{violation['impact']} {violation['id']}: {node['target']}\n  {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in FAILING
        for node in violation["nodes"]
        if not is_allowed(page, violation["id"], node["target"])
    ]


def unfold_in(page: Page, scheme: str) -> None:
    """Wait until a page is drawn in the colours of its scheme, and open all that is folded."""
    # a server learns the visitor's theme with the first answer, and then draws once more
    wanted = [Part.APP.selector, BACKGROUNDS[scheme], ON_PRIMARY[scheme == "dark"]]
    page.wait_for_function(DRAWN, arg=wanted)
    # the style comes first, the components last
    page.wait_for_timeout(500)
    expect(page.get_by_test_id(Part.APP)).to_have_attribute(SCRIPT_STATE, SCRIPT_IDLE)
    unfold(page)
    # a film that was just put there has no words yet
    expect(page.locator("button.play", has_not_text=WORD)).to_have_count(0)
