"""Remove noise: which of all the methods on the page is best, by one rule for the row of pictures and the table."""

from __future__ import annotations

from explainer.experiments.cleaning import Estimate, Score, best_marks
from explainer.ui.drawing.numbers import number
from explainer.ui.language import say
from explainer.ui.terms import explained

METHODS = ("noisy", "blur", "best_blur", "one_step")
IN_A_SENTENCE = {
    **{"noisy": "noisy_alone", "blur": "blur_alone", "best_blur": "level_blur"},
    **{"one_step": "one_step", "iterative": "many_steps"},
}
_UNDERLINED = {
    **{(True, True): "underlined_both", (True, False): "underlined_closeness"},
    **{(False, True): "underlined_sharpness", (False, False): "underlined_none"},
}
Marks = dict[str, tuple[bool, bool, bool]]
"""By the name of a method: whether its PSNR, SSIM and sharpness are the best."""


def best_of_all(
    estimates: dict[str, Estimate], filters: dict[str, Estimate], walked: Estimate
) -> Marks:
    """For every method on the page, which of its measures is the best of all of them."""
    methods = {**{m: estimates[m] for m in METHODS}, **filters, "iterative": walked}
    marks = best_marks([e.score for e in methods.values()])
    return dict(zip(methods, marks, strict=True))


def under_a_picture(marks: Marks, method: str) -> tuple[bool, bool]:
    """Whether its closeness and its sharpness are the best; SSIM does not stand there."""
    psnr, _, sharp = marks.get(method, (False, False, False))
    return psnr, sharp


def what_is_marked(marks: Marks, n: int) -> str:
    """Which are the best, and which of their numbers are underlined in the row of pictures, where filters have none."""
    closest, sharpest = (next((m for m, b in marks.items() if b[i]), "") for i in (0, 2))
    if not sharpest:
        only = explained("remove_noise.marked_closest", closest=_in_a_sentence(closest, n))
        return f"{only} {say('look.no_detail')}"
    named = {"closest": _in_a_sentence(closest, n), "sharpest": _in_a_sentence(sharpest, n)}
    in_row = _UNDERLINED[closest in IN_A_SENTENCE, sharpest in IN_A_SENTENCE]
    where = say(f"remove_noise.{in_row}", curious=say("look.curious"))
    return f"{explained('remove_noise.marked', **named)} {where}"


def _in_a_sentence(method: str, n: int) -> str:
    if method == "iterative":
        return say("remove_noise.iterative", n=n)
    row = IN_A_SENTENCE.get(method)
    return say(f"remove_noise.{row}") if row else filter_name(method)


def filter_name(name: str) -> str:
    """A filter as visitors know it."""
    return say(f"filter.{name}")


def measures_note(
    estimates: dict[str, Estimate], filters: dict[str, Estimate], walked: Estimate, n: int
) -> str:
    """What is best of all, where that is marked, and what the measures mean."""
    marked = what_is_marked(best_of_all(estimates, filters, walked), n)
    return f"{marked} {explained('remove_noise.measures_note')}"


def every_measure(
    estimates: dict[str, Estimate], filters: dict[str, Estimate], walked: Estimate, n: int
) -> str:
    """A table in Markdown with all three measures of every method, the best of each in bold."""
    methods = {
        say("remove_noise.noisy_alone"): estimates["noisy"],
        say("remove_noise.blur_alone"): estimates["blur"],
        **{explained(f"filter.{name}"): e for name, e in filters.items()},
        say("remove_noise.one_step"): estimates["one_step"],
        say("remove_noise.iterative", n=n): walked,
    }
    marks = best_of_all(estimates, filters, walked)
    order = ("noisy", "blur", *filters, "one_step", "iterative")
    rows = [
        _measures(m, e.score, marks[k]) for (m, e), k in zip(methods.items(), order, strict=True)
    ]
    return "\n".join([explained("remove_noise.measures"), "|---|---:|---:|---:|", *rows])


def _measures(name: str, score: Score, best: tuple[bool, bool, bool]) -> str:
    values = (number(score.psnr, 1), number(score.ssim), number(score.sharpness))
    cells = [f"**{v}**" if b else v for v, b in zip(values, best, strict=True)]
    return f"| {name} | {' | '.join(cells)} |"
