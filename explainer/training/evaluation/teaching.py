"""How the judges of what a network drew learn, from the pictures that the network learned from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.engines.hardware import fast_dtype
from explainer.media.pictures import to_model_range
from explainer.networks.judges import LARGE
from explainer.networks.mixed_precision import mixed_precision
from explainer.training.data import Pictures


def shifted(x: Tensor, generator: torch.Generator, by: int = 2) -> Tensor:
    """Move the whole batch by up to `by` pixels: drawn digits do not sit exactly where MNIST's do."""
    dy, dx = (int(v) for v in torch.randint(-by, by + 1, (2,), generator=generator))
    return x.roll((dy, dx), (2, 3))


def seen_anew(x: Tensor, generator: torch.Generator) -> Tensor:
    """Each picture (b, c, h, w) as if taken again: mirrored or not, nearer, turned, aside, in another light."""

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(len(x), generator=generator)

    mirror = torch.sign(torch.rand(len(x), generator=generator) - 0.5)
    across = between(0.75, 1.1)
    down, turn = across * between(0.85, 1.18), between(-0.2, 0.2)
    rows = [
        torch.stack([across * turn.cos() * mirror, -down * turn.sin(), between(-0.2, 0.2)], 1),
        torch.stack([across * turn.sin() * mirror, down * turn.cos(), between(-0.2, 0.2)], 1),
    ]
    where = F.affine_grid(torch.stack(rows, 1), list(x.shape), align_corners=False)
    x = F.grid_sample(x, where, padding_mode="reflection", align_corners=False)
    return x * between(0.75, 1.25)[:, None, None, None] + between(-0.2, 0.2)[:, None, None, None]


@dataclass(frozen=True)
class Lessons:
    """How a judge learns: steps of `batch` pictures, and how sure it may become."""

    steps: int = 1400
    batch: int = 128
    smoothing: float = 0.0


SMALL_PICTURES = Lessons()
# few pictures of many kinds: each is seen thirty times, and never twice the same
LARGE_PICTURES = Lessons(steps=6000, batch=64, smoothing=0.05)


def teach(
    judge: nn.Module, pictures: Pictures, steps: int | None = None, flip: bool = False
) -> nn.Module:
    """Fit to the one word of each picture, drawn as often as the network's training draws them.

    Pictures without words are left out. With `flip`, half of the batches of small pictures are mirrored; large
    ones are `seen_anew` each time. Without `steps`, as many as their size asks for.
    """
    generator = torch.Generator().manual_seed(0)
    labelled = pictures.bags.sum(1) > 0
    images, labels = pictures.images[labelled], pictures.bags[labelled].argmax(1)
    probability = pictures.probability[labelled]
    large = images.shape[-1] >= LARGE
    lessons = LARGE_PICTURES if large else SMALL_PICTURES
    optimiser = torch.optim.AdamW(judge.parameters(), 2e-3, weight_decay=0.05)
    cpu = torch.device("cpu")
    steps = steps or lessons.steps
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps + 1)
    for step in range(steps):
        chosen = torch.multinomial(
            probability, lessons.batch, replacement=True, generator=generator
        )
        x = to_model_range(images[chosen])
        x = seen_anew(x, generator) if large else shifted(x, generator)
        if flip and not large and step % 2:
            x = x.flip(3)
        with mixed_precision(cpu, fast_dtype(cpu)):
            logits = judge(x)
        loss = F.cross_entropy(logits.float(), labels[chosen], label_smoothing=lessons.smoothing)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        rate.step()
    return judge.eval()
