"""Streamlit's entry script: navigation, sidebar, and what all pages share.

It does not live beside pages/: there, a deep link that is the first visit after a start would run
its page alone, without any of this.
"""

import streamlit as st

from explainer.core.errors import UserError
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
from explainer.ui.language import say, translate
from explainer.ui.links import show_address
from explainer.ui.page_spec import PageSpec, Section
from explainer.ui.runs import forget_runs
from explainer.ui.sections.bridges import onward
from explainer.ui.sections.room_bar import room_bar
from explainer.ui.sidebar import sidebar


def navigation() -> st.Page:
    """The pages under their sections; the one that the visitor chose."""
    menu = {
        section.title: [entry(page) for page in PAGES if page.section is section]
        for section in Section
    }
    return st.navigation(menu, expanded=True)  # all of them, without a fold


def entry(page: PageSpec) -> st.Page:
    """A page of the folder pages/, at /NAME; the first one at /."""
    return st.Page(page.script, title=page.menu_title, icon=page.icon, default=page is PAGES[0])


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
    arrived = carry_over(page.name)
    suggest_network(page.suggests, page.networks, link.follow(page.linkable()))
    if arrived:
        forget_runs()
    touring.enter(page)
    presenter.style()
    link.complain(page.name)
    show_address(page, "before")
    touring.card(page)
    try:
        room_bar(page, touring.settle)
        sidebar(page)
        standing.clear_page()
        chosen.run()
        onward(page.name)
        touring.settle()
    except UserError as error:
        st.error(translate(error.sentence))
    if presenter.presenting():
        presenter.turn_pages(page)
    page_tools(presenter.presenting(), emptied)
    meanings()
    show_address(page, "after")
    drawn()
    page_drawn()


main()
