"""Blind sheets: groups of drawn pictures without their words, for someone who is told no words to name.

The key lies beside, in a file of its own. The words are chosen by a seed from those that a person can name. A sheet of
real test pictures tells how many words can be named at all at this size.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from explainer.core.errors import UserError
from explainer.experiments.settings import Settings
from explainer.media.pictures import as_image, montage
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.conditions import bag_matrix, parse_condition
from explainer.training.evaluation.drawing import describe, draw_prompts
from explainer.training.evaluation.real import RealPictures, as_grey_levels

# emoji that most people name at once, by the words of their names
FAMOUS = (
    *("red heart", "grinning face", "cat face", "dog face", "pizza", "mushroom", "red apple"),
    *("banana", "strawberry", "watermelon", "carrot", "hamburger", "birthday cake", "hot beverage"),
    *("sun", "crescent moon", "star", "rainbow", "cloud with rain", "snowman", "umbrella"),
    *("tulip", "cactus", "evergreen tree", "house", "automobile", "bicycle", "airplane", "rocket"),
    *("soccer ball", "guitar", "key", "light bulb", "alarm clock", "balloon", "wrapped gift"),
    *("tropical fish", "octopus", "butterfly", "penguin", "frog", "pig face", "bear", "skull"),
    *("ghost", "crown", "eyes", "thumbs up", "scissors", "pencil", "camera", "envelope"),
)
FEW_WORDS = 100  # a network with more has the words of captions
ENLARGED = 192  # pixels: about as wide as the app shows a picture, among others
ACROSS, DOWN = 2, 3  # groups on a page, which a screen shows as it is
MARGIN, LINE = 16, 24  # pixels
INK, PAPER = (32, 34, 38), (255, 255, 255)


@dataclass(frozen=True)
class BlindSheet:
    """Which pictures are on a sheet."""

    settings: Settings  # words and seeds are the sheet's own
    kinds: int = 24
    each: int = 3
    seed: int = 0
    add: str = ""  # words for every prompt

    @property
    def name(self) -> str:
        """Of its files; tells no words."""
        return f"{self.settings.network}-{self.seed}"


def nameable(vocabulary: tuple[str, ...]) -> list[str]:
    """Prompts whose pictures a person can name: each word of a short vocabulary, of a long one the FAMOUS emoji."""
    if len(vocabulary) <= FEW_WORDS:
        return list(vocabulary)
    return [name for name in FAMOUS if set(name.split()) <= set(vocabulary)]


def prompts(sheet: BlindSheet) -> list[str]:
    """What each group shows, chosen by the seed. Raises UserError if the network has too few words."""
    vocabulary = load_checkpoint(sheet.settings.network).card.vocabulary
    known = nameable(vocabulary)
    if not 1 <= sheet.kinds <= len(known):
        raise UserError(
            f"“{sheet.settings.network}” has {len(known)} kinds to name: ask for 1 to {len(known)}."
        )
    if sheet.each < 1:
        raise UserError("A group needs a picture.")
    parse_condition(sheet.add, vocabulary)
    chosen = np.random.default_rng(sheet.seed).permutation(len(known))[: sheet.kinds]
    return [known[i] for i in chosen]


def draw_groups(sheet: BlindSheet, words: list[str]) -> Tensor:
    """Pictures of each group, uint8 (kinds, each, c, h, w); every picture on the sheet is of another noise."""
    wanted = [f"{word} {sheet.add}".strip() for word in words for _ in range(sheet.each)]
    first = sheet.seed * len(wanted)  # sheets of other seeds share no noise
    drawn = as_grey_levels(draw_prompts(wanted, sheet.settings, first_seed=first))
    return drawn.unflatten(0, (sheet.kinds, sheet.each))


def real_groups(sheet: BlindSheet, words: list[str], real: RealPictures) -> Tensor:
    """Test pictures of each word, as the network's codec gives them back: uint8 (kinds, each, c, h, w).

    Raises UserError if a word has too few.
    """
    bags = bag_matrix(
        [parse_condition(word, real.recipe.vocabulary) for word in words], real.recipe.vocabulary
    )
    order = np.random.default_rng(sheet.seed)
    chosen = [order.permutation(_with_all_words(real, bag))[: sheet.each] for bag in bags]
    for word, those in zip(words, chosen, strict=True):
        if len(those) < sheet.each:
            raise UserError(f"There are {len(those)} test pictures of “{word}”: ask for as many.")
    images = real.coded(real.test.images[np.concatenate(chosen)])
    return images.unflatten(0, (sheet.kinds, sheet.each))


def _with_all_words(real: RealPictures, bag: Tensor) -> np.ndarray:
    """Indices of the test pictures that have every word of a bag."""
    wanted = bag > 0
    return (real.test.bags[:, wanted] > 0).all(1).nonzero().flatten().numpy()


def pages(groups: Tensor) -> list[Image.Image]:
    """The pages of a sheet of uint8 groups (kinds, each, c, h, w): numbered from 1 throughout, nothing else said."""
    strips = [_strip(group) for group in groups]
    return [
        _page(strips[first : first + ACROSS * DOWN], first + 1)
        for first in range(0, len(strips), ACROSS * DOWN)
    ]


def _page(strips: list[Image.Image], first: int) -> Image.Image:
    """Groups beside and below each other, numbered from `first`."""
    wide, high = strips[0].width + MARGIN, strips[0].height + LINE + MARGIN
    across = min(ACROSS, len(strips))
    size = (across * wide + MARGIN, -(-len(strips) // across) * high + MARGIN)
    page = Image.new("RGB", size, PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(18)
    for i, strip in enumerate(strips):
        x, y = MARGIN + i % across * wide, MARGIN + i // across * high
        pen.text((x, y), str(first + i), INK, font)
        page.paste(strip, (x, y + LINE))
    return page


def _strip(group: Tensor) -> Image.Image:
    """The pictures of a group in a row, enlarged."""
    times = max(1, ENLARGED // group.shape[-1])
    row = as_image(montage(group.movedim(1, -1).numpy(), len(group))).convert("RGB")
    return row.resize((times * row.width, times * row.height), Image.Resampling.NEAREST)


def write(sheet: BlindSheet, folder: Path, real: RealPictures | None = None) -> list[Path]:
    """Write a sheet and its key: of what the network draws, or of real pictures. The files, its pages first."""
    words = prompts(sheet)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{sheet.name}-real" if real else sheet.name
    groups = real_groups(sheet, words, real) if real else draw_groups(sheet, words)
    files = []
    for i, page in enumerate(pages(groups), 1):
        files.append(folder / f"{name}-{i}.png")
        page.save(files[-1])
    said = {
        "network": sheet.settings.network,
        "settings": "real test pictures" if real else describe(sheet.settings),
        "added": sheet.add,
        "seed": sheet.seed,
        "words": {str(i): word for i, word in enumerate(words, 1)},
    }
    key = folder / f"{name}-key.json"
    key.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return [*files, key]
