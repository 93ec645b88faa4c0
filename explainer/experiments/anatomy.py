"""What a network is made of: the parameters of each block, and the operations that it costs in a call."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from explainer.networks.blocks import Block, blocks
from explainer.networks.unet import Attention
from explainer.networks.word_unet import WordUNet


@dataclass(frozen=True)
class Load:
    """Parameters, and operations (multiplications and additions) of a call for one picture."""

    parameters: int = 0
    operations: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.parameters + other.parameters, self.operations + other.operations)


@dataclass(frozen=True)
class Anatomy:
    """A network's blocks in the order of a call, what each weighs, and what lies beside them."""

    blocks: tuple[Block, ...]
    loads: dict[str, Load]  # of each block, by its name
    time: Load  # the time embedding
    words: Load  # the words' vectors

    @property
    def total(self) -> Load:
        """The whole network."""
        return sum((*self.loads.values(), self.time, self.words), Load())

    def block(self, name: str) -> Block:
        """The block of this name. KeyError if there is none."""
        return {block.name: block for block in self.blocks}[name]


def anatomy(model: WordUNet) -> Anatomy:
    """Of a network, counted from its modules."""
    unet, every = model.unet, blocks(model.unet.config)
    finest = every[0].size  # of the maps, where pixels are folded into channels
    loads = {
        block.name: sum(
            (load(unet.get_submodule(name), min(block.size, finest)) for name in block.modules),
            Load(),
        )
        for block in every
    }
    words = Load(model.words.numel(), 2 * model.words.numel())
    return Anatomy(every, loads, load(unet.time_embedding, 1), words)


def load(module: nn.Module, size: int) -> Load:
    """A module's parameters, and what it costs on maps of this height and width, which it puts out.

    Each product of a weight counts twice, for it is added to the others; norms and biases, which are few, are not counted.
    """
    places, parameters = size * size, sum(p.numel() for p in module.parameters())
    operations = 0
    for part in module.modules():
        if isinstance(part, nn.Conv2d):  # each weight at every place
            operations += 2 * part.weight.numel() * places
        elif isinstance(part, nn.Linear):  # of a block that attends at every place; else once
            times = places if isinstance(module, Attention) else 1
            operations += 2 * part.weight.numel() * times
        elif isinstance(
            part, Attention
        ):  # every place with every other, and the sum of what it takes
            operations += 2 * 2 * places**2 * part.to_q.out_features
    return Load(parameters, operations)
