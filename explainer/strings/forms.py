"""Singular and plural in sentences: "{n} {n:step|steps}" is "1 step", "2 steps".

A value that is itself a name in braces, "{n}", is to be filled in later, and its forms are left for then.
In the browser, `filled` of device_report.js does the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FORMS = re.compile(r"\{(?P<name>\w+):(?P<one>[^|{}]*)\|(?P<many>[^|{}]*)\}")


def in_number(sentence: str, values: Mapping[str, object]) -> str:
    """The sentence with the form that goes with each value; a form whose value is not there stays."""

    def form(match: re.Match[str]) -> str:
        value = str(values.get(match["name"], "{"))
        if value.startswith("{"):
            return f"{{{match[0]}}}"  # as `format` wants it, to be left as it is
        return match["one" if value == "1" else "many"]

    return _FORMS.sub(form, sentence)
