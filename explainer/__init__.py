"""Noisewalk: diffusion models, explained by running one on the visitor's own picture."""

import os

# Threads that wait for one another sleep rather than spin, which beside other programs is several times as fast: a
# spinning thread holds the core that its partner waits for. torch's threads read it when torch is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
