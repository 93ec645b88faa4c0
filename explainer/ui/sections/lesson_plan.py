"""Teach: the plan of a lesson, made of a tour: when, where, what to do and to say, and what pupils believe."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import streamlit as st

from explainer.tours import Step, Tour
from explainer.tours.conditions import Changed
from explainer.ui.contents import page_of
from explainer.ui.controls.networks import networks
from explainer.ui.controls.table import CONTROLS, NETWORK, PLAN
from explainer.ui.drawing import paper
from explainer.ui.language import language, say
from explainer.ui.misconceptions import link
from explainer.ui.sections.worksheet import paper_name

COLUMNS = ("clock", "page", "do", "words", "believe")
AIMS = ("a", "b", "c")
_CSS = """
.nw-plan a { color: var(--nw-accent); }
.nw-plan { border-collapse: collapse; width: 100%; font-size: .9375rem; line-height: 1.4; }
.nw-plan th, .nw-plan td { text-align: left; vertical-align: top; padding: 8px 10px; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.nw-plan td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
.nw-plan p { margin: 0 0 6px; } .nw-plan p:last-child { margin: 0; } .nw-plan small { opacity: .8; }
.nw-plan .nw-said { font-style: italic; }
@media screen and (max-width: 900px) {
  .nw-plan thead { position: absolute; clip-path: inset(50%); }
  .nw-plan tr, .nw-plan td { display: block; border: 0; padding: 2px 0; }
  .nw-plan tr { border-top: 2px solid var(--nw-accent); padding: 8px 0; }
  .nw-plan td[data-of]:not(:first-child)::before { content: attr(data-of); display: block; font-size: .8rem; font-weight: 700; opacity: .8; }
  .nw-plan td:empty { display: none; }
}
@media print { .nw-plan tr { break-inside: avoid; } .nw-plan { font-size: 9pt; } }
"""


# both sides of one sheet: what is to be done takes most words, and has most room
_PRINTED = """
.nw-said { font-style: italic; }
.nw-plan { table-layout: fixed; hyphens: auto; overflow-wrap: anywhere; font-size: 7.8pt; line-height: 1.2; }
.nw-plan td, .nw-plan th { padding: .5mm 1.2mm; } .nw-plan p { margin-bottom: .6mm; } .nw-plan small { font-size: 7.2pt; }
.nw-plan th:nth-child(1) { width: 14mm; } .nw-plan th:nth-child(2) { width: 22mm; } .nw-plan th:nth-child(3) { width: 34%; }
"""


@dataclass(frozen=True)
class Row:
    """One step of a plan, its cells as HTML in the order of COLUMNS."""

    cells: tuple[str, ...]

    @property
    def html(self) -> str:
        """A row of the table; narrow screens show the column's name with each cell."""
        pairs = zip(COLUMNS, self.cells, strict=True)
        named = ((html.escape(say(f"teach.{column}")), cell) for column, cell in pairs)
        cells = (f'<td data-of="{name}">{cell}</td>' for name, cell in named)
        return f"<tr>{''.join(cells)}</tr>"


def plan_name(name: str) -> str:
    """What a tour is called."""
    return PLAN.called(name)


def rows(tour: Tour) -> list[Row]:
    """Every step of a tour, with the clock running."""
    ends = [*accumulate(step.minutes for step in tour.steps)]
    begins = [0, *ends]
    return [
        Row(
            (
                html.escape(say("teach.from_to", begin=begin, end=end)),
                _page(step, address, network),
                paper.paragraph(say(f"plan_{tour.name}.{step.name}.do")) + _small(in_a_room(step)),
                _said(say(f"plan_{tour.name}.{step.name}.say")),
                "".join(map(_belief, step.misconceptions)),
            )
        )
        for step, address, network, begin, end in zip(
            tour.steps, step_links(tour), _networks(tour), begins, ends, strict=False
        )
    ]


def in_a_room(step: Step) -> str:
    """What a teacher presses at a step who has opened a room, in the words of the buttons."""
    named = {key: say(f"room.{key}") for key in ("ask", "cover", "reveal", "bring", "show")}
    named["begin"] = say("room.blind_begin")
    return say(f"teach.room_{_way_to_answer(step)}", **named)


def _way_to_answer(step: Step) -> str:
    """How a class answers: to the page's question, to pairs, by something made, or by hands."""
    facts = step.done.facts if step.done else frozenset()
    if "guessed" in facts:
        return "ask"
    if "blind_done" in facts:
        return "blind"
    makes = step.done is not None and any(isinstance(part, Changed) for part in step.done.parts)
    return "wall" if makes else "hands"


def _small(sentence: str) -> str:
    return f"<p><small>{paper.text(sentence)}</small></p>"


def _said(sentence: str) -> str:
    return f'<p class="nw-said">{paper.text(sentence)}</p>'


def step_links(tour: Tour) -> list[str]:
    """For each step a link to its page, set as whoever takes the tour finds it there."""
    return [
        link(page_of(step.page), sets)
        for step, sets in zip(tour.steps, standing(tour), strict=True)
    ]


def standing(tour: Tour) -> list[dict[str, Sequence[str]]]:
    """What is set at each step: what it sets, what steps before it on its page have set, and the network in use."""
    found: list[dict[str, Sequence[str]]] = []
    network: Sequence[str] = ()
    for before, step in zip((None, *tour.steps), tour.steps, strict=False):
        same_page = before is not None and before.page == step.page
        network = step.sets.get(NETWORK.key, network)
        fits = network and network[0] in networks(page_of(step.page).networks)
        kept = {**(found[-1] if same_page else {}), **({NETWORK.key: network} if fits else {})}
        found.append({**kept, **step.sets})
    return found


def _networks(tour: Tour) -> list[str]:
    """In use at each step; "" where that is up to the page."""
    return ["".join(sets.get(NETWORK.key, ())) for sets in standing(tour)]


def _page(step: Step, address: str, network: str) -> str:
    title = html.escape(page_of(step.page).menu_title)
    place = f'<a href="{html.escape(address)}" target="_blank">{title}</a>'
    said = (
        CONTROLS[key].stated(CONTROLS[key].told(texts, network)) for key, texts in step.sets.items()
    )
    return f"<p>{place}</p><small>{'<br>'.join(map(html.escape, said))}</small>"


def _belief(name: str) -> str:
    believes, answer = (say(f"misconception.{name}.{part}") for part in ("believes", "answer"))
    return f"<p>{paper.text(f'**{believes}**')} {paper.text(answer)}</p>"


def table(tour: Tour) -> str:
    """The plan of a tour as a table."""
    named = (html.escape(say(f"teach.{column}")) for column in COLUMNS)
    head = "".join(f'<th scope="col">{name}</th>' for name in named)
    body = "".join(row.html for row in rows(tour))
    return f'<table class="nw-plan"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def aims(tour: Tour) -> list[str]:
    """What the class shall take home."""
    return [say(f"plan_{tour.name}.aim_{aim}") for aim in AIMS]


def lesson_plan(tour: Tour, size: str) -> None:
    """The plan on the page, its links to copy, and a file of it to print."""
    st.markdown(f"**{say('teach.aims')}**\n\n" + "\n".join(f"- {aim}" for aim in aims(tour)))
    with st.container(horizontal=True):
        st.download_button(
            say("teach.save_plan", paper=paper_name(size)),
            printed(tour, size).encode(),
            f"noisewalk-plan-{tour.name}-{size}.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
        )
    st.caption(say("teach.prints"))
    with st.expander(say("teach.all_links"), icon=":material/link:"):
        st.caption(say("teach.links_lead", share=page_of("share").title))
        lines = (f"{i}. {address}" for i, address in enumerate(step_links(tour), 1))
        st.code("\n".join(lines), language=None, wrap_lines=True)
    st.html(f"<style>{_CSS}</style>{table(tour)}")


def printed(tour: Tour, size: str) -> str:
    """The plan as a file of HTML."""
    title = f"{say('teach.plan_heading')}: {plan_name(tour.name)}"
    parts = [paper.part(say("teach.aims"), paper.listed(aims(tour))), table(tour)]
    style = f"<style>{_PRINTED}</style>"
    sheet = paper.Sheet(title, [style, *parts], fits=False, small=True)
    return paper.document(title, language(), size, [sheet])
