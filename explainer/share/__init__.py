"""The Gradio side: the same functions as the pages, for a quick look, for sharing and for programs."""
