"""A worksheet prints, two sides and a key, on both papers, with nothing cut off; so does a plan, on two sides."""

from __future__ import annotations

import re

import pytest

from explainer.tours import tours
from explainer.ui.drawing.paper import PAPERS
from explainer.ui.sections.lesson_plan import printed as plan_printed
from explainer.ui.sections.worksheet import printed
from tests.worksheets import made

INSIDE = """[...document.querySelectorAll('.sheet')].every(sheet => {
  const edge = sheet.getBoundingClientRect();
  return sheet.scrollHeight <= sheet.clientHeight && [...sheet.querySelectorAll('*')].every(
    part => part.getBoundingClientRect().right <= edge.right && part.getBoundingClientRect().bottom <= edge.bottom);
})"""


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_worksheet_is_three_pages_with_nothing_cut_off(page, code, monkeypatch):
    monkeypatch.setattr("explainer.ui.language.browsers_language", lambda: code)
    try:
        page.emulate_media(media="print")
        for paper in PAPERS:
            page.set_content(printed(made(), "Tulip", paper))
            assert page.evaluate(INSIDE), paper
            pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
            assert len(pages) == 3, paper
    finally:
        page.emulate_media(media="screen")


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_plan_is_printed_on_both_sides_of_one_sheet(page, code, monkeypatch):
    monkeypatch.setattr("explainer.ui.language.browsers_language", lambda: code)
    for tour in tours():
        for paper in PAPERS:
            page.set_content(plan_printed(tour, paper))
            pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
            assert len(pages) <= 2, (tour.name, paper)
