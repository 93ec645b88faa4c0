"""Teach: what learners are known to believe, and where something live meets it."""

from __future__ import annotations

import html

import streamlit as st

from explainer.tours import MISCONCEPTIONS
from explainer.ui.contents import page_of
from explainer.ui.drawing import paper
from explainer.ui.language import say
from explainer.ui.misconceptions import MEETS, link, places
from explainer.ui.sections.lesson_plan import plan_name

_CSS = """
.nw-beliefs a { color: var(--nw-accent); }
.nw-beliefs { display: grid; gap: 12px 24px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); margin: 0; padding: 0 !important; list-style: none; }
.nw-beliefs li { margin: 0; padding: 10px 14px; border-left: 4px solid var(--nw-accent); border-radius: 4px; background: color-mix(in srgb, currentColor 6%, transparent); break-inside: avoid; }
.nw-beliefs p { margin: 0 0 4px; } .nw-beliefs small { display: block; opacity: .8; }
"""


def misconceptions() -> None:
    """All of them, as cards."""
    st.markdown(say("teach.misconceptions_lead", n=len(MISCONCEPTIONS)))
    st.html(
        f"<style>{_CSS}</style><ul class='nw-beliefs'>{''.join(map(_card, MISCONCEPTIONS))}</ul>"
    )


def meeting_link(name: str) -> str:
    """A link to the screen that meets a misconception."""
    met = MEETS[name]
    return link(page_of(met.page), {key: [text] for key, text in met.sets.items()})


def _card(name: str) -> str:
    believes, answer = (say(f"misconception.{name}.{part}") for part in ("believes", "answer"))
    meet = html.escape(say("teach.meet", page=page_of(MEETS[name].page).menu_title))
    where = (say("teach.met_at", tour=plan_name(tour.name), i=i) for tour, i in places(name))
    met_in = say("teach.met_in", places="; ".join(where))
    return (
        f"<li>{paper.paragraph(f'**{believes}**')}{paper.paragraph(answer)}"
        f'<p><a href="{html.escape(meeting_link(name))}" target="_blank">{meet}</a></p>'
        f"<small>{html.escape(met_in)}</small></li>"
    )
