"""How a visitor's guess compares with what the network made: Fill in and Restore."""

from __future__ import annotations

from explainer.experiments import pair
from explainer.experiments.filling import FITS, Filled
from explainer.experiments.restoring import Damaged, Restoration
from explainer.media.pictures import to_pixels
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.sections.guesses import beside


def nothing_lost(guess: str, page: str) -> str:
    """Where there is nothing to fill in or to restore, or nothing to do it from."""
    return say(f"bridge.{page}.nothing", guess=say(f"bridge.{page}.{guess}"))


def filled(guess: str, own: Filled, found: Filled) -> str:
    """Fill in: what the network put into the hole, beside what was there, `own`."""
    same = pair.KINDS[0][1]
    fits = found.seam <= FITS * own.seam
    truth = "same" if found.psnr >= same else "fits" if fits else "odd"
    answer = say(
        "bridge.fill_in.answer",
        psnr=number(found.psnr, 1),
        same=number(same, None),
        seam=number(found.seam, 1),
        own=number(own.seam, 1),
        most=number(FITS, None),
    )
    return f"{beside('fill_in', guess, [truth])} {answer}"


def found_again(guess: str, damaged: Damaged, result: Restoration, keeping: bool) -> str:
    """Restore: what the network made of what was left, beside the picture that it was, and what held it to that."""
    network = damaged.checkpoint.card.name
    alike = pair.likeness(result.pixels, to_pixels(damaged.x0), network)
    truth = {"twins": "same", "cousins": "alike", "strangers": "another"}[alike.kind]
    same = number(pair.KINDS[0][1], None)
    answer = say("bridge.restore.answer", psnr=number(alike.psnr, 1), same=same)
    free = say("bridge.restore.let_go")
    held = say(f"bridge.restore.held_{damaged.damage.kind}") if keeping else free
    return f"{beside('restore', guess, [truth])} {answer} {held}"
