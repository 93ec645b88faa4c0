"""The README and the map of the code show the code as it is."""

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
    """What the map of the code says under a heading."""
    (found,) = re.findall(rf"^## {title}$(.*?)^## ", text(HOUSE), re.M | re.S)
    return found


def test_the_layers_are_those_that_the_linter_checks():
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if "explainer.main" in c.get("layers", ())]
    drawing = section("The layers").split("```")[1].splitlines()
    lines = [
        next(i for i, line in enumerate(drawing) if re.search(rf"\b{name.split('.')[1]}[/.]", line))
        for layer in layers
        for name in layer.split(" | ")
    ]
    assert lines == sorted(lines)


def imports(path: Path) -> set[tuple[str, str]]:
    """(package, name) of all that a module imports, inside functions and for a type checker, too."""
    nodes = list(ast.walk(ast.parse(text(path))))
    whole = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    parts = [
        (n.module, alias.name)
        for n in nodes
        if isinstance(n, ast.ImportFrom) and n.module
        for alias in n.names
    ]
    every = [*((name, "") for name in whole), *parts]
    return {(module.split(".")[0], name) for module, name in every}


def all_folders() -> set[str]:
    """Every folder of the package, and every module beside them."""
    modules = {
        path.relative_to(ROOT) for path in SOURCES if path.is_relative_to(ROOT / "explainer")
    }
    return {"/".join(m.parts[:2]) + ("/" if len(m.parts) > 2 else "") for m in modules}


def who_imports_what() -> dict[str, dict[str, str]]:
    """What the map says: {folder: {package: yes, – or the one type}}."""
    table = section("Who may import what").splitlines()
    lines = [line.strip("|").split("|") for line in table if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    answers = {folders: dict(zip(head[1:], cells, strict=True)) for folders, *cells in rows}
    return {f: a for folders, a in answers.items() for f in re.findall(r"`(.*?)`", folders)}


def test_the_map_says_who_may_import_what():
    for folder, answers in who_imports_what().items():
        files = [p for p in SOURCES if p.relative_to(ROOT).as_posix().startswith(folder)]
        assert files, folder
        found = {pair for path in files for pair in imports(path)}
        for package, answer in answers.items():
            names = {name for root, name in found if root == package}
            assert bool(names) == (answer != "–"), f"{folder} {package}"
            if answer.startswith("the type "):
                assert names == {answer.removeprefix("the type ")}, f"{folder} {package}"


def test_the_map_says_it_of_every_folder():
    every = {folder for folder in all_folders() if not folder.endswith("__init__.py")}
    assert {*every, "pages/", "app.py"} == who_imports_what().keys()
