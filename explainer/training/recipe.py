"""What a recipe says: from which pictures a network learns, with which words, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explainer.networks.config import UNetConfig
from explainer.networks.learning import Objective

Split = Literal["train", "validation", "test"]  # the parts of a set


def same(*names: str) -> dict[str, str]:
    """Classes whose names are their words."""
    return {name: name for name in names}


@dataclass(frozen=True)
class PictureSet:
    """Part of a training mixture: some classes of one file.

    `weight` is the share of draws (after normalisation). A class of n pictures is drawn in proportion
    to n**balance: 0 draws all classes evenly, 1 all pictures.
    `words` maps a class to its word; a class that is not in it trains unlabelled. With `captions`, a
    picture's class is a caption of several words, of which those in `words` count.
    `only` keeps just these classes, `without` leaves classes out.
    `cut_from` names the file whose photographs these are crops of: they take the classes from there.
    `closest` says up to how many times as large a part is seen in the views that are `closer`.
    """

    file: str
    weight: float
    words: dict[str, str] = field(default_factory=dict)
    captions: bool = False
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    balance: float = 0.0
    cut_from: str = ""
    closest: float = 1.12


@dataclass(frozen=True)
class Recipe:
    """A checkpoint to train."""

    name: str
    title: str
    network: UNetConfig
    sets: tuple[PictureSet, ...]
    objective: Objective = field(default_factory=Objective)
    codec: str = ""  # whose latents the network works on; "" for pixels
    pictures: int | None = (
        None  # height and width of its pictures, where they are not the network's own
    )
    flip: bool = False  # mirror half of the pictures
    hue: bool = False  # turn the colours of half of the pictures
    moved: int = 0  # of latents: so many more of each picture, a little smaller and aside
    closer: int = 0  # likewise: a part of it, larger
    batch: int = 48  # per process
    peak_lr: float = 1e-3
    word_rate: float = 5.0  # learning rate of the words' vectors, as a multiple of the others'
    warmup_steps: int = 500
    drop: float = 0.1  # share of conditions replaced by the empty bag, for guidance
    word_drop: float = (
        0.0  # share of single words left out of the others, so that each learns to stand alone
    )
    ema_gamma: float = 6.94  # power-function average, 10 % of the run wide (EDM2, equation 123)
    data: tuple[dict[str, str], ...] = ()
    limits: str = ""  # for the model card: what the network cannot do
    prompts: tuple[str, ...] = ()  # what its sample grid shows; none for all its words
    favourite: str = ""  # what it is asked for first; "" for its first word
    draws_well: tuple[str, ...] = ()  # what visitors are offered first, by eye; () for the above
    best_for: tuple[str, ...] = ()  # what front ends begin with it for
    judges: str = ""  # the network whose judges name what it draws; "" for judges of its own

    def __post_init__(self) -> None:
        if self.codec and self.hue:
            raise ValueError("the colours of latents cannot be turned")

    @property
    def picture_size(self) -> int:
        """Height and width of its pictures."""
        return self.pictures or self.network.size

    @property
    def captioned(self) -> bool:
        """Whether its pictures have captions rather than classes."""
        return any(spec.captions for spec in self.sets)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """All words, in the order in which the sets name them."""
        return tuple(dict.fromkeys(w for s in self.sets for w in s.words.values()))
