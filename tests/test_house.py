"""Rules of the house that no linter knows."""

import re
from pathlib import Path
from string import Formatter

from explainer import strings
from explainer.ui.contents import PAGES

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [*(ROOT / "explainer").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
ENGLISH = strings.table("en")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
LITERAL = set(re.findall(r"""["']([a-z_]+\.[a-z0-9_.]+)["']""", CODE))
PAGE_NAMES = "|".join(page.name for page in PAGES)
PAGE_FIELDS = {"page", "page.name", "self.name"}  # how the code calls one of these


def shape(key):
    """What say(f"control.{self.key}.label") may ask for, or a table of such keys, as a pattern."""
    pattern = ""
    for text, name, *_ in Formatter().parse(key):
        filled = PAGE_NAMES if name in PAGE_FIELDS else "[a-z0-9_]+"
        pattern += re.escape(text) + (f"(?:{filled})" if name else "")
    return pattern


SHAPES = [
    shape(k)
    for pattern in (
        r"""(?:say|explained|with_marks)\(\s*f["']([^"']+)["']""",
        r"""\bf["']([a-z_]+\.\{\w+\})["']""",
    )
    for k in re.findall(pattern, CODE)
]


def test_every_sentence_that_is_asked_for_exists():
    asked = set(
        re.findall(r"""(?<!self\.)\b(?:say|explained|with_marks)\(\s*["']([^"']+)["']""", CODE)
    )
    assert asked <= ENGLISH.keys()


def test_every_sentence_is_used():
    """Those of cards are found by their text: test_cards.py."""
    named = {k for k in ENGLISH.keys() - LITERAL if not k.startswith("card.")}
    assert not {k for k in named if not any(re.fullmatch(shape, k) for shape in SHAPES)}


def test_what_marks_explain_is_shown():
    """`say` leaves marks out: a sentence that has some is asked for by what makes links of them."""
    asking = r"""\b(?:explained|with_marks|meanings)\(\s*f?["']([^"']+)["']"""
    shapes = [shape(key) for key in re.findall(asking, CODE)]
    marked = {key for key, text in ENGLISH.items() if "[[" in text}
    assert not {key for key in marked if not any(re.fullmatch(s, key) for s in shapes)}


def test_sentences_stay_calm():
    assert not [key for key, text in ENGLISH.items() if "!" in text.replace("Pop!_OS", "")]


def test_no_module_of_ours_is_imported_by_a_string():
    """The import linter would not see it, and arrows could point anywhere."""
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        if "import_module(" in source or "__import__(" in source:
            assert not re.search(r"""["']explainer\.""", source), path.name


def test_requirements_are_exact():
    for path in ROOT.glob("requirements*.txt"):
        for line in path.read_text().splitlines():
            assert not line or line.startswith(("#", "-r ")) or "==" in line, line
