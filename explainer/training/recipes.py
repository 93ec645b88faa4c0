"""What each checkpoint is trained on, with which network. Data, not code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from explainer.core.errors import UserError
from explainer.networks.checkpoints import checked_name
from explainer.networks.config import UNetConfig
from explainer.training.folder_words import shown
from explainer.training.folders import read_folder
from explainer.training.photographs import EVENLY_NAMED, PHOTOGRAPHS
from explainer.training.recipe import PictureSet, Recipe, same


def _credit(name: str, licence: str, attribution: str) -> dict[str, str]:
    return {"name": name, "licence": licence, "attribution": attribution}


DIGITS = Recipe(
    name="digits",
    title="Digits: MNIST, 28×28 grey",
    favourite="3",
    # a third of the fashion network's arithmetic: in a visitor's browser one thread must do
    network=UNetConfig(28, 1, (16, 32, 64), (False, False, True), blocks=1),
    sets=(PictureSet("mnist28", 1.0, same(*"0123456789")),),
    batch=64,
    data=(_credit("MNIST", "CC BY-SA 3.0", "Yann LeCun and Corinna Cortes"),),
    limits="It knows white digits on black and nothing else: any other picture it turns into strokes. It has never "
    "seen two digits at once; asked for both, it draws one of them or a mixture.",
)

FASHION = Recipe(
    name="fashion",
    title="Fashion: Fashion-MNIST, 28×28 grey",
    favourite="sneaker; bag; dress; boot",
    network=UNetConfig(28, 1, (32, 64, 96), (False, False, True), blocks=1),
    sets=(
        PictureSet(
            "fashion28",
            1.0,
            {
                **same("trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag"),
                **{"T-shirt": "t-shirt", "ankle boot": "boot"},
            },
        ),
    ),
    batch=64,
    data=(_credit("Fashion-MNIST", "MIT", "Zalando SE; Han Xiao, Kashif Rasul, Roland Vollgraf"),),
    limits="It knows ten kinds of clothes, shoes and bags, in grey, one at a time, on black. Shirts, t-shirts, "
    "pullovers and coats look alike at this size, to people too, and it mixes them up.",
)

SPRITES = Recipe(
    name="sprites",
    title="Sprites: pixel art for games, 16×16 RGB",
    favourite="hero; monster; potion; weapon",
    best_for=("comparing",),
    network=UNetConfig(16, 3, (40, 96, 128), (False, False, True), blocks=1),
    sets=(
        PictureSet(
            "sprites16",
            1.0,
            {
                **same("hero", "monster", "animal", "food", "weapon"),
                "armor": "armour",
                **same("potion", "book", "treasure", "tool"),
            },
            balance=0.5,  # nine pictures in ten are heroes, one in 200 a potion
        ),
    ),
    flip=True,
    hue=True,
    batch=64,
    data=(
        _credit("DawnLike 1.81", "CC BY 4.0", "DragonDePlatino, palette by DawnBringer"),
        _credit("Roguelike Characters, Tiny Dungeon", "CC0 1.0", "Kenney (www.kenney.nl)"),
    ),
    limits="Nine in ten of its training pictures are heroes put together from the parts of one sheet. It has seen "
    "only some fifty potions and as many tools, and may repeat them. Half of its pictures were shown in "
    "shifted colours, so colours say little about what a thing is.",
)

PHOTOS = Recipe(
    name="photos",
    title="Photos: everyday things, 64×64 RGB",
    favourite="tulip",
    draws_well=("tulip", "sunflower", "rose", "trousers", "orange", "motorbike"),
    best_for=("cleaning",),
    network=UNetConfig(64, 3, (16, 48, 96, 160), (False, False, False, True), blocks=1, groups=4),
    sets=PHOTOGRAPHS,
    flip=True,
    word_rate=10.0,  # 37 words, many of them alike: at the pace of the rest they stay nearly one vector
    data=(
        _credit("Flower photos", "CC BY 2.0", "The TensorFlow Team, photos by Flickr users"),
        _credit("Oxford-IIIT Pet", "CC BY-SA 4.0", "Parkhi, Vedaldi, Zisserman, Jawahar"),
        _credit("Clothing dataset (subset)", "CC0 1.0", "Alexey Grigorev and contributors"),
        _credit("Grocery Store Dataset", "MIT", "Marcus Klasson, Cheng Zhang, Hedvig Kjellström"),
        _credit("Caltech 101", "CC BY 4.0", "Li, Andreeto, Ranzato, Perona"),
        _credit("TrashNet", "MIT", "Gary Thung, Mindy Yang"),
        _credit(
            "Sign Language Digits",
            "Apache 2.0",
            "Turkey Ankara Ayrancı Anadolu High School students (Zeynep Dikle, Arda Mavi)",
        ),
        _credit("Pop!_OS wallpapers", "CC0 / public domain", "named in the file names"),
    ),
    limits="A small network after a short training: flowers and fruit have their colours rather than their shapes, "
    "trousers have two legs, most other clothes are a piece of cloth, animals hardly take shape. Its training had no "
    "pictures chosen to show people; a face becomes something that it knows. Its pictures are 64×64 pixels, all made up.",
)

# 8×8 latents of 16 channels instead of 64×64 pixels: a sixth of the arithmetic of `photos`, with more weights
IN_LATENTS = UNetConfig(8, 16, (96, 192), (True, True), blocks=1)

PHOTOS_LATENT = replace(
    PHOTOS,
    name="photos-latent",
    title="Photos, drawn in latents: everyday things, 64×64 RGB",
    network=IN_LATENTS,
    sets=EVENLY_NAMED,
    codec="codec",
    pictures=64,
    batch=128,
    closer=6,
    favourite="butterfly; piano; bonsai; tulip",
    draws_well=("butterfly", "piano", "bonsai", "tulip", "hat", "motorbike"),
    judges="photos",
    best_for=("drawing",),
    limits="It draws on 8×8 maps that a decoder turns into a picture, and both leave out fine detail: its pictures "
    "look a little painted. It knows 37 kinds of things, fruit in heaps, the rest one at a time and mostly seen from "
    "the front. Its training had no pictures chosen to show people. Its pictures are 64×64 pixels, and everything in "
    "them is made up.",
)

EMOJI_LATENT = Recipe(
    name="emoji-latent",
    title="Emoji, drawn in latents: by their names, 64×64 RGB",
    network=IN_LATENTS,
    codec="codec",
    pictures=64,
    batch=128,
    word_rate=10.0,
    word_drop=0.15,
    moved=3,
    favourite="red heart; grinning face; mushroom; tulip",
    draws_well=("red heart", "grinning face", "mushroom", "tulip", "green apple", "umbrella"),
    # the words of the names are read from the files
    sets=tuple(
        PictureSet(f"emoji-{style}-64", weight, captions=True, without=frozenset({"Flags"}))
        for style, weight in (("noto", 0.2), ("twemoji", 0.25), ("fluent", 0.55))
    ),
    data=(
        _credit("Noto Emoji", "Apache 2.0", "Google LLC"),
        _credit(
            "Twemoji",
            "CC BY 4.0",
            "Twitter, Inc. and other contributors; Jason Sofonia and Justine De Caires",
        ),
        _credit("Fluent Emoji", "MIT", "Microsoft Corporation"),
        _credit("Emoji names", "MIT", "Mu-An Chiou; Unicode data"),
    ),
    limits="It knows some 7,000 emoji by the words of their names, most of them from five pictures. It has seen "
    "each word in a few places only, so that “green dog” may be green, or a dog; what has many small parts becomes "
    "a blot. A style is a word, too: noto, twemoji, fluent-3d, fluent-color, fluent-flat. A decoder draws its "
    "pictures from 8×8 maps: small letters and thin lines get lost.",
    prompts=(
        *("red heart", "grinning face", "mushroom", "tulip", "cat face", "green apple", "umbrella"),
        *("full moon face", "yellow star", "pizza", "blue car", "tropical fish"),
    ),
)

_ALL = (DIGITS, FASHION, SPRITES, PHOTOS, PHOTOS_LATENT, EMOJI_LATENT)
RECIPES = {recipe.name: recipe for recipe in _ALL}

# for pictures of one's own, by their size
_FASHION_RGB = replace(FASHION.network, size=32, channels=3)
NETWORKS = {16: SPRITES.network, 32: _FASHION_RGB, 64: PHOTOS.network}


def own_recipe(name: str, pictures: Path, size: int) -> Recipe:
    """For a folder of pictures: its subfolders, if there are any, are the words.

    Raises UserError for a name that cannot be a file's, or if there is no such folder.
    """
    if pictures.is_file():
        raise UserError(
            f"{shown(str(pictures))} is a file. Unpack it if it is an archive, and name the folder of the pictures."
        )
    if not pictures.is_dir():
        raise UserError(f"There is no folder {shown(str(pictures))}.")
    name, called = checked_name(name), shown(pictures.absolute().name)
    return Recipe(
        name=name,
        title=f"{name.capitalize()}: your own pictures, {size}×{size} RGB",
        network=NETWORKS[size],
        sets=(PictureSet(pictures.name, 1.0, read_folder(pictures, size).words),),
        flip=True,
        batch=48 if size == 64 else 64,
        data=(_credit(called, "as you say", "you"),),
        limits="Trained on your own pictures: it knows those and what is like them. With few pictures, or "
        "after a long training, it may repeat them.",
    )
