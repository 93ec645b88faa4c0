"""The pixel probe: every term of the update at the pixel that was clicked, adding up to the next x."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.experiments.probe import Sum, Update, update
from explainer.ui.components.film_player import ONE_RUN, FilmPlayer, PlayerTrack, Probed
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.playing.walks import Walks
from explainer.ui.runs import PlannedRun, Run
from explainer.ui.terms import explained

DIGITS = 6  # as many as 32-bit numbers have
SHOWN = 4  # channels of latents
COLOURS = {1: ("grey",), 3: ("red", "green", "blue")}
SYMBOLS = {
    "x_t": "xₜ",
    "x0": "x̂₀",
    "eps": "ε̂",
    "z": "z",
    "x0_before": "x̂₀⁻",
    "x0_second": "x̂₀′",
    "eps_second": "ε̂′",
}
_KEPT = "_probed"  # (film, step) and the update there


def pixel_probe(player: FilmPlayer, walks: Walks, runs: Sequence[Run]) -> None:
    """The table below a player, where its probe points; nothing where it does not."""
    asked = player.probed(runs)
    if asked is None or any(run.running for run in runs):
        return
    if walks.changed(runs):
        st.caption(say("probe.old"))
    elif asked.ended:
        st.caption(say("probe.ended"))
    else:
        planned = walks.planned[asked.run]
        found = _update(planned, runs[asked.run].id, asked.step)
        show(found, asked, as_usual=planned.view is None)


def probed_film(
    key: str,
    walks: Walks,
    runs: Sequence[Run],
    tracks: Sequence[PlayerTrack] = ONE_RUN,
    subject: str = "",
) -> None:
    """The film of runs that are made elsewhere on the page, and what its probe reads."""
    player = FilmPlayer(st.container(), key, tracks, subject=subject, probe=True)
    player.show(runs)
    pixel_probe(player, walks, runs)


def _update(planned: PlannedRun, film: str, step: int) -> Update:
    """The update, made once for all of its pixels."""
    known: tuple[str, int, Update] | None = st.session_state.get(_KEPT)
    if known and known[:2] == (film, step):
        return known[2]
    with st.spinner(say("probe.working")):
        found = update(planned.law, planned.make, step)
    st.session_state[_KEPT] = film, step, found
    return found


def show(found: Update, asked: Probed, as_usual: bool = True) -> None:
    """The update at a place: in words, and as a sum for each colour or channel.

    Of a film that is not shown as usual, nobody can say here what is on the screen.
    """
    sums = found.at(asked.picture, asked.across, asked.down)
    row, column = found.place(asked.across, asked.down)
    channels = [say(f"probe.{name}") for name in COLOURS.get(len(sums), ())]
    in_latents = not channels
    if in_latents:
        channels = [say("probe.channel", c=c) for c in range(1, min(SHOWN, len(sums)) + 1)]
    where = {"row": row + 1, "column": column + 1, "picture": asked.picture + 1}
    st.markdown(
        explained("probe.lead", i=found.i, n=found.n, t=found.t, t_next=found.t_next, **where)
    )
    on_screen = as_usual and not in_latents
    st.markdown(table(found, sums[: len(channels)], channels, on_screen))
    shown = say("probe.latents", shown=len(channels), all=len(sums)) if in_latents else ""
    otherwise = "" if as_usual else say("probe.otherwise")
    st.caption(" ".join(filter(None, [_left_over(sums), shown, otherwise])))


def table(
    found: Update, sums: Sequence[Sum], channels: Sequence[str], on_screen: bool = True
) -> str:
    """Markdown: a row for each term, then what is left over, the next x, and what of it is on the screen."""
    rows = [["", say("probe.coefficient"), *channels], ["---", *["---:"] * (len(channels) + 1)]]
    if on_screen:
        levels = [str(s.shown[0]) for s in sums]
        rows.append([say("probe.screen", t=found.t), "", *levels])
    for k, term in enumerate(sums[0].terms):
        name = f"{SYMBOLS[term.name]}, {say(f'probe.{term.name}')}"
        each = [_product(s.terms[k].value, s.terms[k].product) for s in sums]
        rows.append([name, number(term.coefficient, DIGITS), *each])
    rest = "rounding" if all(s.is_rounding for s in sums) else "put_back"
    rows.append([say(f"probe.{rest}"), "", *(_small(s.left_over) for s in sums)])
    after = [f"**{number(s.after, DIGITS)}**" for s in sums]
    rows.append([f"**{say('probe.sum', t=found.t_next)}**", "", *after])
    if on_screen:
        levels = [f"**{s.shown[1]}**" for s in sums]
        rows.append([f"**{say('probe.screen', t=found.t_next)}**", "", *levels])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _product(value: float, product: float) -> str:
    return f"× {number(value, DIGITS)} = **{number(product, DIGITS)}**"


def _small(value: float) -> str:
    """What is left over, which may be less than the digits of the others."""
    if abs(value) >= 10**-DIGITS or value == 0:
        return number(value, DIGITS)
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{number(float(mantissa), 0)}·10{_raised(int(exponent))}"


def _raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _left_over(sums: Sequence[Sum]) -> str:
    if all(s.is_rounding for s in sums):
        return say("probe.why_rounding")
    return say("probe.why_put_back")
