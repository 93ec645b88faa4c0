"""The settings of a run: everything that decides its pictures, and what nobody may exceed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explainer.core.errors import UserError
from explainer.core.samplers import SAMPLERS
from explainer.networks.conditions import prompts_of
from explainer.networks.preferred import preferred
from explainer.strings import Sentence
from explainer.strings.numbers import Number

# what nobody may exceed, whatever front end or program asks
MAX_STEPS = 1000
MAX_PICTURES = 16
MAX_WORK = 3200  # steps × pictures of 64×64 pixels: a grid of 16 in 200 steps
MAX_GUIDANCE = 20.0
MAX_SEED = 2**32

# the networks that the front ends begin with, by their cards
FOR_ANY_PICTURE = preferred("cleaning")
FOR_GENERATING = preferred("drawing")
FOR_COMPARING = preferred("comparing")


@dataclass(frozen=True)
class Settings:
    """Everything that decides the pictures of a run, apart from the engine. Hashable.

    Raises UserError for what no run may be.
    """

    network: str = FOR_ANY_PICTURE
    sampler: str = "ddpm"
    steps: int = 50
    w: float = 1.0
    words: str = ""  # a prompt, or several separated by ";" that take turns over the pictures
    seeds: tuple[int, ...] = (0,)
    eta: float = 0.0
    interval: tuple[int, int] | None = None  # timesteps where guidance acts; None for all
    extra_noise: bool = True
    shared_path: bool = True  # one Brownian path whatever the number of steps

    def __post_init__(self) -> None:
        if self.sampler not in list(SAMPLERS):  # a list compares whatever a program sends
            name, known = str(self.sampler)[:40], ", ".join(SAMPLERS)
            raise UserError(Sentence("error.sampler", name=name, known=known))
        for key, most, holds in self._promises():
            if not holds:
                raise UserError(Sentence(key) if most is None else Sentence(key, most=most))

    @property
    def prompts(self) -> list[str]:
        """What each picture is asked for, as it was typed; "" without words."""
        every = prompts_of(self.words)
        return [every[i % len(every)] for i in range(len(self.seeds))]

    def labels(self, name: Callable[[str], str] = str) -> list[str]:
        """What tells each picture of a grid from the others: its seed and, if they differ, the `name` of its words."""
        alike = len(set(self.prompts)) == 1
        pairs = zip(self.seeds, self.prompts, strict=True)
        return [f"{seed}" if alike else f"{seed} {name(prompt)}".strip() for seed, prompt in pairs]

    def _promises(self) -> list[tuple[str, int | Number | None, bool]]:
        """What must hold; and where it does not, the key of what is said, and what is allowed at most."""
        pictures = len(self.seeds)
        known = all(0 <= seed < MAX_SEED for seed in self.seeds)
        return [
            ("error.steps", MAX_STEPS, 1 <= self.steps <= MAX_STEPS),
            ("error.pictures", MAX_PICTURES, 1 <= pictures <= MAX_PICTURES),
            ("error.eta", None, 0 <= self.eta <= 1),
            ("error.guidance", Number(MAX_GUIDANCE, None), 0 <= self.w <= MAX_GUIDANCE),
            ("error.seeds", MAX_SEED - 1, known),
            ("error.work", MAX_WORK, self.steps * pictures <= MAX_WORK),
        ]


FIRST_VISIT = Settings(w=2.0, seeds=(7, 8, 9, 10))  # what the pages show before anything is changed
