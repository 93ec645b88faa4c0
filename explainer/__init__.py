"""Noisewalk: diffusion models, explained by running one on the visitor's own picture."""
