"""The Gradio tabs alone: for hosts that take a Gradio app and no other. Start with: python gradio_app.py"""

from explainer.tabs.lent_gpu import before_torch

before_torch()

from explainer.tabs.mount import launch  # noqa: E402

if __name__ == "__main__":
    _, demo = launch(7860, address="0.0.0.0")
    demo.block_thread()
