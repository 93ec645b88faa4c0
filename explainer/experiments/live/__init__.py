"""Training live: a small network learns from nothing while its visitor looks on.

Its pictures are made here, by code or from the visitor's own, so that no data set has to be there. It learns in a
process of its own (`python -m explainer.experiments.live`), at a low priority; one at a time, in a line.
"""
