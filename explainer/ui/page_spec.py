"""What the app must know of a page before it is opened: an entry of the table of pages, `contents.PAGES`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from explainer.networks.checkpoints import Kind
from explainer.ui.code import chains
from explainer.ui.controls import table
from explainer.ui.controls.choices import Offer
from explainer.ui.controls.control import Control
from explainer.ui.language import say
from explainer.ui.shown import Code

FOLDER = Path(__file__).resolve().parents[2] / "pages"
FIRST = "start"  # the page that the app opens with
BLIND_TEST = "how_many_steps"  # the page whose blind test a class can take
CLASSROOM = "classroom"  # the page of a class and its teacher


class Section(Enum):
    """A heading of the navigation, named by the sentence app.section_VALUE."""

    START = "start"
    PROCESS = "process"
    HOOD = "hood"
    CLOSER = "closer"
    MAKE = "make"
    TEACH = "teach"
    SHARE = "share"

    @property
    def title(self) -> str:
        """The heading in the visitor's language."""
        return say(f"app.section_{self.value}")


@dataclass(frozen=True)
class PageSpec:
    """What the app must know of a page before it is opened."""

    name: str  # of its script, its address, and the section of its sentences
    section: Section
    icon: str  # beside its name in the navigation, as Streamlit writes it
    controls: tuple[Control, ...] = ()  # always in sight
    more: tuple[Control, ...] = ()  # folded away under “More”
    suggests: str | None = (
        None  # the network that shows its point best; None for the first there is
    )
    networks: Kind = "any"  # which networks it can work with
    uses_picture: bool = False  # whether the visitor's picture plays a part in it
    # the one control, and what it says where it does so; without one it always does
    picture_if: tuple[Control, tuple[str, ...]] | None = None
    code: Code = chains.nothing  # what “Show the code” shows, by what the controls say
    on_start: bool = False  # whether Start links to it, with the sentence NAME.on_start

    @property
    def script(self) -> Path:
        """Where it lives; links name it absolutely, since the entry script lives elsewhere."""
        return FOLDER / f"{self.name}.py"

    @property
    def address(self) -> str:
        """Its path below the app's own, which is the first page's: "" there."""
        return "" if self.name == FIRST else self.name

    @property
    def title(self) -> str:
        """What stands over it and in links to it, in the visitor's language."""
        return say(f"{self.name}.title")

    @property
    def menu_title(self) -> str:
        """What the navigation calls it: the first page has the app's own name as its title."""
        return say("start.menu") if self.name == FIRST else self.title

    def linkable(self) -> tuple[Control, ...]:
        """Every control that a link to this page can set on this server, the page's own first."""
        every = (*self.controls, *self.more, *table.EVERYWHERE)
        return tuple(c for c in every if not isinstance(c, Offer) or c.is_there())
