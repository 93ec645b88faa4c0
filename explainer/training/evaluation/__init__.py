"""How well a checkpoint does: every figure on its card, with the protocol that it was measured by."""

PARTS = ("drawing", "denoising", "unseen", "loss")  # of what is measured
