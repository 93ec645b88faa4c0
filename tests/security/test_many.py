"""A few of the generated files and parameters; `python -m tests.security.many 10000` knocks with many."""

from __future__ import annotations

from tests.security.many import GROWTH_MB, Doors, knocks

COUNT = 240


def test_generated_files_and_parameters_give_pictures_or_sentences():
    doors = Doors()
    *_, grown = knocks(doors, COUNT)
    assert grown < GROWTH_MB
    for way in ("page_file", "page_link", "tab_file", "tab_inputs"):
        assert doors.seen[f"{way}: done"], way
        assert doors.seen[f"{way}: refused in a sentence"], way
