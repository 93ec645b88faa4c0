"""Pictures and films: from an uploaded file to pixels, and from a run to files that can be taken away."""
