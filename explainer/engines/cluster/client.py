"""The engine whose calls a cluster computes: EXPLAINER_ENGINE=ray.

Each visitor's thread sends its own calls, so that several replicas work at once; the replicas join them
(explainer.engines.cluster.deployment). A call whose replica has died is sent again: it has no effect but its answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.engines.cluster.connection import connect
from explainer.engines.cluster.messages import APP, MAX_ROWS, Call, Identity, Refused
from explainer.engines.engine import Engine
from explainer.engines.waiting import wait_until
from explainer.networks.checkpoints import ModelCard
from explainer.strings import Sentence

ATTEMPTS = 4  # for a call: more machines than that do not die within one
FIND_SECONDS = 20.0  # for finding the deployment; ray itself would look without end
RESULT_SECONDS = 60.0  # for a result, in which a replica may also be started anew


class Connection:
    """The deployment's handle, found when it is first needed and again after it was lost."""

    def __init__(self) -> None:
        self._handle: Future[Any] | None = None
        self._lock = threading.Lock()

    def handle(self) -> Any:
        """Raises UserError where there is no ray, no cluster, no deployment, or none is found in time."""
        with self._lock:
            if self._handle is None:
                self._handle = _in_background(_find)
            handle = self._handle
        try:
            return handle.result(FIND_SECONDS)
        except TimeoutError:
            raise UserError(Sentence("error.ray_silent")) from None
        except UserError:
            self.drop()
            raise

    def drop(self) -> None:
        """Look for it anew next time."""
        self._handle = None


def _in_background(function: Callable[[], Any]) -> Future[Any]:
    """Start `function` in a thread that may hang as long as it likes."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="cluster", daemon=True).start()
    return future


def _find() -> Any:
    connect()
    from ray import serve
    from ray.serve.exceptions import RayServeException

    try:
        return serve.get_app_handle(APP)
    except RayServeException:
        raise UserError(Sentence("error.ray_none")) from None


CONNECTION = Connection()


class PendingCall:
    """A call of the deployment, on its way: `send` sends it, to whichever replica has room."""

    def __init__(self, send: Callable[[], Any]) -> None:
        self._send = send
        self._deadline = time.monotonic() + RESULT_SECONDS
        self._result: Any = None
        self._response = send()

    def result(self) -> Any:
        """Wait for the result, and send again if the replica has died. Raises UserError."""
        from ray import exceptions
        from ray.serve import exceptions as serve_exceptions

        died = (
            exceptions.RayActorError,
            exceptions.WorkerCrashedError,
            serve_exceptions.ReplicaUnavailableError,
        )
        for _ in range(ATTEMPTS):
            try:
                wait_until(self._poll, lambda: 0)  # replicas join calls: none is before another
            except died:
                self._response = self._send()
            except serve_exceptions.BackPressureError:
                raise UserError(Sentence("error.busy")) from None
            except serve_exceptions.RayServeException:  # the deployment was taken away
                CONNECTION.drop()
                raise UserError(Sentence("error.ray_none")) from None
            else:
                return self._result
        raise UserError(Sentence("error.ray_silent"))

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        with suppress(Exception):  # it raises what became of the call
            self._response.cancel()

    def _poll(self, timeout: float | None) -> bool:
        """Whether the result is there, after at most so many seconds."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            CONNECTION.drop()
            raise UserError(Sentence("error.ray_silent"))
        try:
            self._result = self._response.result(timeout_s=min(left, timeout or left))
        except TimeoutError:
            return False
        return True


class RemoteEngine(Engine):
    """A network that the cluster computes, in pieces of at most MAX_ROWS rows."""

    def __init__(self, card: ModelCard) -> None:
        super().__init__(card.architecture)
        self._card = card
        self._identity: Identity | None = None
        self._unfinished: set[object] = set()

    @property
    def name(self) -> str:
        """As the replicas call it; just “ray” where none can be reached, so that pages can be shown."""
        try:
            return f"ray {self._identify().engine}"
        except UserError:
            return "ray"

    @property
    def max_rows(self) -> int:
        return MAX_ROWS

    @property
    def waiting(self) -> int:
        return len(self._unfinished)

    def _predict(self, x: Tensor, k: Tensor, condition: Tensor) -> Tensor:
        identity, handle = self._identify(), CONNECTION.handle()
        parts = zip(*(part.split(MAX_ROWS) for part in (x, k, condition)), strict=True)
        calls = [Call(identity, *(part.numpy() for part in row)) for row in parts]
        begin = time.perf_counter()
        with self._in_flight([partial(handle.remote, call) for call in calls]) as pieces:
            output = torch.cat([torch.tensor(self._accept(piece.result())) for piece in pieces])
        self.call_times.note(len(x), time.perf_counter() - begin)
        return output

    def _identify(self) -> Identity:
        """What the replicas are; requested once."""
        identity = self._identity
        if identity is None:
            send = CONNECTION.handle().identify.remote
            with self._in_flight([partial(send, self._card.name, self._card.sha256)]) as (call,):
                self._identity = identity = self._accept(call.result())
        return identity

    def _accept(self, result: Any) -> Any:
        """The result, unless it is a refusal: then raises UserError."""
        if isinstance(result, Refused):
            self._identity = None  # the next replica may be another
            raise result.error()
        return result

    @contextmanager
    def _in_flight(self, sends: list[Callable[[], Any]]) -> Iterator[list[PendingCall]]:
        """Send calls; cancel all as soon as one of them fails or the visitor has gone."""
        calls: list[PendingCall] = []
        self._unfinished.add(key := object())
        try:
            calls += [PendingCall(send) for send in sends]
            yield calls
        except BaseException:
            for call in calls:
                call.cancel()
            raise
        finally:
            self._unfinished.discard(key)
