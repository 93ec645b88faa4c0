"""How many steps?: what stands under two walks, how far apart they end, and when their outlines stood."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import streamlit as st

from explainer.experiments.claims import more_steps, same_seed, same_seed_here, why_apart
from explainer.experiments.pair import FAR, KINDS, likeness_of, price, unit
from explainer.experiments.settings import Settings
from explainer.experiments.tones import tones_apart
from explainer.media.film import outline_frame
from explainer.media.pictures import difference_map
from explainer.networks.checkpoints import read_card
from explainer.networks.conditions import prompts_of
from explainer.strings import filled
from explainer.ui.components.before_after import before_after
from explainer.ui.components.device_run import Counting, Verdicts
from explainer.ui.controls import table as controls
from explainer.ui.drawing.frames import Framed, row
from explainer.ui.drawing.numbers import number
from explainer.ui.language import language, say
from explainer.ui.runs import Run
from explainer.ui.sections.prompt import shown
from explainer.ui.stating import state
from explainer.ui.terms import explained

DIFFERENCE_GAIN = 4
ANY = 1e9  # a limit that nothing reaches, as JSON can write it


def counting(run: Run) -> Counting:
    """What stands under a run's picture while it goes on and when it is done, the numbers in braces."""
    n = run.film.n
    cost = say("how_many_steps.cost", calls="{calls}")
    seconds = say("how_many_steps.seconds", seconds="{seconds}")
    so_far = say("how_many_steps.so_far", i="{i}", n=n)
    return {
        "running": [so_far, cost, seconds],
        "done": [say("how_many_steps.side", n=n), cost, seconds],
    }


def cost_of(run: Run) -> list[str]:
    """What stands under a run's picture now."""
    film = run.film
    numbers = {"i": film.steps, "calls": film.calls, "seconds": number(run.spent, 1)}
    lines = counting(run)["done" if film.done else "running"]
    return [filled(line, numbers, language()) for line in lines]


def outline_verdict(runs: Sequence[Run]) -> str:
    """When each walk's outline stood; empty where none did."""
    places = [
        say("how_many_steps.outline_at", t=frame.t, i=frame.i, n=run.film.n)
        for run in runs
        if (frame := outline_frame(run.film)) is not None
    ]
    if not places:
        return ""
    where = reduce(lambda a, b: say("how_many_steps.and", a=a, b=b), places)
    return say("how_many_steps.outline", where=where)


def distance_verdict(runs: Sequence[Run]) -> str:
    """What the two results are to each other, and what the longer one cost."""
    if any(r.running for r in runs):
        return say("how_many_steps.running")
    if not all(r.film.done for r in runs):
        return " ".join(r.status for r in runs if not r.film.done)
    alike = likeness_of([r.film for r in runs], runs[0].settings.network)
    text = _apart(runs, alike.kind, [r.film.calls for r in runs], alike.is_far)
    far = text.format(psnr=number(alike.psnr, 1), apart=number(100 * alike.apart, 0))
    return f"{far} {tones_verdict(runs, alike.psnr)}"


def tones_verdict(runs: Sequence[Run], psnr: float) -> str:
    """That two results, so many dB apart, differ most in colour and contrast, and by how much; empty if not."""
    few, many = sorted((run.film for run in runs), key=lambda film: film.n)
    assert few.result is not None and many.result is not None
    claim = tones_apart(few.result[0], many.result[0], psnr) if few.n != many.n else None
    return state(claim, few=few.n, many=many.n) if claim else ""


def _apart(runs: Sequence[Run], kind: str, calls: Sequence[int], is_far: bool) -> str:
    """What is said of two results of such a kind, {psnr} and {apart} in braces: what they are, why, at what price."""
    why = why_apart([run.settings for run in runs], kind)
    said = [state(claim, control=_control()) for claim in why]
    if len({run.settings.steps for run in runs}) == 1:
        return " ".join(said)
    key = "how_many_steps.distance_far" if is_far else "how_many_steps.distance"
    far = say(key, psnr="{psnr}", apart="{apart}", ratio=number(price(calls), 1))
    return " ".join([*said, far])


def _control() -> str:
    return say(f"control.{controls.SHARED_PATH.key}.label")


def planned_verdicts(runs: Sequence[Run]) -> Verdicts:
    """The same before anything is computed, for each kind: each step has one call, or each has two."""
    calls = [run.film.n for run in runs]
    kinds = [
        (max(least, -ANY), min(most, limit), _apart(runs, kind, calls, limit > FAR))
        for kind, least, most in KINDS
        for limit in (FAR, ANY)
        if limit == FAR or most > FAR
    ]
    return {"unit": unit(runs[0].settings.network), "kinds": kinds}


def two_answers(settings: Settings, runs: Sequence[Run]) -> str:
    """What many steps buy over few with this sampler, and whether the same seed gives the same picture, and why."""
    metrics = read_card(settings.network).metrics
    about = {"sampler": settings.sampler, "network": settings.network, "control": _control()}
    alike, here = "", []
    if runs and all(run.film.done for run in runs):
        alike = likeness_of([run.film for run in runs], runs[0].settings.network).kind
        here = [state(same_seed_here([run.settings for run in runs], alike))]
    bought = [state(claim, **about) for claim in more_steps(settings, metrics, alike)]
    kind = same_seed(settings).name
    why = explained(f"how_many_steps.{kind}", control=_control(), sampler=settings.sampler)
    return explained("how_many_steps.look", bought=" ".join(bought), seed=" ".join([*here, why]))


def only_first(words: str, key: str = "how_many_steps.only_first") -> str:
    """That of several prompts only the first is drawn here, as the sentence `key` says; nothing if there is but one."""
    prompts = prompts_of(words)
    if len(set(prompts)) == 1:
        return ""
    first, every = (shown(text) for text in (prompts[0], words))
    return say(key, first=first, words=every)


def compare(runs: Sequence[Run], shape: tuple[int, int, int], old: bool) -> None:
    """The two finished pictures over each other, and their difference, right minus left."""
    first, second = (r.film.pictures(shape)[0] for r in runs)
    names = [say("how_many_steps.side", n=r.film.n) for r in runs]
    apart = difference_map(first, second, DIFFERENCE_GAIN)
    left, right = st.columns(2)
    with left:
        before_after(first, second, (names[0], names[1]), "_compare", old)
    with right:
        st.html(row([Framed(apart, say("how_many_steps.difference"), large=True, old=old)]))


def measured(runs: Sequence[Run]) -> None:
    """How alike is told from other, and when the outlines stood."""
    network = runs[0].settings.network
    noises = read_card(network).metrics.get("noises", {})
    (_, least, _), (_, _, most), _ = KINDS
    levels = 255 / 10 ** (least / 20)
    text = explained(
        "how_many_steps.measured",
        least=number(least, 0),
        levels=number(levels, 1),
        most=number(100 * most, 0),
    )
    key = "unit" if "outlines" in noises else "unit_typical"
    how = say(f"how_many_steps.{key}", network=network, protocol=noises.get("protocol", ""))
    st.markdown(f"{outline_verdict(runs)} {text} {how}")
