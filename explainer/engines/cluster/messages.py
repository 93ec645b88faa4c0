"""Messages between apps and the cluster's replicas."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.strings import Sentence

APP = "noisewalk"  # its name on the cluster
MAX_ROWS = 16  # rows of a call, and of the calls that are joined


@dataclass(frozen=True)
class Identity:
    """What must be equal for a picture to be the same bit for bit, wherever its calls are computed."""

    name: str  # of the network
    sha256: str  # of its weights
    engine: str
    bits: str  # hash of what it computes: processors of other kinds round otherwise


@dataclass(frozen=True, eq=False)
class Call:
    """Rows of a network call on their way: x (b, c, h, w), k (b,), condition (b, d)."""

    identity: Identity
    x: np.ndarray
    k: np.ndarray
    condition: np.ndarray

    def tensors(self) -> tuple[Tensor, Tensor, Tensor]:
        """x, k and condition; copied, since what arrives may not be written to."""
        x, k, condition = (torch.tensor(part) for part in (self.x, self.k, self.condition))
        return x, k, condition


@dataclass(frozen=True)
class Refused:
    """A sentence of the interface instead of an answer. It is returned: an exception would not travel whole."""

    key: str
    values: dict[str, object] = field(default_factory=dict)

    def error(self) -> UserError:
        """The same, to be raised."""
        return UserError(Sentence(self.key, **self.values))
