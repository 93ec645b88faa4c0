"""The README and the map of the house show the house as it is."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from explainer import strings
from explainer.ui.contents import PAGES
from tests.documents import HOUSE, README, ROOT, SOURCES, WRITTEN, each, prose, text


def test_the_readme_is_short():
    assert len(text(README).splitlines()) <= 150


@each(WRITTEN)
def test_lines_fit_a_window(document):
    def may_be_long(line: str) -> bool:
        return line.startswith("|") or "](" in line or "$$" in line

    lines = prose(document).splitlines()
    assert not [line for line in lines if len(line) > 120 and not may_be_long(line)]


def test_the_readme_lists_the_pages_in_their_order():
    listed = re.findall(r"^\| \*\*(.*?)\*\* \|", text(README), re.M)
    assert listed == [
        strings.say(f"{page.name}.{'title' if i else 'menu'}", strings.ENGLISH)
        for i, page in enumerate(PAGES)
    ]


def section(title: str) -> str:
    """What the map of the house says under a heading."""
    (found,) = re.findall(rf"^## {title}$(.*?)^## ", text(HOUSE), re.M | re.S)
    return found


def test_the_floors_are_those_that_the_linter_holds():
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if "explainer.main" in c.get("layers", ())]
    drawing = section("The floors").split("```")[1].splitlines()
    lines = [
        next(i for i, line in enumerate(drawing) if re.search(rf"\b{name.split('.')[1]}[/.]", line))
        for layer in layers
        for name in layer.split(" | ")
    ]
    assert lines == sorted(lines)


def imports(path: Path) -> set[str]:
    """The packages that a module imports, also late; what only a type checker reads counts, too."""
    nodes = list(ast.walk(ast.parse(text(path))))
    whole = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    parts = [n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module]
    return {name.split(".")[0] for name in [*whole, *parts]}


def all_rooms() -> set[str]:
    """Every folder of the package, and every module beside them."""
    modules = {
        path.relative_to(ROOT) for path in SOURCES if path.is_relative_to(ROOT / "explainer")
    }
    return {"/".join(m.parts[:2]) + ("/" if len(m.parts) > 2 else "") for m in modules}


def test_the_house_says_who_may_import_what():
    table = section("Who may import what").splitlines()
    lines = [line.strip("|").split("|") for line in table if "|" in line]
    head, _, *cells = [[cell.strip(" `") for cell in line] for line in lines]
    packages, rooms = head[1:], {room: answers for room, *answers in cells}
    for room, answers in rooms.items():
        files = [p for p in SOURCES if p.relative_to(ROOT).as_posix().startswith(room)]
        assert files, room
        found = {package for path in files for package in imports(path)}
        may = {p for p, answer in zip(packages, answers, strict=True) if answer != "–"}
        assert found & set(packages) == may, room
    assert {room for room in all_rooms() if not room.endswith("__init__.py")} <= rooms.keys()
