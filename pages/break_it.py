"""Break it: mistakes that people make when they write a sampler, planted one by one, and puzzles of them."""

import streamlit as st

from explainer.experiments.mistakes import begun
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.code.closer import with_mistakes
from explainer.ui.controls import table as controls
from explainer.ui.page import formulas, heading, look, more, stage_and_controls
from explainer.ui.playing.walks import Walks
from explainer.ui.sections import (
    break_all,
    break_films,
    break_formulas,
    break_it,
    break_puzzle,
    break_why,
)
from explainer.ui.sections.bridges import ask
from explainer.ui.sections.prompt import prompt
from explainer.ui.show_code import show_code
from explainer.ui.terms import explained

card = load_checkpoint(st.session_state[controls.NETWORK.key]).card
heading("break_it")


def story() -> None:
    """The right run, and the one with the mistakes that are chosen."""
    asked = ask("break_it")
    wanted = break_it.chosen()
    stage, side = stage_and_controls()
    with side:
        controls.MODE.draw()
        words, seed = prompt(card), controls.SEED.draw()
    with more("break_it"):
        w = controls.W.draw()
    settings = begun(card.name, words, seed, w)
    with stage:
        mistakes = break_it.shown(wanted, settings)
        covered = break_it.is_covered(mistakes, asked)
        plans = break_it.plans(settings, () if covered else mistakes, break_it.FRAMES)
        walks = Walks("break_it", plans, "always")
        play = break_films.films(walks, "break_it", break_it.lines)
        if covered:
            break_it.cover(mistakes)
    runs = play()
    asked.answer(break_it.answer, runs)
    asked.dared(break_it.verdict, runs)
    look(break_it.verdict(runs))
    found = None if walks.changed(runs) else break_it.measures(runs)
    for mistake in () if covered else mistakes:
        break_why.explain(mistake, settings, found)
    walks.take_away(runs, break_it.source, name=break_it.run_name)
    break_all.every(settings)
    formulas(*break_formulas.step(), note=explained("break_it.symbols"))
    show_code("break_it", *with_mistakes(() if covered else mistakes))


if break_it.is_puzzle():
    break_puzzle.puzzles(card, *stage_and_controls())
else:
    story()
st.caption(explained("break_it.honest", n=break_it.FRAMES))
