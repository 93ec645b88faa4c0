"""Hostile links and settings: each is followed as far as it is possible, or answered with a sentence."""

from __future__ import annotations

import itertools
import math
import random
from urllib.parse import quote

import gradio as gr
import pytest
from streamlit.testing.v1 import AppTest

from explainer.core.errors import UserError
from explainer.experiments.frame_rate import FrameRate
from explainer.streamlit_names import Part
from explainer.tabs import endpoints, functions
from explainer.ui import contents
from explainer.ui.controls import lesson
from explainer.ui.controls.choices import Choice, Switch
from explainer.ui.controls.link import ignored, lesson_of, parse
from explainer.ui.controls.numbers import Number, Range, Slider
from explainer.ui.controls.table import CONTROLS
from explainer.ui.controls.words import Words
from tests.browser.visitor import open_page
from tests.live import ROOT
from tests.security import corpus
from tests.security.conftest import API, is_sentence

TEACHERS = (lesson.HIDE, lesson.LOCK)


def links():
    """Every parameter with every text; repeated; under names that no page has; all at once."""
    for key, text in itertools.product((*CONTROLS, *TEACHERS), corpus.TEXTS):
        yield {key: [text]}
    for key, text in itertools.product(CONTROLS, ("7", "a", "9" * 5_000)):
        yield {key: [text, text]}
        yield {key: [text] * 50}
    for key in corpus.KEYS:
        yield {key: ["1"], "t": ["1"]}
    for names in ("t," * 2_000, ",,,", "t;w", "upload", "hide", "t,\0,w", "T", " t , w "):
        yield {"hide": [names], "lock": [names, names], "w": ["nan"], "t": ["9"]}
    roll = corpus.dice("links")
    for _ in range(60):
        keys = roll.sample([*CONTROLS, *TEACHERS, *corpus.KEYS], 12)
        yield {key: roll.choices(corpus.TEXTS, k=roll.randint(1, 3)) for key in keys}


def possible(key, value):
    """Whether a control may really hold this."""
    control, sound = CONTROLS[key], False
    match control:
        case Slider():
            sound = type(value) is type(control.step) and control.low <= value <= control.high
        case Number():
            sound = type(value) is int and control.low <= value <= control.high
        case Range():
            sound = len(value) == 2 and control.low <= value[0] <= value[1] <= control.high
        case Choice():
            sound = value in control.options
        case Switch():
            sound = type(value) is bool
        case Words():
            sound = isinstance(value, str) and len(value) <= control.max_chars
    return sound


def test_every_link_is_followed_or_told_about():
    count = 0
    for link in links():
        count += 1
        what = str(link)[:120]
        told, held = ignored(link), lesson_of(link)
        assert told.keys() <= link.keys(), what
        assert all(len(sentence) < 300 and sentence.endswith(".") for sentence in told.values())
        for key in link.keys() & CONTROLS.keys() - told.keys():
            assert possible(key, parse(key, link[key])), what
        assert all(possible(key, value) for key, value in held.values.items()), what
        assert held.held <= CONTROLS.keys() | {lesson.UPLOAD}, what
        assert held.link.keys() <= CONTROLS.keys() | set(TEACHERS), what
    assert count >= 600


PAGES = [page.name for page in contents.PAGES[1:]]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_bears_many_bad_parameters_at_once(page):
    """Each run takes another third of the texts, over all controls."""
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    texts = iter(corpus.TEXTS[PAGES.index(page) * 13 :] + corpus.TEXTS)
    for key in CONTROLS:
        text = next(t for t in texts if t and len(t) < 3_000 and t.isprintable())
        at.query_params[key] = text
    at.query_params.update({"network": "digits", "steps": "2", "steps_a": "2", "steps_b": "2"})
    at.query_params["hide"] = "t;w,<b>"
    at.query_params["<b>zzz"] = "1"
    at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert not at.exception
    assert all(is_sentence(error.value) for error in at.error)
    sentences = [warning.value for warning in at.warning]
    assert len(sentences) >= 10
    assert at.title[0].value


@pytest.mark.parametrize("text", ["inf", "1e999", "9" * 5_000], ids=["inf", "1e999", "digits"])
def test_no_number_is_too_large_for_a_page(text):
    """What a link says is read twice: by the project, and again by Streamlit for its widgets."""
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key in ("seed", "t", "interval", "w"):
        at.query_params[key] = text
    at.query_params["network"] = "digits"
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert not at.exception
    assert len(at.warning) == 4
    assert at.number_input[0].value == CONTROLS["seed"].default()


# --- through the Gradio endpoints

INPUTS = {
    "add_noise": (None, 5, 7),
    "remove_noise": (None, 5, 2, "ddim", 7),
    "generate": ("red", 2.0, 2, "ddim", 7, 1),
    "compare_steps": ("red", 2.0, "ddim", 7, 1, 2),
}


def calls(network):
    """(endpoint, inputs) with something hostile in one place, then in several."""
    strange = (*corpus.NUMBERS, *[text for text in corpus.TEXTS if len(text) < 6_000])
    for name, good in INPUTS.items():
        first = (network, *good) if name in ("generate", "compare_steps") else (*good, network)
        roll = corpus.dice(f"calls {name}")
        for place, _ in enumerate(first):
            for bad in roll.sample(strange, 12):
                yield name, (*first[:place], bad, *first[place + 1 :])
        for _ in range(10):
            yield name, tuple(roll.choice((good, roll.choice(strange))) for good in first)


def test_every_endpoint_answers_with_pictures_or_a_sentence(tiny, monkeypatch):
    monkeypatch.setattr(FrameRate, "due", lambda self: True)  # the first step shows, and is enough
    monkeypatch.setattr(functions, "_read", lambda file: bytes(str(file), "utf-8", "replace"))
    count, refused = 0, 0
    for name, inputs in calls(tiny):
        count += 1
        what = f"{name} {str(inputs)[:100]}"
        try:
            moments = getattr(endpoints, name)(*inputs)
            assert isinstance(next(moments)[-1], str), what
            moments.close()
        except gr.Error as error:
            refused += 1
            assert is_sentence(error.message), (what, error.message)
            assert not error.print_exception, what
    assert count >= 200
    assert refused > count // 2


def test_numbers_are_numbers_or_refused():
    for sent in (*corpus.NUMBERS, *corpus.TEXTS):
        try:
            assert math.isfinite(functions.number(sent))
        except UserError as error:
            assert is_sentence(str(error))


# --- over the wire


def bodies():
    """What may be posted to an endpoint instead of what it takes."""
    deep = b"[" * 20_000 + b"]" * 20_000
    yield from (b"", b"x", b"\xff\xfe", b"{", b"[]", b"null", b'"x"', b"1", b"NaN", deep)
    yield from (b'{"data":' + deep + b"}", b'{"data":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001)
    good = '[null,5,7,"digits"]'
    for data in (
        "null",
        "5",
        '"x"',
        "{}",
        "[]",
        "[1]",
        good[:-1] + ",1,2,3]",
        '[null,5,7,["digits"]]',
    ):
        yield f'{{"data":{data},"session_hash":"zz1","fn_index":1}}'.encode()
    for number in ("NaN", "Infinity", "-Infinity", "1e999", "9" * 5_000, '"\\ud800"', "1e-999"):
        yield f'{{"data":[null,{number},7,"digits"],"session_hash":"zz2"}}'.encode()
    for index in ("-1", "999", "1.5", '"x"', "null", "[]", "9" * 30, "true"):
        yield f'{{"data":{good},"session_hash":"zz3","fn_index":{index}}}'.encode()
    for session in ("5", "[]", "{}", '"\\ud800"', '"../../x"', f'"{"a" * 5_000}"', '""', '"a b"'):
        yield f'{{"data":{good},"session_hash":{session},"fn_index":1}}'.encode()
    for more in (
        '"trigger_id":99999',
        '"event_data":{"a":[1]}',
        '"event_id":"x"',
        '"batched":true',
        '"simple_format":"x"',
        '"request":{"headers":{}}',
        '"component_id":99999,"fn_name":"__init__"',
        '"__proto__":{"a":1}',
    ):
        yield f'{{"data":{good},"session_hash":"zz4",{more}}}'.encode()
    for path in ("/etc/passwd", "http://127.0.0.1:9/", "\\u0000", "../../requirements.txt"):
        yield f'{{"data":[{{"path":"{path}"}},5,7,"digits"]}}'.encode()


ADDRESSES = (
    "call/add_noise",
    "call/nothing",
    "call/v2/add_noise",
    "queue/join",
    "run/add_noise",
    "run/predict",
    "api/add_noise",
    "cancel",
    "reset",
)


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_that_is_posted_breaks_an_endpoint(server, address):
    for body in bodies():
        answer = server.post(f"{API}/{address}", body)
        assert answer.status in (200, 400, 404, 422, 503), (answer.status, body[:120], answer.text)
        assert "Traceback" not in answer.text
    ended, _ = server.call("add_noise", None, 500, 7, "digits")
    assert ended == "complete"


@pytest.mark.slow
def test_networks_are_called_through_the_queue_only(server):
    """Or else whoever asks past it takes the network from all who wait."""
    good = {"data": [None, 500, 7, "digits"]}
    for address in ("run/add_noise", "api/add_noise"):
        assert server.post(f"{API}/{address}", good).status == 404


@pytest.mark.slow
def test_hostile_settings_through_the_api(server):
    roll: random.Random = corpus.dice("api")
    texts = roll.sample([t for t in corpus.TEXTS if "\ud800" not in t and len(t) < 6_000], 20)
    for text in texts:
        for place in range(4):
            inputs = [None, 5, 7, "digits"]
            inputs[place] = text
            ended, told = server.call("add_noise", *inputs)
            assert ended in ("complete", "error")
            if ended == "error":
                said = told["error"]  # some are Gradio's own, which end without a full stop
                assert is_sentence(said.replace(text or " ", "")[:400] + "."), (text, told)


@pytest.mark.slow
def test_a_lone_half_of_a_character_poisons_nothing(server):
    """Gradio keeps the name of each session; such a one would end every later failing run without a word."""
    for address in ("call/add_noise", "queue/join"):
        body = b'{"data":[null,5,7,"digits"],"fn_index":1,"session_hash":"\\ud800"}'
        assert server.post(f"{API}/{address}", body).status == 422
    assert server.call("add_noise", None, 5, 7, "nothing")[0] == "error"
    assert server.call("add_noise", None, 5, 7, "digits")[0] == "complete"


@pytest.mark.slow
def test_who_asks_for_a_run_that_there_is_not_is_told(server):
    for path in ("call/add_noise/nothing", "queue/data?session_hash=nothing", "call/v2/x/y"):
        answer = server.ask(f"{API}/{path}")
        assert "Traceback" not in answer.text
        assert answer.text


# --- in the browser


@pytest.mark.browser
@pytest.mark.slow
def test_what_a_link_says_is_shown_as_it_stands(page, server):
    """No picture from elsewhere, no link to elsewhere, no markup; the fixture refuses foreign requests."""
    evil = "![x](//evil.example/x)[go](//evil.example)"
    markup = "<img src=x onerror=alert(1)>"
    for value in (evil, f"`{evil}", markup):
        query = "&".join(
            f"{key}={quote(value, safe='')}" for key in ("t", "hide", "sampler", "words")
        )
        for path in (f"/generate?{query}&{quote(value, safe='')}=1&network=digits",):
            open_page(page, server.url + path)
            main = page.get_by_test_id(Part.MAIN)
            assert main.get_by_test_id(Part.ALERT).count() >= 2
            assert page.locator('[href*="evil.example"], [src*="evil.example"]').count() == 0
            assert main.get_by_test_id(Part.ALERT).locator("img, a").count() == 0
