"""Networks of one visit each: in memory alone, in no list, under names that no file has, and gone with the visit.

They are few: where one more comes, the oldest goes. Their calls wait in the queue of all network calls, as every
network's do. They are computed by torch in this process whatever was measured for others: nothing of them is noted.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable

from explainer.engines.backends import TorchBackend
from explainer.engines.loaded import LOADED, OF_VISITS
from explainer.engines.local import LocalEngine
from explainer.networks.checkpoints import HELD, READ, Checkpoint

MOST = 12  # on a server
MOST_OF_ONE = 3  # of a visit

_numbers = itertools.count(1)
_lock = threading.RLock()


def take_in(subject: str, make: Callable[[str], Checkpoint], visit: str) -> str:
    """Hold the network that `make` makes for its name, until its visit ends; the name, which none had before."""
    name = f"my-{subject}-{next(_numbers)}"
    checkpoint = make(name)
    unet = checkpoint.model.unet
    engine = LocalEngine(TorchBackend(unet), unet.config)
    with _lock:
        HELD[name], READ[name], LOADED[name] = checkpoint.card, checkpoint, engine
        OF_VISITS[name] = visit
        let_go([*_of(visit)[:-MOST_OF_ONE], *list(OF_VISITS)[:-MOST]])
    return name


def _of(visit: str) -> list[str]:
    return [name for name, of in OF_VISITS.items() if of == visit]


def leave(visit: str) -> None:
    """A visit is over."""
    with _lock:
        let_go(_of(visit))


def let_go(names: Iterable[str]) -> None:
    """Nobody can ask for these any more; a call that is under way ends as it would have."""
    with _lock:
        for name in names:
            HELD.pop(name, None)
            READ.pop(name, None)
            LOADED.pop(name, None)
            OF_VISITS.pop(name, None)
