"""From page to page: what each asks before it is looked at, and what it dares its visitors to set. The one table.

Its sentences are in strings/LANGUAGE/bridge.toml, in the part named as the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.ui.controls import table
from explainer.ui.controls.control import Control


@dataclass(frozen=True)
class Scale:
    """The numbers that a guess can be, and the one that the slider begins with."""

    low: int
    high: int
    begin: int
    step: int


@dataclass(frozen=True)
class Question:
    """The sentence PAGE.question: one of some choices, the sentences PAGE.CHOICE, or a number.

    A lesson that holds one of the controls that it is `about` leaves it out.
    """

    choices: tuple[str, ...] = ()
    scale: Scale | None = None
    about: tuple[Control, ...] = ()


@dataclass(frozen=True)
class Dare:
    """The sentence PAGE.SAYS, and what it sets, in the words of a link; {0} and {1} are prompts of the network."""

    sets: Mapping[str, str] = field(default_factory=dict)
    says: str = "dare"


@dataclass(frozen=True)
class Bridge:
    """A page's question, and its dares: the first that the network in use can do is offered."""

    question: Question
    dares: tuple[Dare, ...]


HALVES = ("3", "8"), ("hero", "potion"), ("rose", "butterfly"), ("pizza", "mushroom")
MIXTURES = tuple(
    Dare({"words": f"0.5 {one} + 0.5 {other}"}) for one, other in (*HALVES, ("{0}", "{1}"))
)

# in the order of the walk
BRIDGES: dict[str, Bridge] = {
    "start": Bridge(
        Question(("same", "alike", "another")),
        (Dare({"network": "digits"}), Dare({"network": "photos"}, "dare_photos")),
    ),
    "add_noise": Bridge(
        Question(scale=Scale(0, 1000, 500, 10), about=(table.T,)),
        (Dare({"t": "500", "schedule": "linear"}),),
    ),
    "remove_noise": Bridge(Question(("blur", "one", "many")), (Dare({"t": "900"}),)),
    "generate": Bridge(
        Question(scale=Scale(0, 100, 50, 5)), (*MIXTURES, Dare({"steps": "1"}, "dare_one"))
    ),
    "how_many_steps": Bridge(
        Question(("twins", "cousins", "strangers")),
        (Dare({"sampler": "ddpm", "shared_path": "false"}),),
    ),
    "added_noise": Bridge(Question(("varied", "same", "alike")), (Dare({"steps": "10"}),)),
    "guidance": Bridge(Question(("louder", "paler", "same")), (Dare({"w": "0"}),)),
    "inside_unet": Bridge(
        Question(("whole", "soft", "lost")), (Dare({"t": "900", "no_time": "true"}),)
    ),
    "how_it_learns": Bridge(Question(("falls", "stays", "rises")), (Dare({"rate": "-2"}),)),
    "two_dimensions": Bridge(
        Question(("copies", "new", "between")),
        (Dare({"scene": "back", "steps": "2", "sampler": "ddim"}),),
    ),
    "latent_space": Bridge(
        Question(("picture", "small", "maps")), (Dare({"whole_map": "true", "push": "4"}),)
    ),
    "networks": Bridge(
        Question(("nothing", "time", "variety")),
        (Dare({"network": "sprites"}), Dare({"network": "digits"})),
    ),
    "why_soft": Bridge(Question(("mean", "sharp", "even")), (Dare({"t": "950"}),)),
    "spectral_lens": Bridge(
        Question(scale=Scale(0, 100, 50, 5), about=(table.T,)), (Dare({"t": "900"}),)
    ),
    "steps_deeper": Bridge(
        Question(("little", "tenfold", "hundredfold")),
        (Dare({"points": "990 980 970 960 950 940 930 920 910"}),),
    ),
    "break_it": Bridge(
        Question(("noise", "limits", "other", "nearly")),
        (Dare({"mode": "beside", "mistakes": "uniform_start"}),),
    ),
    "did_it_copy": Bridge(Question(("nearer", "as_near", "farther")), (Dare({"plant": "true"}),)),
    "denoising_game": Bridge(
        Question(("closer", "as_close", "farther"), about=(table.JUMPS,)),
        (Dare({"begin": "noise", "jumps": "990 980 970 960"}),),
    ),
    "redraw": Bridge(
        Question(scale=Scale(0, 1000, 500, 10)),
        (
            Dare({"source": "picture", "from_t": "780"}, "dare_own"),
            Dare({"from_t": "1000"}, "dare_all"),
        ),
    ),
    "fill_in": Bridge(Question(("same", "fits", "odd")), (Dare({"hole": "left"}),)),
    "restore": Bridge(Question(("same", "alike", "another")), (Dare({"keep": "false"}),)),
    "two_in_one": Bridge(Question(scale=Scale(0, 9, 5, 1)), (Dare({"way": "invert"}),)),
    "mix_and_travel": Bridge(Question(("evenly", "once")), (Dare({"trip": "5"}),)),
    "share": Bridge(Question(("same", "alike", "another")), (Dare(),)),
}


def following(page: str) -> str:
    """The page after this one on the walk, which begins again after its last."""
    walk = [*BRIDGES]
    return walk[(walk.index(page) + 1) % len(walk)]
