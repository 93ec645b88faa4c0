"""Documents are true: what they link to and name exists, and what is written from the project is up to date."""

from __future__ import annotations

import ast
import re
import runpy
import tomllib
from functools import cache
from pathlib import Path

import pytest

from explainer.training.evaluation.report import gains, table

ROOT = Path(__file__).resolve().parents[1]
MAKER = runpy.run_path(str(ROOT / "docs" / "networks.py"), run_name="networks")
README, HOUSE = ROOT / "README.md", ROOT / "docs" / "house.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("*.md"))]
WRITTEN = [path for path in DOCUMENTS if path.name != "networks.md"]  # by hand
# where commands stand besides
RECIPES = [*map(ROOT.joinpath, ("Makefile", "Dockerfile", ".ci/run")), *(ROOT / "deploy").iterdir()]
SOURCES = [*(ROOT / "explainer").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]


def each(files: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", files, ids=lambda path: path.name)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(document: Path) -> str:
    """A document without its blocks of code and the lines that a Space reads."""
    return re.sub(r"^(```|---$).*?^(```|---$)", "", text(document), flags=re.M | re.S)


# --- links


def links(document: Path) -> list[tuple[str, str]]:
    """Label and target of every link that leads into the project."""
    found = re.findall(r"\[([^\[\]]*)\]\(([^()\s]+)\)", prose(document))
    return [(label, target) for label, target in found if not target.startswith("http")]


def place(document: Path, target: str) -> tuple[Path, str]:
    """The file and the anchor in it."""
    path, _, anchor = target.partition("#")
    return (document.parent / path).resolve() if path else document, anchor


def anchors(document: Path) -> set[str]:
    """What GitHub calls the headings of a document."""
    headings = re.findall(r"^#+ (.*)$", prose(document), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def names(body: list[ast.stmt]) -> set[str]:
    """The functions, classes and constants that a module or a class defines."""
    made = [node for node in body if hasattr(node, "name")]
    assigned = [node for node in body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    targets = [t for n in assigned for t in getattr(n, "targets", [getattr(n, "target", None)])]
    return {node.name for node in made} | {t.id for t in targets if isinstance(t, ast.Name)}


@cache
def defined(path: Path) -> set[str]:
    """What a module defines, and what its classes have, as CLASS.NAME."""
    if path.suffix == ".js":
        return set(re.findall(r"\b(?:function\*?|const|let|class) (\w+)", text(path)))
    body = ast.parse(text(path)).body
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    return names(body) | {f"{c.name}.{name}" for c in classes for name in names(c.body)}


@each(DOCUMENTS)
def test_what_a_document_links_to_exists(document):
    for label, target in links(document):
        path, anchor = place(document, target)
        assert path.exists(), f"{label}: {target}"
        assert not anchor or anchor in anchors(path), f"{label}: {target}"


@each(DOCUMENTS)
def test_a_name_that_a_document_links_to_is_defined_there(document):
    for label, target in links(document):
        path, _ = place(document, target)
        for name in re.findall(r"`([^`]+)`", label):
            if path.suffix in (".py", ".js") and not path.as_posix().endswith(f"/{name}"):
                assert name.removesuffix("()") in defined(path), f"{name} is not in {target}"


def test_a_name_that_is_gone_is_noticed():
    schedule = ROOT / "explainer" / "core" / "schedule.py"
    assert {"cosine", "NoiseSchedule.add_noise"} <= defined(schedule)
    assert "v_loss" not in defined(schedule)


# --- files, commands, settings


OURS = ("explainer", "pages", "tests", "docs", "benchmarks", "deploy", "checkpoints")


@each(DOCUMENTS)
def test_a_file_that_a_document_names_exists(document):
    for name in re.findall(rf"`((?:{'|'.join(OURS)})/[\w./-]*|\w+\.py)`", prose(document)):
        pattern = re.sub(r"\b[A-Z]+\b", "*", name)  # NAME and LANG stand for any
        anywhere = [pattern, *(f"{folder}/**/{pattern}" for folder in OURS)]
        assert any(any(ROOT.glob(p)) for p in anywhere), name


def commands(document: Path) -> list[tuple[Path, str]]:
    """The file that each Python command runs, and the rest of its line."""
    found = []
    for module, rest in re.findall(r"-m (explainer[\w.]*)([^`\n]*)", text(document)):
        path = ROOT.joinpath(*module.split("."))
        found.append((path / "__main__.py" if path.is_dir() else path.with_suffix(".py"), rest))
    for script, rest in re.findall(r"\bpython\S* ([\w/]+\.py)([^`\n]*)", text(document)):
        found.append((ROOT / script, rest))
    return found


@each([*DOCUMENTS, *RECIPES, *SOURCES, *(ROOT / "benchmarks").glob("*.py")])
def test_a_command_runs_what_exists(document):
    for file, rest in commands(document):
        assert file.is_file(), f"{file}{rest}"
        assert file.name == "__main__.py" or '__name__ == "__main__"' in text(file), file


@each(DOCUMENTS)
def test_the_options_of_a_command_are_known_to_it(document):
    for file, rest in commands(document):
        for option in re.findall(r" (--[a-z][a-z-]+)", rest):
            assert f'"{option}"' in text(file), f"{file}{rest}"


@each(DOCUMENTS)
def test_what_make_is_told_to_make_is_in_its_file(document):
    told = re.findall(r"(?:^|`)make ([a-z-]+)", text(document), re.M)
    assert set(told) <= set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.M))


def test_every_setting_is_documented_and_read():
    code = [node for path in SOURCES for node in ast.walk(ast.parse(text(path)))]
    words = [str(node.value) for node in code if isinstance(node, ast.Constant)]
    read = {word for word in words if re.fullmatch(r"EXPLAINER_[A-Z_]+", word)}
    described = re.findall(r"^\| `(EXPLAINER_\w+)` \|", text(ROOT / "docs" / "hosting.md"), re.M)
    assert set(described) == read
    named = re.findall(r"EXPLAINER_[A-Z_]+", "".join(map(text, [*DOCUMENTS, *RECIPES])))
    assert set(named) <= read


# --- what the documents promise of themselves


def test_the_readme_is_short():
    assert len(text(README).splitlines()) <= 150


@each(WRITTEN)
def test_lines_fit_a_window(document):
    def may_be_long(line: str) -> bool:
        return line.startswith("|") or "](" in line or "$$" in line

    lines = prose(document).splitlines()
    assert not [line for line in lines if len(line) > 120 and not may_be_long(line)]


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
    floors = [p.relative_to(ROOT).as_posix() for p in (ROOT / "explainer").iterdir()]
    assert {f"{f}/" for f in floors if (ROOT / f / "__init__.py").exists()} <= rooms.keys()


# --- what is written from the project


def test_the_page_of_the_networks_says_what_the_cards_say():
    said = text(ROOT / "docs" / "networks.md")
    assert said == MAKER["page"](), "write it anew: python docs/networks.py"


def test_the_readme_says_what_the_cards_say():
    for name in MAKER["RECIPES"]:
        (line,) = re.findall(rf"^\| `{name}` \|.*$", text(README), re.M)
        named = MAKER["row"](MAKER["read_card"](name))[2]
        assert line.endswith(f"| {named} |")


def test_every_network_has_its_contact_sheet():
    for name in MAKER["RECIPES"]:
        assert (ROOT / "docs" / "sheets" / f"{name}.webp").stat().st_size > 1000


def test_a_table_is_markdown():
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_gain_is_over_the_best_filter_and_not_over_the_network_itself():
    scores = {"noisy": 9.0, "tv": 20.0, "nlm": 21.5, "one_step": 23.0, "iterative": 22.0}
    rows = [{"method": m, "alpha_bar": 0.5, "psnr": p} for m, p in scores.items()]
    assert gains(rows) == {0.5: pytest.approx(1.5)}
