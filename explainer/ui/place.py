"""Where a visitor's browser found the app: its host, and the path under which it is served there."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from explainer.ui.contents import PAGES
from explainer.ui.reachable import is_loopback


def origin() -> str:
    """Without any path: https://host."""
    page = urlsplit(st.context.url or "http://localhost:8501")
    return f"{page.scheme}://{page.netloc}"


def base() -> str:
    """What stands before the address of every page: "", or "/noisewalk" with server.baseUrlPath or behind a proxy."""
    if told := str(st.get_option("server.baseUrlPath") or "").strip("/"):
        return f"/{told}"
    parts = [part for part in urlsplit(st.context.url or "").path.split("/") if part]
    if parts and parts[-1] in {page.address for page in PAGES}:
        parts.pop()
    return "".join(f"/{part}" for part in parts)


def cameras_allowed() -> bool:
    """Whether browsers lend a camera to a page with this address: over https, or to the machine itself.

    W3C Secure Contexts, section 3.1.
    """
    page = urlsplit(st.context.url or "http://localhost:8501")
    return page.scheme == "https" or is_loopback(page.hostname)


def home() -> str:
    """The address of the first page, without a slash at its end."""
    return origin() + base()
