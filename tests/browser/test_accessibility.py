"""Everyone can use every page: eyes and hands."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from explainer.streamlit_names import Part
from explainer.ui import contents
from explainer.ui.drawing.theme import ON_PRIMARY
from tests.browser.visitor import SHADOWS, slider_of, unfold, visit

PAGES = [page.name for page in contents.PAGES]
BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 22, 26)"}
OF_COLOURS = ("color-contrast", "link-in-text-block")  # the rules that a theme may break
FAILING = ("serious", "critical")


class Exempt(NamedTuple):
    """A complaint about an element of Streamlit's own that this project cannot mend."""

    rule: str
    selector: str  # the elements complained about match it
    reason: str


NAVIGATION = Part.SIDEBAR_NAVIGATION.selector
SECTIONS = "a navigation with sections puts each section's items into a div between list and item"
ALLOWED = (
    Exempt("list", NAVIGATION, SECTIONS),
    Exempt("listitem", f"{NAVIGATION} li", SECTIONS),
)

# what has the focus, in whatever shadow tree, and whether one sees that it has
FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  const seen = (x) => { const s = getComputedStyle(x);
    return s.opacity !== '0' && s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1; };
  return { tag: e.localName, name: e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).textContent.trim(),
    mark: e.dataset.mark ?? null, own: e.getRootNode() !== document, seen: seen(e) || (e.parentElement !== null && seen(e.parentElement)) };
}"""
# whether the page is drawn in the colours of its theme
LETTERS = """wanted =>
  getComputedStyle(document.documentElement).getPropertyValue('--nw-on-primary').trim() === wanted"""
# number the controls of this project's own components; a group of radio buttons is one stop
MARK = """all => { let n = 0;
  for (const host of all) {
    for (const e of (host.shadowRoot ?? host).querySelectorAll('button, input, select, [tabindex="0"]')) {
      if (e.dataset.mark || e.disabled || e.tabIndex < 0 || e.role === 'radio') continue;
      if (e.checkVisibility() && !(e.type === 'radio' && !e.checked)) e.dataset.mark = n++;
    } }
  return n; }"""


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


@pytest.fixture(scope="module", params=BACKGROUNDS)
def themed(request, chromium):
    """The scheme, and a page for a visitor whose system asks for it."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=request.param
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield request.param, page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(themed, server, name):
    scheme, page = themed
    visit(page, server, name)
    background = "e => getComputedStyle(e).backgroundColor"
    assert page.get_by_test_id(Part.APP).evaluate(background) == BACKGROUNDS[scheme]
    # a server learns the visitor's theme with the first answer, and then draws once more
    page.wait_for_function(LETTERS, arg=ON_PRIMARY[scheme == "dark"])
    unfold(page)
    # a film that was just put there has no words yet
    expect(page.locator("button.play", has_not_text=WORD)).to_have_count(0)
    # the rest is the same in both
    found = complaints(page, () if scheme == "light" else OF_COLOURS)
    assert not found, "\n" + "\n".join(found)


def walk_by_tab(page: Page, stops: int = 100):
    """Press Tab from the top of the page; what has the focus then, each time."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        yield page.evaluate(FOCUSED)


@pytest.mark.parametrize("name", ["add_noise", "generate", "how_many_steps"])
def test_tab_reaches_every_control_and_one_sees_where_it_is(page, server, name):
    visit(page, server, name)
    slider_of(page, "Timestep t" if name == "add_noise" else "Film").wait_for()
    missing = set(map(str, range(page.eval_on_selector_all(SHADOWS, MARK))))
    assert len(missing) >= 4
    for focus in walk_by_tab(page):
        if focus["mark"] in missing:
            assert focus["name"] or focus["tag"] == "select"
            assert focus["seen"], focus
        missing.discard(focus["mark"])
        if not missing:
            return
    pytest.fail(f"Tab never came to {missing}")


def test_a_picture_is_made_with_the_keyboard_alone(page, server):
    visit(page, server, "generate", "&steps=6&pictures=1&seed=311&words=4")
    button = {"tag": "button", "name": "Generate"}
    assert any(button.items() <= focus.items() for focus in walk_by_tab(page))
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"6 steps, 12 network calls, .* s on this"))).to_be_visible()


def test_arrow_keys_move_the_film(page, server):
    visit(page, server, "generate")
    slider = {"tag": "input", "name": "Film"}
    assert any(slider.items() <= focus.items() for focus in walk_by_tab(page))
    end = slider_of(page, "Film").input_value()
    stands = page.get_by_text(re.compile(r"^step \d+ of \d+ (done )?· t = \d+$"))
    before = stands.inner_text()
    page.keyboard.press("ArrowLeft")
    assert int(slider_of(page, "Film").input_value()) == int(end) - 1
    assert stands.inner_text() != before
    page.keyboard.press("ArrowRight")
    assert stands.inner_text() == before
