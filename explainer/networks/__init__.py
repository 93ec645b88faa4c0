"""The networks and their weights: the readable UNet, the words it knows, checkpoints, and networks of others."""
