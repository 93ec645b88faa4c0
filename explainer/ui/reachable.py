"""Under which address the others in the room reach this app, for a QR code that a phone can open."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from explainer.server.front_door import allowed_hosts

COMMAND = "streamlit run app.py --server.address 0.0.0.0"  # lets other machines in
# in a container, whose own address nobody outside of its machine can reach
CONTAINER = (Path("/.dockerenv"), Path("/run/.containerenv"))
NOWHERE = "192.0.2.1"  # an address for documentation (RFC 5737): only the way to it is looked up


def is_loopback(host: str | None) -> bool:
    """Whether the name or address means, on every device, that device itself."""
    if host is None or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def own_address() -> str | None:
    """This machine's address in its network; None without one. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((NOWHERE, 9))  # of a datagram socket: chooses the way, sends nothing
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if is_loopback(address) else address


def origin_for_the_room(origin: str) -> str | None:
    """The origin that a phone can open, of one that this browser has opened; None where it cannot be known.

    An address that is not the machine's own name for itself is what the network, a proxy or a Space calls the app.
    """
    page = urlsplit(origin)
    if not is_loopback(page.hostname):
        return origin
    listens = st.get_option("server.address")
    if (listens and is_loopback(listens)) or page.port != st.get_option("server.port"):
        return None
    host = None if any(mark.exists() for mark in CONTAINER) else own_address()
    if host is None or (allowed_hosts() and host not in allowed_hosts()):
        return None
    return f"{page.scheme}://{host}:{page.port}"
