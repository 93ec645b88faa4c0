"""A training on a GPU that is there for some minutes only: packed beforehand, one command, and it stops by itself."""
