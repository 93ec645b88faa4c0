"""Where each thing that learners are known to believe meets something live: a page, and how it is set. The one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from explainer.tours import Tour, tours
from explainer.ui.controls.table import LANG
from explainer.ui.language import language
from explainer.ui.links import address
from explainer.ui.page_spec import PageSpec


@dataclass(frozen=True)
class Met:
    """A page, and what a link to it says."""

    page: str
    sets: Mapping[str, str] = field(default_factory=dict)


# for each name in `explainer.tours.MISCONCEPTIONS`
MEETS = {
    "only_added": Met("add_noise", {"t": "700"}),
    "blur_enough": Met("remove_noise", {"t": "500", "network": "photos"}),
    "more_steps_better": Met(
        "how_many_steps", {"network": "sprites", "steps_a": "20", "steps_b": "200"}
    ),
    "one_jump": Met("why_soft", {"t": "700"}),
    "noise_unrelated": Met("remove_noise", {"t": "500", "network": "photos"}),
    "noise_back": Met("added_noise"),
    "same_seed": Met(
        "how_many_steps", {"network": "sprites", "sampler": "ddpm", "shared_path": "false"}
    ),
    "guidance_one": Met("guidance", {"w": "1"}),
    "alpha_bar": Met("add_noise", {"t": "259", "schedule": "linear"}),
    "t_is_time": Met("add_noise", {"t": "500", "schedule": "linear"}),
    "stores_pictures": Met("did_it_copy", {"plant": "true"}),
    "sharper_truer": Met("remove_noise", {"t": "900", "network": "photos"}),
}


def link(page: PageSpec, sets: Mapping[str, Sequence[str]]) -> str:
    """The address of a page so set, in the visitor's language."""
    return address(page.address, {**sets, LANG.key: [language()]})


def places(name: str) -> list[tuple[Tour, int]]:
    """The steps of tours that meet it, the first of a tour being 1."""
    return [
        (tour, i)
        for tour in tours()
        for i, step in enumerate(tour.steps, 1)
        if name in step.misconceptions
    ]
