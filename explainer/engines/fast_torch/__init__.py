"""A network prepared for fast calls by torch: equal to the readable one, up to rounding."""
