"""The pages: where they live, and the order in which they tell their story."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "pages"
STORY = ("start", "add_noise", "remove_noise", "generate", "how_many_steps", "networks", "share")


def page_file(name: str) -> Path:
    """Where a page lives; links name it absolutely, since the entry script lives elsewhere."""
    return PAGES / f"{name}.py"


def neighbours(page: str) -> tuple[str | None, str | None]:
    """The pages before and after in the story; None at its ends."""
    at = STORY.index(page)
    before = STORY[at - 1] if at > 0 else None
    return before, STORY[at + 1] if at + 1 < len(STORY) else None
