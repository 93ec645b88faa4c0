"""What a pipeline of the diffusers library says in its files: its network's shape, its formulation, its weights."""
