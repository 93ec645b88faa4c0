"""Streamlit's entry script: navigation, sidebar, and what all pages share.

It does not live beside pages/: there, a deep link that is the first visit after a start would run
its page alone, without any of this.
"""

from collections.abc import Callable

import streamlit as st

from explainer.server.routes import page_drawn
from explainer.ui import presenter, standing, touring
from explainer.ui.components.meanings import meanings
from explainer.ui.components.page_language import page_language
from explainer.ui.components.page_tools import page_tools
from explainer.ui.contents import PAGES, page_at
from explainer.ui.controls import link
from explainer.ui.controls.open_page import carry_over, drawn, emptied
from explainer.ui.controls.suggestion import suggest_network
from explainer.ui.drawing.style import style
from explainer.ui.drawn_once import one_drawing
from explainer.ui.language import say
from explainer.ui.links import show_address
from explainer.ui.menu import navigation
from explainer.ui.page import telling_errors
from explainer.ui.page_spec import PageSpec
from explainer.ui.runs import forget_runs
from explainer.ui.sections.bridges import onward
from explainer.ui.sections.room_bar import room_bar
from explainer.ui.sidebar import sidebar


def main() -> None:
    """Run the chosen page inside the shared frame."""
    link.arrive()
    # before the navigation: it would make the page's icon the favicon, fetched from a font host
    st.set_page_config(page_title=say("app.title"), page_icon="🌫️", layout="wide")
    chosen = navigation()
    page = page_at(chosen.url_path)
    touring.open_page(page)
    name = say("app.title")
    st.set_page_config(page_title=name if page is PAGES[0] else f"{page.title} · {name}")
    style()
    page_language()
    if carry_over(page.name):
        forget_runs()
    suggest_network(page.suggests, page.networks, link.follow(page.linkable()))
    link.followed()
    with one_drawing():  # links have said how
        draw(page, chosen.run)
    drawn()
    page_drawn()


def draw(page: PageSpec, run: Callable[[], None]) -> None:
    """A page, which `run` fills, and what all pages have around it."""
    touring.enter(page)
    presenter.style()
    link.complain(page.name)
    said = show_address(page, "before")
    touring.card(page)
    with telling_errors():
        room_bar(page, touring.settle)
        sidebar(page)
        standing.clear_page()
        run()
        onward(page.name)
        touring.settle()
    if presenter.presenting():
        presenter.turn_pages(page)
    page_tools(presenter.presenting(), emptied)
    meanings()
    show_address(page, "after", said)


main()
