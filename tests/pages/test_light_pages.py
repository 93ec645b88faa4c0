"""What every page draws again each time is made once, and takes few elements."""

from explainer.core.denoiser import Guided
from explainer.experiments.sampling import generate
from explainer.ui import menu
from explainer.ui.contents import PAGES
from explainer.ui.show_code import _source_of
from tests.pages.opening import app


def test_the_menu_is_made_once_and_no_page_may_run_because_another_visitor_opened_it():
    app("start")
    before = menu._made.cache_info()
    app("add_noise")
    after = menu._made.cache_info()
    assert after.misses == before.misses and after.hits >= before.hits + len(PAGES)
    assert not any(menu._made(p.name, p.menu_title)._can_be_called for p in PAGES)


def test_functions_that_ran_are_one_listing_each_under_where_it_stands():
    (listing,) = [c.value for c in app("generate").code if "def generate(" in c.value]
    for function in (generate, Guided):
        assert f"# {function.__module__}\n{_source_of(function)}" in listing
