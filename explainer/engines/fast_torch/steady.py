"""Steady products: a row's numbers do not depend on how many rows share its call."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from explainer.engines.fast_torch.tracing import scripted

# a product with fewer rows than this takes another way through BLAS, with other rounding
FEWEST_ROWS = 4


def make_steady(network: nn.Module) -> None:
    """Let its linear layers compute alike for any number of rows."""
    for module in network.modules():
        if type(module) is nn.Linear:
            module.__class__ = SteadyLinear


class SteadyLinear(nn.Linear):
    """Padded to at least FEWEST_ROWS."""

    def forward(self, input: Tensor) -> Tensor:
        return _steady_product(input, self.weight, self.bias, FEWEST_ROWS)


@scripted
def _steady_product(x: Tensor, weight: Tensor, bias: Tensor | None, fewest: int) -> Tensor:
    missing = fewest - x.size(0)
    if x.dim() > 2 or missing <= 0:
        return F.linear(x, weight, bias)
    return F.linear(F.pad(x, [0, 0, 0, missing]), weight, bias)[: x.size(0)]
