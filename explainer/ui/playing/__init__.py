"""Runs on a page: streamed, kept, stopped, taken away."""
