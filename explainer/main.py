"""Streamlit's entry script: navigation, sidebar, and what all pages share.

It does not live beside pages/: there, a deep link that is the first visit after a start would run
its page alone, without any of this.
"""

import streamlit as st

from explainer.core.errors import UserError
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import picture_shape
from explainer.networks.checkpoints import load_checkpoint
from explainer.server.routes import page_drawn
from explainer.ui import presenter
from explainer.ui.components.page_tools import page_tools
from explainer.ui.controls import lesson
from explainer.ui.controls import table as controls
from explainer.ui.controls.last_values import carry_over
from explainer.ui.drawing import theme
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.language import say, translate
from explainer.ui.picture import crop_chooser, current_picture, drop_upload, uploader
from explainer.ui.playing.running import forget_runs
from explainer.ui.story import page_file


def page(name: str, icon: str, default: bool = False) -> st.Page:
    """A page of the folder pages/, at /NAME."""
    title = say(f"{name}.menu") if default else say(f"{name}.title")
    return st.Page(page_file(name), title=title, icon=icon, default=default)


def sidebar() -> None:
    """The current picture and the network; the navigation stands above."""
    with st.sidebar:
        shown = not (lesson.hides(controls.SAMPLE.key) and lesson.hides(lesson.UPLOAD))
        if shown:
            st.subheader(say("picture.heading"))
        thumbnail = st.container()  # filled when the controls below have said which
        if "_upload" in st.session_state:
            crop_chooser()
            st.button(say("picture.upload_dropped"), on_click=drop_upload)
        else:
            controls.SAMPLE.draw()
        uploader("sidebar")
        network = controls.NETWORK.draw(on_change=controls.choose_network)
        st.caption(network_note(network))
        if shown:
            with thumbnail:
                show_picture(network)
        controls.LANG.draw()


def show_picture(network: str) -> None:
    """The current picture, small, and what is to be known of it."""
    picture, (channels, size, _) = current_picture(), picture_shape(network)
    st.html(row([Framed(picture.pixels, picture.title, small=True)]))
    grey = say("picture.grey") if channels == 1 else ""
    used = say("picture.used", size=size, grey=grey)
    st.caption(" ".join([*map(translate, picture.notes), used, picture.caption]))


def network_note(network: str) -> str:
    """What the chosen network is, what it has seen, and what runs it."""
    checkpoint = load_checkpoint(network)
    parameters = sum(p.numel() for p in checkpoint.model.parameters())
    return say(
        "app.network_note",
        title=checkpoint.card.title,
        parameters=f"{parameters / 1e6:.1f}",
        seen=f"{checkpoint.card.training['pictures_seen']:,}",
        engine=engine_for(network).name,
    )


def follow_link(page: str) -> None:
    """Take in the visitor's first link; say what of it was ignored, on the page it led to.

    Streamlit itself drops it silently.
    """
    if "_link" not in st.session_state:
        parameters = {key: st.query_params.get_all(key) for key in st.query_params}
        lesson.begin(controls.lesson_of(parameters))
        sentences = controls.ignored(parameters)
        for key in sentences:
            del st.query_params[key]
        st.session_state["_link"] = page, list(sentences.values())
    led_to, complaints = st.session_state["_link"]
    if led_to == page:
        for complaint in complaints:
            st.warning(complaint)
    lesson.hold()


def main() -> None:
    """Run the chosen page inside the shared frame."""
    controls.LANG.take()
    # before the navigation: it would make the page's icon the favicon, fetched from a font host
    st.set_page_config(page_title=say("app.title"), page_icon="🌫️", layout="wide")
    chosen = st.navigation(
        {
            say("app.section_start"): [page("start", ":material/home:", default=True)],
            say("app.section_process"): [
                page("add_noise", ":material/grain:"),
                page("remove_noise", ":material/auto_fix_high:"),
                page("generate", ":material/brush:"),
                page("how_many_steps", ":material/stairs:"),
            ],
            say("app.section_hood"): [page("networks", ":material/hub:")],
            say("app.section_share"): [page("share", ":material/ios_share:")],
        }
    )
    name = say("app.title")
    title = name if chosen.title == say("start.menu") else f"{chosen.title} · {name}"
    st.set_page_config(page_title=title)
    theme.style()
    presenter.style()
    follow_link(chosen.url_path)
    if carry_over(chosen.url_path):
        forget_runs()
    controls.suggest_network(chosen.url_path)
    try:
        sidebar()
        chosen.run()
    except UserError as error:
        st.error(translate(error.sentence))
    if presenter.presenting():
        presenter.turn_pages(chosen.url_path or "start")
    page_tools(presenter.presenting())
    page_drawn()


main()
