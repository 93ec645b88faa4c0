"""How large the rooms are, and that every door has a plate: sizes, types and docstrings, measured."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APP = [*(ROOT / "explainer").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
PYTHON = [*APP, *(p for d in ("benchmarks", "docs", "tests") for p in (ROOT / d).rglob("*.py"))]
SCRIPTS = [p for d in ("explainer", "tests") for p in (ROOT / d).rglob("*.js")]
Function = ast.FunctionDef | ast.AsyncFunctionDef

# what the class or the protocol documents: calling it, running it, and Python's own methods
BY_THE_CLASS = {"forward"}


def functions(path):
    return [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, Function)]


def length(function):
    """Lines of a function without its docstring."""
    first = function.body[0]
    said = ast.get_docstring(function) is not None
    whole = function.end_lineno - function.lineno + 1
    return whole - (first.end_lineno - first.lineno + 1 if said else 0)


LENGTHS = sorted(
    (length(f), f"{path.relative_to(ROOT)}:{f.name}") for path in APP for f in functions(path)
)


def test_files_are_short():
    lines = {
        str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines())
        for p in [*PYTHON, *SCRIPTS]
    }
    assert not {name: n for name, n in lines.items() if n > 250}


def test_functions_are_short():
    """Those of JavaScript are measured by its own linter."""
    assert LENGTHS[-1][0] <= 40, LENGTHS[-1]
    assert LENGTHS[len(LENGTHS) // 2][0] <= 5
    assert LENGTHS[len(LENGTHS) * 9 // 10][0] <= 15


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda p: p.stem)
def test_pages_are_layout_alone(path):
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 100
    roots = {m.split(".")[0] for m in imported(ast.parse(source))}
    assert roots <= {"streamlit", "explainer", "functools"}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def public(tree):
    """Functions that others may call: of the module, and of its classes."""
    for node in tree.body:
        if isinstance(node, Function):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (n for n in node.body if isinstance(n, Function))


def is_public(function):
    return not function.name.startswith("_") and function.name not in BY_THE_CLASS


def is_typed(function):
    a = function.args
    arguments = [*a.posonlyargs, *a.args, *a.kwonlyargs]
    named = [x for x in arguments if x.arg not in ("self", "cls")]
    return function.returns is not None and all(x.annotation is not None for x in named)


def inherits(path, function):
    """Whether it is a method whose meaning is the base class's or the protocol's."""
    classes = (
        n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ClassDef)
    )
    own = ({m.lineno for m in c.body if isinstance(m, Function)} for c in classes if c.bases)
    return any(function.lineno in lines for lines in own)


@pytest.mark.parametrize("room", sorted({p.parent.relative_to(ROOT).as_posix() for p in APP}))
def test_public_functions_are_typed_and_documented(room):
    untyped, silent = [], []
    for path in (p for p in APP if p.parent == ROOT / room):
        for function in public(ast.parse(path.read_text("utf-8"))):
            name = f"{path.name}:{function.name}"
            if not is_typed(function):
                untyped.append(name)
            if (
                is_public(function)
                and not ast.get_docstring(function)
                and not inherits(path, function)
            ):
                silent.append(name)
    assert (untyped, silent) == ([], [])


@pytest.mark.parametrize("path", APP, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_module_and_class_says_what_it_is_for(path):
    tree = ast.parse(path.read_text("utf-8"))
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    assert ast.get_docstring(tree)
    assert not [c.name for c in classes if not c.name.startswith("_") and not ast.get_docstring(c)]
