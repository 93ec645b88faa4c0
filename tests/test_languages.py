"""Every language says all that English says, fills in the same values, and is really translated."""

import re
import unicodedata
from collections import Counter
from string import Formatter

import pytest

from explainer import strings
from explainer.strings import marks

ENGLISH = strings.table("en")
OTHERS = [code for code in strings.languages() if code != "en"]

# the same words in both languages: names, symbols, units, and what German has borrowed
SAME = {
    "de": {
        *("app.comma", "app.section_start"),
        "add_noise.axis_log_snr",
        "app.title",
        "canvas.pause",
        "control.sampler.label",
        "control.seed.label",
        "control.toward.label",
        *("film.pause", "film.scrub"),
        "how_many_steps.seconds",
        *("latent_space.fact_unet", "latent_space.part_unet"),
        "mix_and_travel.place",
        "networks.kid",
        "networks.rgb",
        "networks.w_varied",
        "start.menu",
        "start.title",
        *("teach.link", "lesson.setting", "worksheet.name", "worksheet.paper_a4"),
    },
    "zh": {
        *("break_it.quoted", "app.decimal", "app.thousands", "app.title"),
        "networks.kid",
        "networks.rgb",
        "networks.w_varied",
        "start.title",
        "run.words",
        # on a picture, whose letters are ASCII
        "takeaway.sheet_rows",
        "takeaway.sheet_title",
    },
}
# the same for terms of the glossary
NAMES = {"ddim", "ddpm", "dpmpp", "kid", "psnr", "sdedit", "ssim", "unet", "v", "x0", "xt"}
SAME_TERMS = {
    "de": {
        *("decoder", "encoder", "eps", "eta", "guidance", "heun", "latent", "sampler", "seed"),
        *("sigma", "wavelet", "gradient", "update", "x0_hat", *NAMES),
    },
    "zh": {"x0_hat", *NAMES},
}
SYMBOLS = re.compile("x̂₀|x₀|xₜ|ε̂|ε|v̂|ᾱ|η|σ|√|w'")


def placeholders(sentence):
    """What the code fills in, with its format, as often as it stands there; forms are each language's own."""
    parsed = [parts[1:] for parts in Formatter().parse(sentence) if parts[1] is not None]
    return Counter(parts for parts in parsed if "|" not in parts[1])


def different(measure):
    """[(language, key)] of the sentences where `measure` gives something else than in English."""
    return [
        (code, key)
        for code in OTHERS
        for key, sentence in strings.table(code).items()
        if key in ENGLISH and measure(sentence) != measure(ENGLISH[key])
    ]


def is_mark(character):
    """Whether Markdown counts it as punctuation."""
    return unicodedata.category(character)[0] in "PS"


def broken_bold(sentence):
    """The ** that Markdown shows as stars.

    A mark of punctuation just inside needs a space or another mark outside; without spaces between
    words, as in Chinese, that goes wrong unnoticed.
    """
    plain = re.sub(r"\{[^}]*\}", "0", sentence)
    wrong = []
    for i, stars in enumerate(re.finditer(r"\*\*", plain)):
        before, after = plain[: stars.start()][-1:], plain[stars.end() :][:1]
        inside, outside = (before, after) if i % 2 else (after, before)
        loose = not outside or outside.isspace() or is_mark(outside)
        if not inside or inside.isspace() or (is_mark(inside) and not loose):
            wrong.append(plain[max(0, stars.start() - 9) : stars.end() + 9])
    return wrong


def test_german_and_chinese_are_there():
    assert {"de", "zh"} <= set(OTHERS)
    assert set(OTHERS) == SAME.keys(), "a new language needs its list, empty perhaps"


@pytest.mark.parametrize("code", OTHERS)
def test_the_same_keys(code):
    table = strings.table(code)
    assert sorted(ENGLISH.keys() - table.keys()) == [], "missing"
    assert sorted(table.keys() - ENGLISH.keys()) == [], "unknown to English"


def test_the_same_values_are_filled_in():
    assert not different(placeholders)


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_untranslated(code):
    table = strings.table(code)
    terms = {f"glossary.word.{name}.term" for name in SAME_TERMS[code]}
    assert {key for key in table if table[key] == ENGLISH[key]} == SAME[code] | terms
    assert all(table.values())


def test_paragraphs_and_emphasis_are_those_of_english():
    assert not different(lambda sentence: sentence.count("\n\n"))
    assert not different(lambda sentence: sentence.count("\n"))
    assert not different(lambda sentence: (sentence.count("**"), sentence.count("*")))


def test_symbols_are_those_of_english():
    assert not different(lambda sentence: set(SYMBOLS.findall(sentence)))


def test_marks_are_those_of_english():
    assert not different(lambda sentence: sorted(marks.entries(sentence)))


@pytest.mark.parametrize("code", strings.languages())
def test_every_mark_names_an_entry_of_the_glossary(code):
    table = strings.table(code)
    named = {(key, name) for key, text in table.items() for name in marks.entries(text)}
    assert not {(k, name) for k, name in named if f"glossary.word.{name}.meaning" not in table}
    assert not [key for key, text in table.items() if re.search(r"\[\[|\]\]", marks.unmarked(text))]


@pytest.mark.parametrize("code", strings.languages())
def test_a_meaning_is_one_sentence_without_marks(code):
    meanings = [text for key, text in strings.table(code).items() if key.endswith(".meaning")]
    assert len(meanings) > 30
    for meaning in meanings:
        assert len(re.findall(r"[.。?？](?=\s|$)|。", meaning)) == 1, meaning
        assert not marks.entries(meaning)


# a run, its steps, and a call have no other names; only into noise one may walk
OTHER_NAMES = {
    "en": r"\b[Ww]alk(s|ed|ing)?\b|\b(one|single|small|many|each) looks?\b|\blooks? by\b",
    "de": r"\bBlicke?\b|\b(der|den|dem|alle|jeder|jedem|beide) Wege?\b",
    "zh": r"看一次|看一眼|看 ?0 ?次|行走",
}


@pytest.mark.parametrize("code", strings.languages())
def test_runs_steps_and_calls_have_one_name_each(code):
    """A language of its own choice of words adds its own line above."""
    table = strings.table(code).items()
    said = {k: re.sub(r"\{[^}]*\}", "0", marks.unmarked(t)) for k, t in table}
    found = {k: re.findall(OTHER_NAMES.get(code, "$^"), text) for k, text in said.items()}
    assert not {k for k, names in found.items() if names and not k.startswith("add_noise.")}


@pytest.mark.parametrize("code", strings.languages())
def test_bold_is_shown_bold(code):
    assert not [text for s in strings.table(code).values() for text in broken_bold(s)]


def test_broken_bold_is_noticed():
    assert broken_bold("**为什么？**许多图片")
    assert not broken_bold("**为什么？** 许多图片，**一张**图片")


@pytest.mark.parametrize("code", strings.languages())
def test_sentences_stay_calm(code):
    said = {key: text.replace("Pop!_OS", "") for key, text in strings.table(code).items()}
    assert not [key for key, text in said.items() if set(text) & set("!！¡")]


def test_every_language_has_a_name_of_its_own():
    names = strings.languages()
    assert len(set(names.values())) == len(names)
    assert (names["en"], names["de"], names["zh"]) == ("English", "Deutsch", "简体中文")
    assert next(iter(names)) == "en"


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-ch", "de"),
        ("en-GB", "en"),
        ("zh-CN", "zh"),
        ("zh-Hans-SG", "zh"),
        # readers of traditional characters get the simplified ones, not English
        ("zh-TW", "zh"),
        ("zh-Hant-HK", "zh"),
        ("fr", "en"),
        ("fr-CA", "en"),
        ("den", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_nearest_language(locale, code):
    assert strings.nearest_language(locale) == code


@pytest.mark.parametrize("code", strings.languages())
def test_what_is_counted_stands_beside_its_forms(code):
    for key, sentence in strings.table(code).items():
        parsed = [parts for parts in Formatter().parse(sentence) if parts[1] is not None]
        forms = [(name, form) for _, name, form, _ in parsed if "|" in form]
        assert {name for name, _ in forms} <= {name for _, name, form, _ in parsed if not form}, key
        assert all(form.count("|") == 1 and all(form.split("|")) for _, form in forms), key


def test_one_step_is_a_step():
    told = strings.say("run.here", n=1, calls=2, seconds="1.0")
    assert told.startswith("1 step, 2 network calls")
    assert strings.say("how_many_steps.side", "de", n="1") == "1 Schritt"
    assert strings.say("how_many_steps.side", "de", n=21) == "21 Schritte"
    later = strings.say("how_many_steps.cost", calls="{calls}")
    assert strings.filled(later, {"calls": 1}) == "1 network call"
    assert strings.filled(later, {"calls": 40}) == "40 network calls"


@pytest.mark.parametrize("code", strings.languages())
def test_no_line_ends_between_a_number_and_its_percent_sign(code):
    said = [strings.say(key, code) for key in strings.table(code)]
    assert any("}\u00a0%" in text for text in said)
    assert not [text for text in said if re.search(r"[\d}] %", text)]
    told = strings.say("remove_noise.error_more", code, percent=9)
    assert "9\u00a0%" in told and "9 %" not in told


def test_a_sentence_is_said_in_the_language_asked_for():
    assert strings.say("remove_noise.iterative", "de", n=50) == "50 Schritte"
    assert strings.say("remove_noise.iterative", "zh", n=50) == "50 步"
    assert strings.say("remove_noise.iterative", n=50) == "50 steps"
