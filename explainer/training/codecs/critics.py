"""Two small networks that look at decoded pictures beside the originals: one for features, one for blur."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from explainer.media.pictures import to_model_range
from explainer.training.data import Pictures
from explainer.training.place import computing_fast

STEPS, BATCH, PEAK_LR = 1500, 64, 2e-3


class FeatureNetwork(nn.Module):
    """Names kinds of pictures from three layers of features, which serve to compare two pictures.

    No judge of drawn pictures: other widths, other labels, other weights.
    """

    def __init__(self, channels: int, labels: int) -> None:
        super().__init__()
        widths = (channels, 24, 56, 112)
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(n_in, n_out, 3, stride, 1), nn.GroupNorm(8, n_out), nn.ReLU())
            for n_in, n_out, stride in zip(widths, widths[1:], (1, 2, 2), strict=False)
        )
        self.name = nn.Linear(widths[-1], labels)

    def features(self, x: Tensor) -> list[Tensor]:
        """Of pictures (b, c, h, w): three maps (b, n, h, w), each at half the size of the one before."""
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps

    def forward(self, x: Tensor) -> Tensor:
        return self.name(self.features(x)[-1].amax((2, 3)))


def feature_distance(network: FeatureNetwork, decoded: Tensor, original: Tensor) -> Tensor:
    """Mean square distance of features of unit length at each place (Zhang et al. 2018, arXiv:1801.03924)."""
    with torch.no_grad():
        wanted = network.features(original)
    pairs = zip(network.features(decoded), wanted, strict=True)
    parts = [(_unit(a) - _unit(b)).square().sum(1).mean() for a, b in pairs]
    return torch.stack(parts).sum()


def _unit(features: Tensor) -> Tensor:
    return F.normalize(features.float())


def learned_features(pictures: Pictures, labels: Tensor) -> FeatureNetwork:
    """A feature network that has learned to name the labels (N,) of these pictures; frozen."""
    torch.manual_seed(5)
    generator = torch.Generator().manual_seed(5)
    network = FeatureNetwork(pictures.images.shape[1], int(labels.max()) + 1)
    network.to(pictures.images.device)
    optimiser = torch.optim.AdamW(network.parameters(), PEAK_LR, weight_decay=0.05)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_LR, total_steps=STEPS + 1)
    for _ in range(STEPS):
        chosen = torch.multinomial(pictures.probability, BATCH, True, generator=generator)
        x = to_model_range(pictures.images[chosen.to(pictures.images.device)])
        x = x.roll(tuple(torch.randint(-4, 5, (2,), generator=generator).tolist()), (2, 3))
        with computing_fast(x.device):
            logits = network(x).float()
        loss = F.cross_entropy(logits, labels[chosen].to(x.device), label_smoothing=0.05)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        rate.step()
    return network.eval().requires_grad_(False)


class PatchCritic(nn.Module):
    """critic(x) → (b, 1, h/8, w/8): how real each patch of a picture looks (Isola et al. 2017, arXiv:1611.07004)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        widths = (channels, 32, 64, 96)
        layers: list[nn.Module] = []
        for n_in, n_out in pairwise(widths):
            layers += [nn.Conv2d(n_in, n_out, 4, 2, 1), nn.GroupNorm(8, n_out), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], 1, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def hinge(critic: PatchCritic, decoded: Tensor, original: Tensor) -> Tensor:
    """The critic's own loss: originals above 1, decoded pictures below −1 (Lim and Ye 2017, arXiv:1705.02894)."""
    real, made = critic(original).float(), critic(decoded.detach()).float()
    return F.relu(1 - real).mean() + F.relu(1 + made).mean()
