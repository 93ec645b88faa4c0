"""What the tests of training train: a network that learns something in seconds."""

from dataclasses import replace

import torch

from explainer.training.recipes import DIGITS
from tests.conftest import TINY

CPU = torch.device("cpu")
# without attention, which at 14×14 would be a third of the time
NETWORK = replace(TINY, size=28, channels=1, attention=(False, False))
SMALL = replace(DIGITS, network=NETWORK, batch=8, warmup_steps=2, peak_lr=3e-3)
