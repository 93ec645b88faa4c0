"""The names of words in every language, and the nearest known word."""

import pytest

from explainer import strings
from explainer.networks.checkpoints import available, read_card
from explainer.networks.conditions import canonical, in_language, read_prompts
from explainer.networks.kinds import kinds_of, nearest
from explainer.networks.names import known_as, meanings, name_of

FEW = [name for name in available() if len(read_card(name).vocabulary) <= 60]
PHOTOS = read_card("photos").vocabulary


@pytest.mark.parametrize("network", FEW)
@pytest.mark.parametrize("language", [code for code in strings.languages() if code != "en"])
def test_every_word_of_a_small_vocabulary_has_a_name_that_leads_back_to_it(network, language):
    vocabulary = read_card(network).vocabulary
    named = {word: name_of(word, language) for word in vocabulary}
    if network != "digits":
        assert not [word for word in vocabulary if named[word] == word]
    assert {word: known_as(named[word].lower(), vocabulary) for word in vocabulary} == {
        word: (word,) for word in vocabulary
    }


def test_the_first_english_name_of_a_word_is_the_word_itself():
    known = {word for name in available() for word in read_card(name).vocabulary}
    for key, names in strings.table("en").items():
        if key.startswith("word."):
            assert set(names.split(", ")[0].split()) <= known, key


def test_a_word_of_the_network_is_itself_whatever_it_means_elsewhere():
    assert known_as("boot", ("boat", "boot")) == ("boot",)  # a boat, to Germans
    assert known_as("boot", ("boat",)) == ("boat",)


def test_a_name_may_stand_for_a_word_of_each_network():
    assert known_as("flugzeug", PHOTOS) == ("aeroplane",)
    assert known_as("flugzeug", read_card("emoji-latent").vocabulary) == ("airplane",)
    assert known_as("katzengesicht", ("cat", "face")) == ("cat", "face")


def test_prompts_are_named_word_by_word_with_their_weights():
    assert name_of("0.3 rose + 0.2 tulip; cat", "de") == "0.3 Rose + 0.2 Tulpe; Katze"
    assert name_of("red heart", "de") == "rotes Herz"
    assert name_of("qwert rose", "de") == "qwert Rose"
    assert name_of("rose", "en") == "rose"


@pytest.mark.parametrize("language", strings.languages())
@pytest.mark.parametrize("network", available())
def test_what_a_field_shows_is_read_as_what_it_stands_for(network, language):
    card = read_card(network)
    favourites = [card.first_prompt, *card.draws_well, *card.prompts]
    mixed = [f"0.5 {one}" for one in card.vocabulary[:2]]
    if len(mixed) == 2 and not mixed[0].endswith(tuple("0123456789")):
        favourites.append(" + ".join(mixed))
    for words in filter(None, favourites):
        shown = in_language(words, card.vocabulary, language)
        read = canonical(read_prompts(shown, card.vocabulary), card.vocabulary)
        assert read == canonical(read_prompts(words, card.vocabulary), card.vocabulary)


def test_a_field_shows_names_and_decimal_marks_of_the_language():
    assert in_language("0.5 rose + 0.5 butterfly", PHOTOS, "de") == "0,5 Rose + 0,5 Schmetterling"
    assert in_language("butterfly; piano", PHOTOS, "zh") == "蝴蝶; 钢琴"
    assert in_language("0.5 rose + 0.5 butterfly", PHOTOS, "en") == "0.5 rose + 0.5 butterfly"


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("zebra", "leopard"),
        ("斑马", "leopard"),
        ("lion", "cat"),
        ("bus", "car"),
        ("moped", "motorbike"),
        ("guitar", "piano"),
        ("pumpkin", "melon"),
        ("bears", "cat"),  # an animal, not a misspelt pear
        ("tulpi", "tulip"),
        ("katz", "cat"),
        ("guitarr", "piano"),
    ],
)
def test_the_nearest_word(word, near):
    assert nearest(word, PHOTOS)[0] == near


def test_where_nothing_is_near_nothing_is_said():
    assert nearest("xqzwv", PHOTOS) == []
    assert nearest("zebra", read_card("digits").vocabulary) == []


def test_the_name_of_a_kind_is_near_to_all_of_it():
    assert nearest("zebra", read_card("sprites").vocabulary) == ["animal"]
    assert nearest("sandwich", read_card("sprites").vocabulary) == ["food"]


@pytest.mark.parametrize("network", ["photos", "fashion", "sprites"])
def test_every_noun_of_a_network_is_listed(network):
    assert all(map(kinds_of, read_card(network).vocabulary))


def test_every_word_stands_once_in_a_kind():
    from explainer.networks import kinds

    lines = [line for line in kinds._FILE.read_text("utf-8").splitlines() if line[0] != "#"]
    names = [line.split(":")[0] for line in lines]
    assert len(names) == len(set(names))
    for line in lines:
        words = line.split(":")[1].split()
        assert len(words) == len(set(words)), line


def test_no_filler_is_a_name():
    fillers = {
        w for code in strings.languages() for w in strings.table(code)["prompt.fillers"].split()
    }
    assert not fillers & meanings().keys()
