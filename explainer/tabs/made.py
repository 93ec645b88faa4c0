"""The pictures that the tabs make, as files: one of its own for each, whole before anybody is told its name.

Gradio by itself names a picture's file by what is in it, and writes it anew each time that the picture is made.
Whoever fetches the picture meanwhile, since they asked for the same seed, would get a part of it or nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import numpy as np
from gradio.components.imageslider import SliderData
from gradio.data_classes import ImageData
from gradio.utils import get_upload_folder
from PIL import Image

NAME = "noisewalk.png"  # what a browser calls a download


def as_file(pixels: np.ndarray | None) -> ImageData | None:
    """A new PNG of uint8 (h, w, 3) in Gradio's folder, which serves it and lets go of it in time."""
    if pixels is None:
        return None
    folder = Path(get_upload_folder())
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{secrets.token_hex(16)}.png"
    Image.fromarray(pixels).save(file)
    return ImageData(path=str(file), orig_name=NAME)


def as_files(pair: tuple[np.ndarray, np.ndarray] | None) -> SliderData | None:
    """The same of two pictures that lie one over the other."""
    return None if pair is None else SliderData(root=(as_file(pair[0]), as_file(pair[1])))


class Kept(set[str]):
    """Names of files; may be gone through while a run in another thread adds to them.

    Gradio deletes what is old in a thread of its own, and a plain set that grew meanwhile would end that for good.
    """

    def __iter__(self) -> Iterator[str]:
        """Those that are here now."""
        return iter(list(super().__iter__()))


def keep_track(blocks: gr.Blocks) -> None:
    """Let all files of these tabs be noted in one place, from which they are deleted when they are old."""
    kept = Kept()
    blocks.upload_file_set = kept
    blocks.temp_file_sets = [kept]
    for block in blocks.blocks.values():
        block.temp_files = kept
