"""The mathematics of diffusion. No files, no user interface, no global state; beside it, settings of the environment.

Tensors are float32 in [-1, 1] with shape (batch, channels, height, width);
schedules are float64. Names are the papers' symbols: x0, x_t, eps, alpha_bar, eta.
"""
