"""A tiny codec, a recipe in its latents, and pictures to learn from."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from explainer.networks.codec import Codec
from explainer.networks.codec_files import CodecCard, LoadedCodec, load_codec, save_codec
from explainer.networks.config import CodecConfig, UNetConfig
from explainer.training.codecs.recipe import CodecRecipe
from explainer.training.recipe import PictureSet, Recipe

CODEC = CodecConfig(
    size=16, latent=4, widths=(8, 16), encoder_blocks=(1, 1), decoder_blocks=(1, 1), groups=4
)
RECIPE = Recipe(
    name="things-latent",
    title="",
    network=UNetConfig(4, 4, (8, 16), (False, True), blocks=1, head_dim=8, groups=4),
    sets=(PictureSet("things", 1.0, {"night": "night", "day": "day"}),),
    codec="tiny",
    pictures=16,
    flip=True,
    moved=1,
    batch=8,
    warmup_steps=2,
)


CODEC_RECIPE = CodecRecipe(
    name="tiny", title="", network=CODEC, sets=RECIPE.sets, batch=4, warmup_steps=2, peak_lr=3e-3
)


def tiny_codec(folder: Path, seed: int = 0) -> LoadedCodec:
    """Saved in a folder of checkpoints; random weights everywhere, so that every picture has other latents."""
    torch.manual_seed(seed)
    codec = Codec(CODEC)
    for parameter in codec.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    save_codec(CodecCard("tiny", "", CODEC, []), codec.state_dict(), folder)
    return load_codec("tiny", folder)


def things(folder: Path, n: int = 40) -> Path:
    """A folder of data with n pictures of each of two words, dark ones and bright ones."""
    random = np.random.default_rng(0)
    for word, base in (("night", 0), ("day", 128)):
        (folder / "things" / word).mkdir(parents=True)
        for i in range(n):
            pixels = base + random.integers(0, 128, (16, 16, 3), np.uint8)
            Image.fromarray(pixels).save(folder / "things" / word / f"{i:03}.png")
    return folder
