"""How a visitor's guess compares with what a page shows, in the numbers that are on screen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from explainer.experiments import pair
from explainer.experiments.cleaning import Estimate, NoisyPicture
from explainer.experiments.guidance import STRENGTHS, Look
from explainer.experiments.inside_unet import Guess
from explainer.experiments.one_update import Update
from explainer.experiments.redrawing import Remnant
from explainer.experiments.settings import Settings
from explainer.media.film import outline_frame
from explainer.media.pictures import to_pixels
from explainer.networks.checkpoints import ModelCard
from explainer.ui.drawing.numbers import number, whole
from explainer.ui.language import say
from explainer.ui.runs import Run
from explainer.ui.sections import redraw_strip
from explainer.ui.sections.added_noise import NARROW
from explainer.ui.sections.guesses import beside
from explainer.ui.sections.guidance_strip import change_of_contrast
from explainer.ui.sections.noising import mixture
from explainer.ui.sections.one_update import fate
from explainer.ui.sections.plane import Landed
from explainer.ui.terms import explained

MIDDLE = range(40, 61)  # percent of the steps
NEAR = 20  # timesteps from a guess that are as good as there
EQUAL = 0.05  # dB: as the numbers under the pictures are rounded


def returned(guess: str, original: np.ndarray, back: np.ndarray, network: str) -> str:
    """Start: the picture that came back, beside the one that was covered; uint8 (h, w, c) each."""
    alike = pair.likeness(back, original, network)
    truth = {"twins": "same", "cousins": "alike", "strangers": "another"}[alike.kind]
    answer = explained("bridge.start.answer", psnr=number(alike.psnr, 1))
    return f"{beside('start', guess, [truth])} {answer}"


def brought_back(original: np.ndarray, back: np.ndarray, network: str) -> str:
    """Start's dare: what a network found in the noise over a picture; uint8 (h, w, c) each."""
    alike = pair.likeness(back, original, network)
    return say(f"bridge.start.dared_{alike.kind}", network=network, psnr=number(alike.psnr, 1))


def left_of_it(name: str, t: int, alpha_bar: float) -> str:
    """Add noise's dare: how much of the picture a schedule has left at t."""
    return say("bridge.add_noise.dared", schedule=name, t=t, **mixture(alpha_bar))


def become(noisy: NoisyPicture, one: Estimate, many: Estimate, steps: int) -> str:
    """Remove noise's dare: what the picture became."""
    kind = pair.likeness(many.pixels, to_pixels(noisy.x0), noisy.checkpoint.card.name).kind
    numbers = {"many": number(many.score.psnr, 1), "one": number(one.score.psnr, 1)}
    return say(f"bridge.remove_noise.dared_{kind}", n=steps, **numbers)


def recognised(guess: int, t: int, alpha_bar: float) -> str:
    """Add noise: where the visitor expected to lose the picture, and where the picture stands."""
    signal, noise = number(alpha_bar**0.5), number((1 - alpha_bar) ** 0.5)
    if t < guess - NEAR:
        return say("bridge.add_noise.before", guess=guess, t=t)
    away = abs(t - guess)
    key = "past" if away > NEAR else "clean" if t == 0 else "near" if away else "there"
    return say(f"bridge.add_noise.{key}", guess=guess, t=t, signal=signal, noise=noise, away=away)


def closest(guess: str, blur: Estimate, one: Estimate, many: Estimate, steps: int) -> str:
    """Remove noise: which method came closest."""
    methods = {"blur": blur.score, "one": one.score, "many": many.score}
    best = max(score.psnr for score in methods.values())
    near = [name for name, score in methods.items() if score.psnr >= best - EQUAL]
    answer = say(
        "bridge.remove_noise.answer",
        **{name: number(score.psnr, 1) for name, score in methods.items()},
        n=steps,
    )
    return f"{beside('remove_noise', guess, near)} {answer}"


def layout(guess: int, runs: Sequence[Run]) -> str:
    """Generate: after which share of the steps the outline stood."""
    film = runs[0].film if runs else None
    if film is None or not film.done:
        return say("bridge.generate.look", guess=guess)
    frame = outline_frame(film)
    if frame is None:
        return say("bridge.generate.unknown", guess=guess, n=film.n)
    share = round(100 * frame.i / film.n)
    answer = say("bridge.generate.answer", guess=guess, share=share, i=frame.i, n=film.n, t=frame.t)
    return f"{answer} {say(f'bridge.generate.{_when(share)}')}"


def _when(share: int) -> str:
    """Early, about the middle, or late, of so many percent of the steps."""
    return "early" if share < MIDDLE.start else "middle" if share in MIDDLE else "late"


def likeness(guess: str, runs: Sequence[Run]) -> str:
    """How many steps?: how alike the two results are."""
    films = [run.film for run in runs]
    if not films or not all(film.done for film in films):
        return say("bridge.how_many_steps.look", guess=say(f"bridge.how_many_steps.{guess}"))
    alike = pair.likeness_of(films, runs[0].settings.network)
    ratio = number(pair.price([film.calls for film in films]), 1)
    same = math.isinf(alike.psnr) and films[0].n == films[1].n
    key = "answer_equal" if same else "answer"
    answer = say(f"bridge.how_many_steps.{key}", psnr=number(alike.psnr, 1), ratio=ratio)
    return f"{beside('how_many_steps', guess, [alike.kind])} {answer}"


def variety(guess: str, kept: float | None) -> str:
    """Noise, added back: what is left of the pictures' spread without that noise; None while they are made."""
    if kept is None:
        return say("bridge.added_noise.look", guess=say(f"bridge.added_noise.{guess}"))
    truth = "alike" if kept < NARROW else "varied" if kept > 1 / NARROW else "same"
    answer = say("bridge.added_noise.answer", share=number(100 * kept, 0))
    more = say("bridge.added_noise.averages") if truth == "alike" else ""
    return f"{beside('added_noise', guess, [truth])} {answer} {more}"


def strong_guidance(guess: str, found: Sequence[Look]) -> str:
    """Guidance: what the strongest w on the strip does to the contrast; nothing while it is made."""
    if not found:
        return say("bridge.guidance.look", guess=say(f"bridge.guidance.{guess}"))
    plain, strong = found[STRENGTHS.index(1)], found[-1]
    answer = say(
        "bridge.guidance.answer",
        w=number(STRENGTHS[-1], None),
        plain=number(plain.contrast, 0),
        strong=number(strong.contrast, 0),
    )
    return f"{beside('guidance', guess, [change_of_contrast(found)])} {answer}"


def without_skips(guess: str, whole: Guess, rest: Guess, network: str, t: int) -> str:
    """Inside the UNet: what is left of a network's guess if every skip is cut."""
    pictures = to_pixels(rest.picture), to_pixels(whole.picture)
    alike = pair.likeness(*pictures, network)
    truth = {"twins": "whole", "cousins": "soft", "strangers": "lost"}[alike.kind]
    answer = say("bridge.inside_unet.answer", t=t, psnr=number(alike.psnr, 1))
    why = "answer_whole" if truth == "whole" else "answer_cut"
    answer = f"{answer} {say(f'bridge.inside_unet.{why}')}"
    return f"{beside('inside_unet', guess, [truth])} {answer}"


def after_one_update(guess: str, found: Update) -> str:
    """How it learns: what one step on a picture does to the loss on others."""
    answer = say(
        "bridge.how_it_learns.answer",
        before=number(found.before.same, 4),
        after=number(found.chosen.same, 4),
        others_before=number(found.before.others, 4),
        others=number(found.chosen.others, 4),
    )
    truth = fate(found.before.others, found.chosen.others)
    return f"{beside('how_it_learns', guess, [truth])} {answer}"


def where_it_ends(guess: str, landed: Landed | None) -> str:
    """Two dimensions: where most samples of the exact field land; None while they are computed."""
    if landed is None:
        return say("bridge.two_dimensions.look", guess=say(f"bridge.two_dimensions.{guess}"))
    answer = say("bridge.two_dimensions.answer", **vars(landed))
    return f"{beside('two_dimensions', guess, [_mostly(landed)])} {answer}"


def after_few_steps(landed: Landed | None, steps: int) -> str:
    """Two dimensions' dare: where they land after so few steps, once a run of so many has been computed."""
    if landed is None or landed.steps != steps:
        return say("bridge.two_dimensions.dared_wait")
    answer, mostly = say("bridge.two_dimensions.answer", **vars(landed)), _mostly(landed)
    return f"{answer} {say(f'bridge.two_dimensions.dared_{mostly}')}"


def _mostly(landed: Landed) -> str:
    """What most samples are: copies of points, new ones beside them, or between all of them."""
    kinds = {"copies": landed.on, "new": landed.near, "between": landed.far}
    return max(kinds, key=lambda kind: kinds[kind])


def drawn(guess: str, latents: tuple[int, int, int], pixels: int) -> str:
    """Latent space: what comes out of a network in latents of this (z, h, w), for so many numbers of a picture."""
    maps, height, width = latents
    answer = say(
        "bridge.latent_space.answer",
        **{"maps": maps, "height": height, "width": width},
        latents=whole(maps * height * width),
        pixels=whole(pixels),
    )
    return f"{beside('latent_space', guess, ['maps'])} {answer}"


def lost(guess: int, settings: Settings, rows: Sequence[Sequence[Remnant]]) -> str:
    """Redraw: at which level a row first shows another picture; no rows while they are made."""
    if not rows:
        return say("bridge.redraw.look", guess=guess)
    found = {"guess": guess, "found": redraw_strip.another(settings, rows[0])}
    levels = redraw_strip.between(rows[0])
    if levels is None:
        return say("bridge.redraw.answer", **found)
    before, at = levels
    if guess <= before:
        return say("bridge.redraw.answer_more", before=before, **found)
    if guess > at:
        return say("bridge.redraw.answer_less", at=at, **found)
    return say("bridge.redraw.answer_right", **found)


def price_of_guidance(guess: str, card: ModelCard) -> str:
    """The networks: what guidance did to this one's pictures, where that was measured."""
    if not card.vocabulary:
        return say("bridge.networks.no_words")
    rows = {row["w"]: row for row in card.metrics.get("guidance", {}).get("rows", [])}
    if 1 not in rows or "spread" not in rows[1]:
        return f"{beside('networks', guess, ['time'])} {say('bridge.networks.unmeasured')}"
    plain, strong = rows[1], rows[max(rows)]
    less = strong["spread"] < NARROW * plain["spread"]
    answer = say(
        "bridge.networks.answer",
        w=number(strong["w"], 0),
        **{"named_plain": _percent(plain["named"]), "named_strong": _percent(strong["named"])},
        kept=_percent(strong["spread"] / plain["spread"]),
    )
    return f"{beside('networks', guess, ['variety' if less else 'time'])} {answer}"


def _percent(share: float) -> str:
    return number(100 * share, 0)


def sent(guess: str, own_picture: bool, own_network: bool) -> str:
    """Share: what others see who open a link."""
    truth, key = ("another", "own_network") if own_network else ("same", "answer")
    own = say("bridge.share.own") if own_picture else ""
    return f"{beside('share', guess, [truth])} {say(f'bridge.share.{key}')} {own}"
