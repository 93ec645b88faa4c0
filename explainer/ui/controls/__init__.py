"""Controls that links may set, and lessons that hold them."""
