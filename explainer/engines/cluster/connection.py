"""Becoming part of a Ray cluster, or beginning one."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from typing import Literal

from explainer.core.errors import UserError
from explainer.strings import Sentence

CONNECT_SECONDS = 2.0  # in which a cluster must accept a connection


def connect(address: Literal["local"] | None = None) -> None:
    """Make this process part of the cluster at RAY_ADDRESS, else of this machine's; “local” begins one.

    Raises UserError where ray is not installed or no cluster answers.
    """
    if importlib.util.find_spec("ray") is None:
        raise UserError(Sentence("error.ray_missing"))
    # read when ray is imported: no usage reports, and a lost cluster must not end this process
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", str(10**6))
    import ray

    try:
        if ray.is_initialized() and _still_connected():
            return
        if address is None:
            _expect_open(_address())
        options = {"include_dashboard": False} if address == "local" else {}
        ray.init(address=address or "auto", logging_level="ERROR", log_to_driver=False, **options)
    except Exception as error:  # of many kinds: nothing listens, another version, another token
        print(f"No cluster: {error}", file=sys.stderr)
        raise UserError(Sentence("error.ray_none")) from None


def _address() -> str:
    """RAY_ADDRESS, else the address of the cluster on this machine; it may have ended without notice."""
    from ray._private.services import canonicalize_bootstrap_address  # ray.init would not come back

    address = os.environ.get("RAY_ADDRESS") or canonicalize_bootstrap_address("auto")
    if not address:
        raise ConnectionError("none runs on this machine")
    return str(address)


def _still_connected() -> bool:
    """Whether the cluster that this process was part of is there; if not, it is left."""
    import ray

    try:
        _expect_open(ray.get_runtime_context().gcs_address)
    except OSError:
        ray.shutdown()
        return False
    return True


def _expect_open(address: str) -> None:
    """Raises OSError if nothing listens at HOST:PORT: ray would try for minutes."""
    host, _, port = address.rpartition(":")
    if port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
