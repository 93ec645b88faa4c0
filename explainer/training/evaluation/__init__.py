"""How well a checkpoint does: every figure on its card, with the protocol that it was measured by."""

PARTS = ("drawing", "denoising", "unseen", "loss")  # of what is measured
LONG_PARTS = ("published",)  # that are measured only if they are named
TABLES = ("paired", "guidance", "steps")  # of what a sweep measures, what matters most first
