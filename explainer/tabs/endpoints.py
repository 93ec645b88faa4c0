"""The endpoints: what each button of the tabs and each call of the API runs. Names and order are the API's."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

from explainer.core.errors import UserError
from explainer.tabs import functions, restoring
from explainer.tabs.language import refusal, translated
from explainer.tabs.lent_gpu import on_gpu

P = ParamSpec("P")
R = TypeVar("R")


def polite(function: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    """Show a UserError as its sentence; Gradio hides the text of every other error."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        try:
            yield from function(*args, **kwargs)
        except UserError as error:
            raise refusal(error.sentence) from None

    return wrapped


# what calls a network
WORK: dict[str, Callable[..., Iterator[Any]]] = {
    "make": functions.make,
    "remove_noise": functions.remove_noise,
    "compare_steps": functions.compare_steps,
    "redraw": functions.redraw,
    "sharpen": restoring.sharpen,
    "fill_in": restoring.fill_in,
}


@on_gpu
def work(name: str, inputs: tuple[Any, ...]) -> Iterator[Any]:
    """A run, moment by moment; a refusal is its last one, since errors are not sent whole from another process."""
    try:
        yield from WORK[name](*inputs)
    except UserError as error:
        yield error.sentence


def moments(name: str, *inputs: Any) -> Iterator[Any]:
    """The same. Raises UserError."""
    with closing(cast(Generator[Any], work(name, inputs))) as run:
        for moment in run:
            if isinstance(moment, str):
                raise UserError(moment)
            yield moment


@polite
def add_noise(
    picture: str | None, t: float, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, str]]:
    """Mix a picture with noise: x0, ε, x_t and a sentence. Without a picture, of a sample."""
    x0, eps, x_t, text = functions.add_noise(picture, t, seed, network)
    yield x0, eps, x_t, translated(text)


@polite
def remove_noise(
    picture: str | None, t: float, steps: float, sampler: str, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]]:
    """Clean a noisy picture: noisy, best blur, one call, the walk so far, and a sentence."""
    for c in moments("remove_noise", picture, t, steps, sampler, seed, network):
        yield c.noisy, c.blur, c.one, c.walked, translated(*c.texts)


@polite
def generate(
    network: str, words: str, w: float, steps: float, sampler: str, seed: float, pictures: float
) -> Iterator[tuple[np.ndarray, str]]:
    """Pictures from noise: the grid so far and a sentence."""
    for moment in moments("make", network, words, w, steps, sampler, seed, pictures):
        yield moment.picture, translated(moment.text)


@polite
def compare_steps(
    network: str, words: str, w: float, sampler: str, seed: float, few: float, many: float
) -> Iterator[tuple[tuple[np.ndarray, np.ndarray], str]]:
    """The same noise in few and in many steps: both pictures so far and a sentence."""
    for a, b in moments("compare_steps", network, words, w, sampler, seed, few, many):
        yield (a.picture, b.picture), translated(a.text, b.text)


@polite
def redraw(
    picture: str | None, t: float, words: str, w: float, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, str]]:
    """A picture under noise, denoised again with words: where it began, where it is, and a sentence."""
    for r in moments("redraw", picture, t, words, w, seed, network):
        yield r.noisy, r.result, translated(r.text)


@polite
def sharpen(
    picture: str | None, factor: float, steps: float, sampler: str, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, str]]:
    """Make a picture small and restore it: few pixels, bicubic, the run so far, and a sentence."""
    for s in moments("sharpen", picture, factor, steps, sampler, seed, network):
        yield s.small, s.bicubic, s.walked, translated(*s.texts)


@polite
def fill_in(
    picture: str | None, mask: str | None, times: float, steps: float, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, str]]:
    """Fill a picture where a mask is light: what is known, biharmonic, the run so far, and a sentence."""
    for f in moments("fill_in", picture, mask, times, steps, seed, network):
        yield f.known, f.by_hand, f.walked, translated(*f.texts)
