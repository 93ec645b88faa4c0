"""Results as pictures in their frames and as plots, in the colours of the quantities."""
