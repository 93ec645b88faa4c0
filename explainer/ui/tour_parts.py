"""What a tour's step can point at on a page, and the ring around it."""

from __future__ import annotations

from explainer.streamlit_names import keyed
from explainer.tours import Step

# parts that many pages have
PARTS = {
    "guess": ("guess", "guessed"),
    "onward": ("onward",),
    "formula": ("formula",),
    "code": ("code",),
    "blind": ("_fold_blind_title",),
    "others": ("_fold_generate_others",),
    "differences": ("_fold_remove_noise_differences",),
}
FOLDS = {"formula", "code", "blind", "others", "differences"}  # those that can be opened
# controls whose place on a page is taken by something that is drawn there
DRAWN = {
    ("add_noise", "t"): "_canvas",
    ("spectral_lens", "t"): "_lens",
    **{("two_dimensions", key): "_plane" for key in ("scene", "shape", "t", "sampler", "steps")},
}


def selector_of(step: Step) -> str:
    """Where that is, for style sheets; "" if it points at nothing."""
    return _selector(step.page, step.highlight)


def answer_of(step: Step) -> str:
    """The same of what to look at once the task is done."""
    return _selector(step.page, step.answer or step.highlight)


def _selector(page: str, part: str) -> str:
    if not part:
        return ""
    return ", ".join(map(keyed, PARTS.get(part, (DRAWN.get((page, part), part),))))


def style_of(selector: str) -> str:
    """A ring around it. No motion: it is there as long as the step is."""
    ring = "outline: 3px solid var(--nw-accent); outline-offset: 5px; border-radius: 4px;"
    return f"<style>:is({selector}) {{ {ring} }}</style>"
