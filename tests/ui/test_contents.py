"""The table of pages: each has all that a page needs, and nothing outside it is a page."""

from dataclasses import replace
from itertools import pairwise

import pytest

from explainer import strings
from explainer.networks.checkpoints import available
from explainer.ui.contents import PAGES, neighbours, page_at, page_of
from explainer.ui.controls import table
from explainer.ui.page_spec import FOLDER, Section

EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_every_script_has_an_entry_and_every_entry_a_script():
    scripts = sorted(FOLDER.glob("*.py"))
    assert sorted(page.script for page in PAGES) == scripts
    assert len({page.name for page in PAGES}) == len(PAGES)


@EVERY_PAGE
@pytest.mark.parametrize("language", strings.languages())
def test_every_page_has_its_own_sentences_in_every_language(page, language):
    said = strings.table(language)
    assert (strings.FOLDER / language / f"{page.name}.toml").is_file()
    keys = {f"{page.name}.title", f"{page.name}.lead", f"app.section_{page.section.value}"}
    assert keys | ({f"{page.name}.on_start"} if page.on_start else set()) <= said.keys()


@pytest.mark.parametrize("language", strings.languages())
def test_start_shows_every_page_that_says_something_there(language):
    ending = ".on_start"
    said = {k.removesuffix(ending) for k in strings.table(language) if k.endswith(ending)}
    assert said == {page.name for page in PAGES if page.on_start}


@EVERY_PAGE
def test_a_page_is_found_by_its_name_and_by_its_address(page):
    assert page_of(page.name) is page is page_at(page.address)
    assert (page.address == "") == (page is PAGES[0])


def test_sections_stand_in_the_order_of_the_story():
    sections = [page.section for page in PAGES]
    assert sections == sorted(sections, key=list(Section).index)
    assert set(sections) == set(Section)


def test_neighbours_lead_through_the_whole_story():
    for before, after in pairwise(PAGES):
        assert neighbours(before)[1] is after
        assert neighbours(after)[0] is before
    assert neighbours(PAGES[0])[0] is neighbours(PAGES[-1])[1] is None


@EVERY_PAGE
def test_a_page_lists_a_control_once_and_suggests_a_network_that_ships(page):
    every = (*page.controls, *page.more, *table.EVERYWHERE)
    assert len({control.key for control in every}) == len(every)
    assert page.suggests is None or page.suggests in available()


def test_every_control_is_on_some_page():
    listed = {c for page in PAGES for c in (*page.controls, *page.more, *table.EVERYWHERE)}
    assert listed == {*table.CONTROLS.values()} - {table.PRESENT}  # which is beside every title


@pytest.mark.parametrize("there", [True, False])
def test_a_link_offers_what_a_page_has_and_what_this_server_can_do(there):
    offer = replace(table.ON_DEVICE, is_there=lambda: there)
    page = replace(page_of("how_many_steps"), controls=(table.WORDS,), more=(table.W, offer))
    expected = {table.WORDS, table.W, *table.EVERYWHERE} | ({offer} if there else set())
    assert set(page.linkable()) == expected
