"""A small convolutional network that names pictures: the judge of what the diffusion network drew.

Trained on the real training pictures each time it is needed (a minute on two cores), tested on the
real test pictures, so that its own mistakes are known.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.core.pictures import to_model_range
from explainer.models.hardware import fast_dtype
from explainer.training.data import Pictures


class Classifier(nn.Module):
    """classifier(x) → logits (b, classes), for x (b, c, h, w) in [−1, 1]."""

    def __init__(self, channels: int, classes: int, width: int = 32) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1),
            nn.GroupNorm(8, width),
            nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1),
            nn.GroupNorm(8, 2 * width),
            nn.ReLU(),
            nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1),
            nn.GroupNorm(8, 4 * width),
            nn.ReLU(),
            nn.Conv2d(4 * width, 4 * width, 3, padding=1),
            nn.GroupNorm(8, 4 * width),
            nn.ReLU(),
        )
        self.name = nn.Linear(4 * width, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.name(self.features(x).amax((2, 3)))


def shifted(x: Tensor, generator: torch.Generator, by: int = 2) -> Tensor:
    """Move the whole batch by up to `by` pixels: drawn digits do not sit exactly where MNIST's do."""
    dy, dx = (int(v) for v in torch.randint(-by, by + 1, (2,), generator=generator))
    return x.roll((dy, dx), (2, 3))


def train_classifier(pictures: Pictures, steps: int = 1400, batch: int = 128) -> Classifier:
    """Fit to the one word of each picture, drawn as often as the network's training draws them.

    Pictures without words are left out.
    """
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    labelled = pictures.bags.sum(1) > 0
    images, labels = pictures.images[labelled], pictures.bags[labelled].argmax(1)
    probability = pictures.probability[labelled]
    model = Classifier(images.shape[1], pictures.bags.shape[1])
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=0.05)
    fast = fast_dtype(torch.device("cpu")) == torch.bfloat16
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps + 1)
    for _ in range(steps):
        chosen = torch.multinomial(probability, batch, replacement=True, generator=generator)
        x = shifted(to_model_range(images[chosen]), generator)
        with torch.autocast("cpu", torch.bfloat16, enabled=fast):
            logits = model(x)
        F.cross_entropy(logits.float(), labels[chosen]).backward()
        optimiser.step()
        optimiser.zero_grad()
        rate.step()
    return model.eval()


@torch.inference_mode()
def share_named_right(model: Classifier, images: Tensor, labels: Tensor) -> float:
    """Share of pictures, uint8 (N, c, h, w), whose label (N,) the classifier names."""
    right = [
        model(to_model_range(x)).argmax(1) == y
        for x, y in zip(images.split(500), labels.split(500), strict=True)
    ]
    return float(torch.cat(right).float().mean())
