"""A room as text, for stores outside of this process."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from explainer.rooms.protocol import Ballot, Look, Result
from explainer.rooms.room import Asked, Posted, Room


def written(room: Room) -> str:
    """The room as JSON."""
    return json.dumps(asdict(room), separators=(",", ":"))


def read(text: str) -> Room:
    """The room that `written` gave."""
    said = json.loads(text)
    asked, look = said["asked"], said["look"]
    return Room(
        **{
            **said,
            "members": tuple(said["members"]),
            "asked": asked and Asked(**{**asked, "ballot": _ballot(asked["ballot"])}),
            "results": tuple(
                Result(**{**r, "ballot": _ballot(r["ballot"])}) for r in said["results"]
            ),
            "look": look and Look(**look),
            "posts": tuple(Posted(**post) for post in said["posts"]),
        }
    )


def _ballot(said: dict[str, Any]) -> Ballot:
    return Ballot(**{**said, "choices": tuple(said["choices"])})
