"""Under the hood by the keyboard alone: every control is reached, and one sees where one is."""

from __future__ import annotations

import pytest

from explainer.streamlit_names import Part
from tests.browser.test_accessibility import MARK, SHADOWS, walk_by_tab
from tests.browser.visitor import DIGITS, open_page, settle

# components come after the page, and until then a slow browser has nothing that can be used
READY = """hosts => [...document.querySelectorAll(hosts)]
  .flatMap(host => [...(host.shadowRoot ?? host).querySelectorAll('button, input, select')])
  .filter(e => !e.disabled && e.checkVisibility()).length >= 10"""
LEFT = "(all, wanted) => all.filter(e => wanted.includes(e.dataset.mark)).map(e => e.outerHTML)"


@pytest.mark.parametrize("name", ["inside_unet", "how_it_learns", "two_dimensions"])
def test_under_the_hood_tab_reaches_every_control(page, server, name):
    """Streamlit’s as well: blocks, skips, dice, the plane. What a click does on a picture, sliders beside it do.

    Guidance is used by keys in a test of its own.
    """
    open_page(page, f"{server.url}/{name}?{DIGITS}&scene=back")
    every = f"{SHADOWS}, {Part.MAIN.selector}"
    page.wait_for_function(READY, arg=every)
    # a server learns the visitor's theme with the first answer, and draws once more
    page.wait_for_timeout(500)
    settle(page)
    missing = set(map(str, range(page.eval_on_selector_all(every, MARK))))
    assert len(missing) >= 10
    for focus in walk_by_tab(page, 120):
        missing.discard(focus["mark"])
        assert focus["seen"] or not focus["own"], focus
        if not missing:
            return
    pytest.fail(f"Tab never came to {page.eval_on_selector_all('[data-mark]', LEFT, [*missing])}")
