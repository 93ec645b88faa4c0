"""Files of training pictures, and a recipe with captions."""

import io
import json
import zipfile

from PIL import Image

from explainer.training.recipe import PictureSet, Recipe
from tests.conftest import TINY

CAPTIONS = Recipe(
    name="captions",
    title="",
    network=TINY,
    sets=(PictureSet("emoji", 1.0, captions=True, without=frozenset({"Flags"})),),
)


def emoji(path, part, rows):
    with zipfile.ZipFile(path / f"emoji-{part}.zip", "w") as archive:
        index = []
        for i, (name, group) in enumerate(rows):
            buffer = io.BytesIO()
            Image.new("RGB", (16, 16), (i, 0, 0)).save(buffer, "WEBP", lossless=True)
            archive.writestr(f"flat/{i}.webp", buffer.getvalue())
            row = {"file": f"flat/{i}.webp", "style": "flat", "name": name, "group": group}
            index.append(row)
        archive.writestr("index.json", json.dumps(index))


def zipped(path, entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, colour in entries:
            buffer = io.BytesIO()
            Image.new("RGB", (64, 64), colour).save(buffer, "JPEG")
            archive.writestr(name, buffer.getvalue())
