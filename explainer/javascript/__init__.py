"""What visitors' browsers compute, in small modules that know no page; `bundle` makes one text of several.

No build and no package manager: a module begins with lines such as

    import { mix } from "./noising.js";

and in the text that a browser gets, the imported modules stand before it, each once, without their
`import` and `export`. So all of them share one scope: what stands at the outer level of a module needs a
name that no module beside it uses.
"""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{\s*\w+(?:,\s*\w+)*,?\s*\} from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async |)(const|let|function|class)\b)", re.MULTILINE)
_OTHER = re.compile(r"^(import|export)\b.*", re.MULTILINE)
_NAME = re.compile(r"^(?:async |)(?:const|let|function|class) (\w+)", re.MULTILINE)


def bundle(file: Path) -> str:
    """One module out of `file` and all that it imports; only its own default export is left.

    Raises FileNotFoundError for a module that is missing, and ValueError where two modules use one name
    or something is imported or exported in a way that is not known here.
    """
    modules: dict[Path, str] = {}
    _gather(file.resolve(), modules)
    text = "\n".join(modules.values())
    names = _NAME.findall(text)
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{file.name}: more than one module has {', '.join(sorted(twice))}.")
    return text


def _gather(file: Path, modules: dict[Path, str], default: str = "export default") -> None:
    """Put what `file` imports, then `file` itself, behind the modules that are there."""
    if file in modules:
        return
    text = file.read_text(encoding="utf-8")
    for address in _IMPORT.findall(text):
        _gather((file.parent / address).resolve(), modules, default="nothing")
    text = _EXPORT.sub("", _IMPORT.sub("", text))
    if left := [m[0] for m in _OTHER.finditer(text) if not m[0].startswith(default)]:
        raise ValueError(f"{file.name}: {left[0]}")
    modules[file] = text
