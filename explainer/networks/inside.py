"""Looking inside a network call: which activations to hand back, and which parts to leave out.

Both are arguments of the call and belong to whoever makes it; the network, which all visitors share, keeps nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Recorder:
    """Keeps the activations that are wanted, by the names that `activations` lists. For one call."""

    names: frozenset[str] | None = None  # None: all of them
    taken: dict[str, Tensor] = field(default_factory=dict)

    def wants(self, name: str) -> bool:
        """Whether this one is to be handed back: for what is only computed then."""
        return self.names is None or name in self.names

    def take(self, name: str, activation: Tensor) -> Tensor:
        """Keep an activation, if it is wanted, and pass it on."""
        if self.wants(name):
            self.taken[name] = activation.detach()
        return activation


@dataclass(frozen=True)
class Cut:
    """What a call leaves out: zeros take its place."""

    skips: frozenset[str] = frozenset()  # by the names of the activations on the way down
    time: bool = False  # the time embedding of every block
    words: bool = False  # the condition, which is added to it


RECORD_NOTHING = Recorder(frozenset())
CUT_NOTHING = Cut()
