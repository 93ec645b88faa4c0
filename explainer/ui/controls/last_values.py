"""What the visitor last set every control to, kept from page to page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_LAST = "_last_values"  # the visitor's last value of every control, from page to page


def remember(key: str, value: Any) -> Any:
    """Keep what a control says now; the value itself."""
    st.session_state.setdefault(_LAST, {})[key] = value
    return value


def last_values() -> Mapping[str, Any]:
    """What every control said when it was last seen, by its key."""
    values: Mapping[str, Any] = st.session_state.get(_LAST, {})
    return values
