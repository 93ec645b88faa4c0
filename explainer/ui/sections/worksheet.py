"""Teach: a worksheet for a class, computed for its picture, network and seed, to be printed with its answers."""

from __future__ import annotations

from functools import partial

import streamlit as st

from explainer.experiments.cleaning import NoisyPicture, walk_back
from explainer.experiments.settings import FOR_ANY_PICTURE
from explainer.experiments.worksheet import CLEANED_AT, Choice, Ends, Worksheet, worksheet
from explainer.networks.checkpoints import is_latent, load_checkpoint
from explainer.networks.conditions import first_of
from explainer.ui.controls import table as controls
from explainer.ui.drawing.paper import Sheet, document
from explainer.ui.language import enumerated, language, plain, say
from explainer.ui.picture import Picture, current_picture, samples
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run, from_noise
from explainer.ui.sections.guidance_strip import planned_strip
from explainer.ui.sections.worksheet_questions import questions

FIRST_SIDE = 3  # questions
PREVIEW = 720  # pixels


def worksheet_maker(paper: str) -> None:
    """What a class chooses, the button, and once all is computed the file and how it prints."""
    st.markdown(say("worksheet.lead"))
    samples("worksheet")
    choice, picture = _choice(controls.SEED.draw(width=200)), current_picture()
    st.caption(_networks_note(choice))
    checkpoint = load_checkpoint(choice.cleaner)
    x0 = picture.for_network(checkpoint.shape)
    noisy = NoisyPicture(checkpoint, x0, CLEANED_AT, choice.seed)
    walks = Walks("worksheet", planned(choice, noisy, picture), label=say("worksheet.button"))
    with st.container(horizontal=True):
        walks.start_button(main=True)
        walks.stop_button()
    walks.show_cost()
    status = st.empty()
    runs = walks.run(lambda runs, old: walks.report(status, *runs, old=old))
    if runs and all(run.film.done for run in runs) and not walks.changed(runs):
        _ready(worksheet(choice, noisy, ends(runs)), picture, paper)


def paper_name(paper: str) -> str:
    """What a size of paper is called."""
    return controls.PAPER.called(paper)


def _choice(seed: int) -> Choice:
    """The network of the sidebar draws; it also cleans, if it works on pixels."""
    drawer = str(st.session_state[controls.NETWORK.key])
    cleaner = FOR_ANY_PICTURE if is_latent(drawer) else drawer
    word = first_of(load_checkpoint(drawer).card.first_prompt)
    return Choice(cleaner, drawer, word, seed)


def _networks_note(choice: Choice) -> str:
    names = {"cleaner": plain(choice.cleaner), "drawer": plain(choice.drawer)}
    note = say("worksheet.networks", **names)
    return note if choice.word else f"{note} {say('worksheet.no_words', **names)}"


def planned(choice: Choice, noisy: NoisyPicture, picture: Picture) -> list[PlannedRun]:
    """The runs behind a worksheet, in the order of `ends`."""
    back = partial(walk_back, noisy, choice.back)
    plans = [
        PlannedRun(choice.back, back, (CLEANED_AT, picture.identity), frames=1),
        *(from_noise(settings, frames=1) for settings in choice.lengths),
    ]
    return [*plans, planned_strip(choice.pushed)] if choice.pushed else plans


def ends(runs: list[Run]) -> Ends:
    """Where finished runs ended."""
    back, few, many, *pushed = (run.film.result for run in runs)
    assert back is not None and few is not None and many is not None
    return Ends(back, few, many, next(iter(pushed), None))


def _ready(sheet: Worksheet, picture: Picture, paper: str) -> None:
    page = printed(sheet, picture.title, paper)
    name = f"noisewalk-worksheet-{picture.sample or 'own'}-{sheet.choice.seed}-{paper}.html"
    st.download_button(
        say("worksheet.save", paper=paper_name(paper)),
        page.encode(),
        name,
        "text/html",
        icon=":material/print:",
        on_click="ignore",
    )
    st.caption(say("worksheet.saved"))
    st.iframe(page, height=PREVIEW, alt=say("worksheet.preview"))


def printed(sheet: Worksheet, picture: str, paper: str) -> str:
    """Two sides for pupils and one for the teacher, as a file of HTML."""
    every = [*enumerate(questions(sheet), 1)]
    sides = every[:FIRST_SIDE], every[FIRST_SIDE:]
    choice = sheet.choice
    networks = enumerated(dict.fromkeys([choice.cleaner, choice.drawer]))
    told = {"picture": picture, "seed": choice.seed, "networks": networks}
    foot, title = say("worksheet.foot", **told), say("worksheet.title")
    first, second = ([q.on_sheet(i) for i, q in side] for side in sides)
    return document(
        title,
        language(),
        paper,
        [
            Sheet(title, first, foot, (say("worksheet.name"), say("worksheet.date"))),
            Sheet(say("worksheet.page_two"), second, foot, (say("worksheet.name"),)),
            Sheet(
                say("worksheet.key_title"),
                [question.in_key(i) for i, question in every],
                say("worksheet.foot_key", **told),
                small=True,
            ),
        ],
    )
