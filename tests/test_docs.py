"""Documents are true: what they link to and name exists, and what is written from the project is up to date."""

from __future__ import annotations

import ast
import re
import runpy
from functools import cache
from pathlib import Path

import pytest

from explainer.training.evaluation.report import gains, table
from tests.documents import DOCUMENTS, README, ROOT, SOURCES, each, prose, text

MAKER = runpy.run_path(str(ROOT / "docs" / "networks.py"), run_name="networks")
# where commands stand besides
RECIPES = [*map(ROOT.joinpath, ("Makefile", "Dockerfile", ".ci/run")), *(ROOT / "deploy").iterdir()]


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


@each([*SOURCES, *(ROOT / "benchmarks").glob("*.py")])
def test_a_test_that_the_code_names_exists(document):
    """Pages show the names of some, and comments lead to others."""
    for name in re.findall(r"\btests/[\w/]+\.\w+", text(document)):
        assert (ROOT / name).is_file(), name


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


def program(file: Path) -> str:
    """What a command consists of: the file and the benchmarks that it takes from, or all of its package."""
    if file.name == "__main__.py":
        return "".join(map(text, file.parent.rglob("*.py")))
    others = re.findall(r"^from benchmarks\.(\w+) import", text(file), re.M)
    return "".join(map(text, [file, *(ROOT / "benchmarks" / f"{name}.py" for name in others)]))


@each(DOCUMENTS)
def test_the_options_of_a_command_are_known_to_it(document):
    for file, rest in commands(document):
        for option in re.findall(r" (--[a-z][a-z-]+)", rest):
            assert f'"{option}"' in program(file), f"{file}{rest}"


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


# --- what is written from the project


def test_the_page_of_the_networks_says_what_the_cards_say():
    said = text(ROOT / "docs" / "networks.md")
    assert said == MAKER["page"](), "write it anew: python docs/networks.py"


def test_the_readme_says_what_the_cards_say():
    for name in MAKER["SHIPPED"]:
        (line,) = re.findall(rf"^\| `{name}` \|.*$", text(README), re.M)
        named = MAKER["row"](MAKER["read_card"](name))[2]
        assert line.endswith(f"| {named} |")


def test_every_network_has_its_contact_sheet():
    for name in MAKER["SHIPPED"]:
        assert (ROOT / "docs" / "sheets" / f"{name}.webp").stat().st_size > 1000


def test_a_table_is_markdown():
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_gain_is_over_the_best_filter_and_not_over_the_network_itself():
    scores = {"noisy": 9.0, "tv": 20.0, "nlm": 21.5, "one_step": 23.0, "iterative": 22.0}
    rows = [{"method": m, "alpha_bar": 0.5, "psnr": p} for m, p in scores.items()]
    assert gains(rows) == {0.5: pytest.approx(1.5)}
