"""Every folder's name becomes a word that a prompt gives back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.networks.conditions import parse_condition, parse_prompts
from explainer.strings import languages, table
from explainer.training.folder_words import plain, renamed, shown, word_of, words_of_folders

FOLDERS = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=12)
IN_PROMPTS = st.text("aB7 ,;+*=.:-×、。；，＋苹果Ä\u0308½#'\"(", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("cat", "cat"),
        ("Granny Smith", "granny-smith"),
        ("Apple, red", "apple-red"),
        ("rot, grün", "rot-grün"),
        ("cat+dog", "cat-dog"),
        ("2*3", "2-3"),
        ("2×3", "2-3"),
        ("a;b", "a-b"),
        ("=x", "x"),
        ("=0.5", "0.5"),
        ("0,5", "0-5"),
        ("R&B", "r&b"),
        ("7", "7"),
        (unicodedata.normalize("NFD", "Äpfel"), "äpfel"),
        ("ＡＢＣ", "abc"),
        ("ﬁsh", "fish"),
        ("3月", "3-月"),
        ("红，苹果", "红-苹果"),
        ("🍎", "🍎"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("the", "the"),
        ("++", "word"),
        ("(cat)", "cat"),
        ("<b>`$x$`</b>", "b-x-b"),
        ("a\nb", "a-b"),
        ("\udcff\udcfe", "word"),
    ],
)
def test_names_become_words(name, word):
    assert word_of(name) == word
    assert parse_condition(word, (word,)) == {word: 1}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_word_is_found_however_it_is_typed(form):
    words = words_of_folders([unicodedata.normalize("NFD", "Äpfel"), "Crème brûlée"])
    vocabulary = tuple(words.values())
    for typed in ("äpfel", "ÄPFEL", "crème-brûlée"):
        bag = parse_condition(unicodedata.normalize(form, typed), vocabulary)
        assert bag == {plain(typed): 1}


def test_names_that_would_be_one_word_are_numbered_and_those_that_are_one_are_joined():
    words = words_of_folders(["a;b", "a+b", "Cat", "cat", "++", ";;"])
    assert words == {"++": "word", ";;": "word-2", "Cat": "cat", "a+b": "a-b", "a;b": "a-b-2"} | {
        "cat": "cat"
    }
    said = "\n".join(renamed(words))
    for part in ("“Cat” and “cat” are one word: cat", "“a;b” is asked for as a-b-2", "“;;”"):
        assert part in said
    assert renamed(words_of_folders(["cat", "Dog", "Äpfel"])) == []


def test_a_folder_that_is_called_like_a_word_keeps_it():
    """Whatever else comes before it in the alphabet, and would be written so."""
    words = words_of_folders(["#at", "++", "1;5", "at", "word", "1-5", "at-2", "word-2"])
    assert (
        words | {"at": "at", "word": "word", "1-5": "1-5", "at-2": "at-2", "word-2": "word-2"}
        == words
    )
    assert (words["#at"], words["++"], words["1;5"]) == ("at-3", "word-3", "1-5-2")
    assert list(words) == sorted(words)


def test_small_words_of_the_grammar_in_every_language_may_be_folders():
    names = [word for code in languages() for word in table(code)["prompt.fillers"].split()]
    words = words_of_folders(dict.fromkeys(names))
    assert all(words[name] == name for name in names)


@given(st.lists(FOLDERS | IN_PROMPTS, max_size=5, unique=True))
def test_whatever_folders_are_called_each_can_be_asked_for(names):
    words = words_of_folders(names)
    vocabulary = tuple(words.values())
    assert words.keys() == set(names)
    for word in vocabulary:
        assert parse_prompts(f"{word}; 0.5*{word}", 2, vocabulary) == [{word: 1}, {word: 0.5}]
        word.encode()
    apart = {plain(name) for name in names}
    assert len(set(vocabulary)) == len(apart)


@given(FOLDERS)
def test_what_is_shown_is_one_line_that_can_be_written(name):
    assert shown(name).isprintable()
    shown(name).encode()
