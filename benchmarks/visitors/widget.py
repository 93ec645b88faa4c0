"""The controls of a page, as Streamlit's protocol names them and what a browser sends for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

# the end of a widget's id is the key that its page gave it
WIDGET_ID = re.compile(r"\$\$ID-[0-9a-f]+-(.+)")


@dataclass(frozen=True)
class Widget:
    """A control on the page: its id, its kind, and its name in the address if it has one."""

    id: str
    kind: str
    parameter: str


def state_of(widget: Widget, value: Any) -> WidgetState:
    """What a browser sends for a control. A button's value is that it was pressed."""
    state = WidgetState(id=widget.id)
    match widget.kind:
        case "button":
            state.trigger_value = True
        case "slider":
            state.double_array_value.data.extend(value if isinstance(value, tuple) else [value])
        case "number_input":
            state.int_value = value
        case "selectbox" | "text_input":
            state.string_value = value
        case "checkbox":
            state.bool_value = value
        case "file_uploader":
            state.file_uploader_state_value.uploaded_file_info.append(value)
        case _:
            raise ValueError(f"no visitor knows how to use a {widget.kind}")
    return state
