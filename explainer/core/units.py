"""Pictures are numbers in [−1, 1] to the networks, and grey levels to people."""

from __future__ import annotations

GREY_LEVELS = 127.5  # of 255 in one unit of [−1, 1]
