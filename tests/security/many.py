"""Generated files and parameters through both doors, the pages' and the tabs', as many as you like:

    python -m tests.security.many 10000

Each is made by its number alone, so that one that does harm can be made again. What comes back must be a picture
or a sentence; the memory that is left over at the end is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("EXPLAINER_ENGINE", "torch")

from explainer.core.errors import UserError
from explainer.media.uploads import decode
from explainer.server.memory import resident_bytes
from explainer.tabs import mount  # before Gradio: it says where uploads are kept
from explainer.tabs.language import translations
from explainer.tabs.tabs import build
from explainer.ui.controls.link import ignored, lesson_of
from explainer.ui.controls.table import CONTROLS
from tests.security.conftest import is_sentence
from tests.security.corpus import dice, texts
from tests.security.corpus.pictures import good

WARM = 40  # of each kind, before the memory is first looked at: what is loaded once
GROWTH_MB = 200
STRANGE = (*texts.NUMBERS, *[text for text in texts.TEXTS if len(text) < 6_000])
SOUND = {
    "add_noise": (None, 500, 7, "digits"),
    "remove_noise": (None, 500, 2, "ddim", 7, "digits"),
    "generate": ("digits", "3", 2.0, 2, "ddim", 7, 1),
    "compare_steps": ("digits", "3", 2.0, "ddim", 7, 1, 2),
    "redraw": (None, 60, "3", 2.0, 7, "digits"),
}


def spoilt(roll: random.Random) -> bytes:
    """A good picture with parts turned over, cut out, doubled, zeroed or replaced, or another's end."""
    pictures = list(good().values())
    data = bytearray(roll.choice(pictures))
    for _ in range(roll.randint(0, 6)):
        a, b = sorted(roll.randrange(len(data) + 1) for _ in range(2))
        part = data[a : min(b, a + roll.choice((1, 4, 16, 400, 10**6)))]
        data[a : a + len(part)] = roll.choice(
            (
                b"",
                part * roll.choice((2, 3)),
                bytes(len(part)),
                roll.randbytes(len(part)),
                roll.choice(pictures)[a:b],
                bytes(byte ^ (1 << roll.randrange(8)) for byte in part),
            )
        )
        data = data[:200_000] or bytearray(b"\0")
    return bytes(data)


class Doors:
    """Both doors, and what came back through them."""

    def __init__(self) -> None:
        self._blocks = build(translations())
        self._functions = {fn.api_name: fn for fn in self._blocks.fns.values()}
        self._folder = Path(os.environ["GRADIO_TEMP_DIR"])
        self.seen: Counter[str] = Counter()

    def knock(self, number: int) -> None:
        """With what belongs to this number. Raises whatever no visitor may see."""
        roll = dice(f"many {number}")
        ways = (self.page_file, self.page_link, self.tab_file, self.tab_inputs)
        way = ways[number % len(ways)]
        try:
            way(roll)
            answer = "done"
        except (UserError, mount.gr.Error) as error:
            sentence = str(error if isinstance(error, UserError) else error.message)
            assert is_sentence(sentence), sentence
            answer = "refused in a sentence"
        self.seen[f"{way.__name__}: {answer}"] += 1

    def page_file(self, roll: random.Random) -> None:
        """An upload on a page."""
        assert decode(spoilt(roll)).pixels.ndim == 3

    def page_link(self, roll: random.Random) -> None:
        """An address of a page."""
        keys = roll.sample([*CONTROLS, "hide", "lock", *texts.KEYS], roll.randint(1, 12))
        link = {key: roll.choices(texts.TEXTS, k=roll.randint(1, 3)) for key in keys}
        lesson_of(link)
        for sentence in ignored(link).values():
            raise UserError(sentence)

    def tab_file(self, roll: random.Random) -> None:
        """An upload on a tab, and the picture that is made of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{roll.getrandbits(64)}.png"
        file.write_bytes(spoilt(roll))
        upload = {"path": str(file), "meta": {"_type": "gradio.FileData"}}
        try:
            self._call("add_noise", [upload, *SOUND["add_noise"][1:]])
        finally:
            file.unlink()

    def tab_inputs(self, roll: random.Random) -> None:
        """A call of a program."""
        name = roll.choice(list(SOUND))
        sent = [roll.choice((value, value, roll.choice(STRANGE))) for value in SOUND[name]]
        self._call(name, sent)

    def _call(self, name: str, sent: list[object]) -> None:
        function = self._functions[name]
        taken = asyncio.run(self._blocks.preprocess_data(function, sent, None))
        with contextlib.closing(function.fn(*taken)) as moments:
            assert isinstance(next(moments)[-1], str)


def knocks(doors: Doors, count: int) -> Iterator[int]:
    """The memory in MB that was added, now and then."""
    for number in range(-4 * WARM, 0):
        doors.knock(number)
    before = resident_bytes() or 0
    for number in range(count):
        doors.knock(number)
        if number % 500 == 499 or number == count - 1:
            yield round(((resident_bytes() or 0) - before) / 1e6)


def main(arguments: list[str]) -> int:
    """Knock as often as asked for; 0 if nothing but pictures and sentences came back."""
    doors, count = Doors(), int(arguments[0]) if arguments else 10_000
    grown = 0
    for grown in knocks(doors, count):
        print(f"{sum(doors.seen.values()) - 4 * WARM} of {count}: {grown:+d} MB", flush=True)
    for kind, times in sorted(doors.seen.items()):
        print(f"{times:6d} {kind}")
    return int(grown >= GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
