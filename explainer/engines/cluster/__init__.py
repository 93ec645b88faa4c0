"""Network calls that a Ray cluster computes."""
