"""The Gradio tabs: the same experiments as the pages, for a quick look, for sharing and for programs."""
