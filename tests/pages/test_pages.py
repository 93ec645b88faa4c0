"""Every page through Streamlit's own test harness: no browser, real networks."""

from __future__ import annotations

import gc
import io
import json
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from explainer.experiments.frame_rate import Pace
from explainer.networks.checkpoints import (
    ModelCard,
    available,
    load_checkpoint,
    read_card,
    save_checkpoint,
)
from explainer.networks.word_unet import WordUNet
from explainer.ui import contents
from explainer.ui.playing import play
from explainer.ui.playing.film_cache import FILMS
from tests.conftest import TINY

ROOT = Path(__file__).resolve().parents[2]
PAGES = [page.name for page in contents.PAGES]
FAST = {
    "network": "digits",
    "steps": "4",
    "steps_a": "2",
    "steps_b": "4",
    "pictures": "1",
    "words": "3",
}


def app(page="start", **parameters) -> AppTest:
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key, value in {**FAST, **parameters}.items():
        at.query_params[key] = value
    if page != "start":
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
    return at.run()


def errors(at):
    return [e.value for e in at.error]


def html(at) -> str:
    """Everything with pictures in it: html, and what the browser's components were given."""
    bodies = [e.proto.body for e in at.get("html")]
    return " ".join([*bodies, *(e.proto.json for e in at.get("bidi_component"))])


def film(at) -> dict:
    """What the film player of a page was given."""
    players = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(p for p in players if "tracks" in p)


def result(at) -> np.ndarray:
    """The finished pictures of Generate."""
    (run,) = at.session_state["_generate"]
    assert run.film.done
    return run.film.result.astype(int)


def jpeg(colour="red", size=(90, 60)):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_with_its_defaults_and_shows_pictures(page):
    at = app(page)
    assert not at.exception
    assert not errors(at)
    assert not at.warning
    assert "data:image/png;base64," in html(at) or at.get("bidi_component")
    assert at.title[0].value


@pytest.mark.parametrize("page", PAGES)
def test_code_shown_is_the_code_that_ran(page):
    shown = [c.value for c in app(page).code]
    source = "\n".join(p.read_text() for p in (ROOT / "explainer").rglob("*.py"))
    shown = [c for c in shown if c.startswith(("def ", "class ", "@"))]
    assert shown and all(c.strip().splitlines()[0] in source for c in shown)


@pytest.mark.parametrize("page", PAGES)
def test_bad_links_get_sentences_and_keep_the_good_settings(page):
    at = app(page, t="99999", seed="abc", w="nan", sampler="euler", zzz="1", sigma="-3")
    assert not at.exception
    sentences = [w.value for w in at.warning]
    for key in ("t", "seed", "w", "sampler", "zzz", "sigma"):
        assert any(f"{key} = " in s or f"“{key}”" in s for s in sentences), key
    assert at.session_state["network"] == "digits"


def test_a_good_link_is_followed_without_a_word():
    at = app("add_noise", t="777", seed="42", schedule="linear")
    assert not at.warning
    assert at.slider(key="t").value == 777
    assert at.session_state["schedule"] == "linear"


def test_settings_survive_a_change_of_page():
    at = app("add_noise", t="300")
    at.slider(key="t").set_value(640).run()
    at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert at.slider(key="t").value == 640


def test_moving_t_changes_the_picture_and_the_numbers():
    at = app("add_noise", t="100")
    at.toggle(key="_walk_too").set_value(True).run()
    before = html(at)
    at.slider(key="t").set_value(900).run()
    assert html(at) != before
    assert any("t = 900" in m.value for m in at.markdown)


def upload(at, data, name="picture.jpg"):
    at.sidebar.get("file_uploader")[0].set_value((name, data, "image/jpeg")).run()
    return at


def test_an_upload_is_used_by_every_page():
    at = upload(app("start"), jpeg())
    assert not errors(at)
    first = html(at)
    for page in PAGES[1:3]:
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert at.session_state["_upload"].pixels[0, 0, 0] > 200
        assert html(at) != first


def test_the_square_can_be_moved_over_an_upload():
    wide = Image.new("RGB", (300, 100), "red")
    wide.paste("blue", (200, 0, 300, 100))
    buffer = io.BytesIO()
    wide.save(buffer, "PNG")
    at = upload(app("start"), buffer.getvalue(), "wide.png")
    middle = html(at)
    at.slider(key="_crop_x").set_value(100).run()
    assert html(at) != middle
    at.switch_page(str(ROOT / "pages" / "remove_noise.py")).run()
    assert at.slider(key="_crop_x").value == 100
    upload(at, jpeg("green"))  # a new picture starts in its middle
    assert at.slider(key="_crop_x").value == 50


def hostile():
    def png(image, **options):
        buffer = io.BytesIO()
        image.save(buffer, "PNG", **options)
        return buffer.getvalue()

    rng = np.random.default_rng(0)
    yield "text", b"I am not a picture", "not a PNG"
    yield "cut", jpeg(size=(400, 400))[:300], "damaged"
    yield "huge", png(Image.new("1", (20_000, 20_000))), "million pixels"
    yield "heavy", rng.bytes(30_000_000), "30 MB"


@pytest.mark.parametrize(
    ("name", "data", "words"), list(hostile()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_bad_upload_gives_a_sentence_and_leaves_the_session_whole(name, data, words):
    at = upload(app("start", seed="9"), jpeg("blue"))
    kept = at.session_state["_upload"]
    upload(at, data, f"{name}.jpg")
    assert not at.exception
    assert any(words in e for e in errors(at))
    assert at.session_state["_upload"] is kept
    assert at.session_state["network"] == "digits"
    upload(at, jpeg("green"))
    assert not errors(at)


@pytest.mark.parametrize("mode", ["RGBA", "CMYK", "L", "I;16", "1x1", "P"])
def test_odd_pictures_are_taken(mode):
    buffer = io.BytesIO()
    if mode == "I;16":
        Image.fromarray(np.full((64, 64), 30_000, np.uint16)).save(buffer, "PNG")
    elif mode == "1x1":
        Image.new("RGB", (1, 1)).save(buffer, "PNG")
    else:
        Image.new(mode, (80, 50)).save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    at = upload(app("start"), buffer.getvalue())
    assert not at.exception
    assert not errors(at)
    assert "_upload" in at.session_state


def test_an_unknown_word_gives_a_sentence_and_nothing_is_lost():
    at = app("generate", words="3")
    at.text_input(key="words").set_value("platypus").run()
    assert not at.exception
    assert any("platypus" in e for e in errors(at))
    assert "data:image/png" in html(at)
    at.text_input(key="words").set_value("0.6*3 + 0.4*8").run()
    assert not errors(at)


def test_switching_the_network_brings_words_that_it_knows():
    at = app("generate", words="3")
    at.selectbox(key="network").set_value("photos").run()
    assert not at.exception
    assert not errors(at)
    assert at.text_input(key="words").value in at.session_state["_words_vocabulary"]


def test_each_page_begins_with_its_network_until_one_is_chosen():
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120).run()

    def network_on(page):
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        return at.selectbox(key="network").value

    assert at.selectbox(key="network").value == "photos"
    assert [network_on(p) for p in ("generate", "remove_noise", "how_many_steps", "networks")] == [
        "sprites",
        "photos",
        "sprites",
        "photos",
    ]
    at.selectbox(key="network").set_value("digits").run()
    assert [network_on(p) for p in ("generate", "remove_noise")] == ["digits", "digits"]
    assert app("generate", network="photos", steps="1").selectbox(key="network").value == "photos"


def test_generate_waits_for_the_button_after_the_first_picture():
    at = app("generate")
    first = result(at)
    at.number_input(key="seed").set_value(123).run()
    assert film(at)["old"]
    assert 'nw-old"' in html(at)  # the strip under it
    assert np.array_equal(result(at), first)
    assert any("settings have changed" in c.value for c in at.caption)
    at.button(key="_generate_go").click().run()
    assert not film(at)["old"]
    assert 'nw-old"' not in html(at)
    assert not np.array_equal(result(at), first)


def test_a_first_visit_shows_what_ships_and_calls_no_network(monkeypatch):
    from explainer.engines.local import LocalEngine

    calls = []
    call = LocalEngine.__call__
    monkeypatch.setattr(LocalEngine, "__call__", lambda *a: calls.append(1) or call(*a))
    for page, steps in (("generate", [50]), ("how_many_steps", [20, 200])):
        at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
        at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        tracks = [t for t in film(at)["tracks"] if t["symbol"] == "xₜ"]
        assert [t["frames"][-1]["step"] for t in tracks] == steps
        assert len(calls) <= 5  # no more than to learn how long a call takes
    at.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert any("computed in advance" in c.value for c in at.caption)
    at.selectbox(key="pictures").set_value("1").run()
    at.slider(key="steps").set_value(2).run()
    at.button(key="_generate_go").click().run()
    assert any("on this server" in c.value for c in at.caption)


def test_a_run_longer_than_its_film_ends_well():
    at = app("generate", seed="901", steps="50", sampler="ddim", pictures="4")
    assert not at.exception
    assert at.session_state["_generate"][0].film.done


def test_what_was_computed_before_shows_at_once():
    at = app("generate", seed="902")
    first = result(at)
    at.number_input(key="seed").set_value(903).run()
    assert film(at)["old"]
    at.button(key="_generate_go").click().run()
    assert not np.array_equal(result(at), first)
    at.number_input(key="seed").set_value(902).run()
    assert not film(at)["old"]
    assert np.array_equal(result(at), first)


def test_one_picture_of_a_grid_can_be_made_again_alone():
    at = app("generate", pictures="4", seed="20", sampler="ddim")
    assert film(at)["labels"] == ["20", "21", "22", "23"]
    at.get("button_group")[0].set_value(22).run()
    assert at.number_input(key="seed").value == 22
    assert at.selectbox(key="pictures").value == "1"
    assert film(at)["pictures"] == 1
    assert not film(at)["old"]  # it ran at once
    alone = app("generate", pictures="1", seed="22", sampler="ddim")
    assert np.array_equal(result(at), result(alone))
    grid = app("generate", pictures="4", seed="20", sampler="ddim")
    # in float32 to the grey level; in bfloat16 the size of a batch shows in the last bits
    assert np.abs(result(at)[0] - result(grid)[2]).mean() < 2


def test_fresh_noise_and_guidance_interval_reach_the_run():
    plain = app("generate", sampler="ddim", seed="31")
    noisy = app("generate", sampler="ddim", seed="31", eta="0.8")
    assert np.abs(result(plain) - result(noisy)).max() > 20
    assert noisy.session_state["_generate"][0].settings.eta == 0.8
    at = AppTest.from_file(str(ROOT / "explainer" / "main.py"), default_timeout=120)
    for key, value in {**FAST, "interval": ["300", "700"]}.items():
        at.query_params[key] = value
    at.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert not at.warning
    settings = at.session_state["_generate"][0].settings
    assert settings.interval == (300, 700)
    assert settings.eta == 0.0  # ddpm has none
    assert at.session_state["_generate"][0].film.calls < 8


def test_every_filter_is_compared_and_the_sentence_names_the_best():
    at = app("remove_noise", t="500")
    shown = html(at)
    for name in ("Gaussian blur", "total variation", "non-local means", "Wiener filter"):
        assert f">{name}<" in shown or f"</b>{name}" in shown or name in shown
    assert any(" filter" in m.value and "dB" in m.value for m in at.markdown)


def test_films_are_freed_when_the_page_is_left():
    at = app("generate", seed="404")
    film_of_the_page = weakref.ref(at.session_state["_generate"][0].film)
    at.switch_page(str(ROOT / "pages" / "add_noise.py")).run()
    assert "_generate" not in at.session_state
    FILMS.clear()
    gc.collect()
    assert film_of_the_page() is None


def test_a_long_run_of_many_pictures_stays_small(monkeypatch):
    """200 steps, 16 pictures of 64×64: under 25 MB in the session, under 150 MB in the process.

    The process is larger here than a server's: the harness keeps every message that a page was sent.
    """
    from explainer.engines.local import LocalEngine
    from explainer.engines.registry import engine_for

    engine_for("photos").warm_up()  # its pace is known from real calls
    monkeypatch.setattr(LocalEngine, "__call__", lambda self, x, k, c=None: torch.zeros_like(x))
    long = {"network": "photos", "words": "cat", "steps": "200", "pictures": "16"}
    for seed in ("0", "1"):
        app("generate", **long, seed=seed)  # what is loaded and reserved once
    FILMS.clear()
    gc.collect()
    process = psutil.Process()
    before = process.memory_info().rss
    at = app("generate", **long, seed="2")
    (run,) = at.session_state["_generate"]
    assert run.film.done
    assert len(run.film.result) == 16
    assert run.film.nbytes < 25e6
    assert process.memory_info().rss - before < 150e6
    FILMS.clear()


def test_the_same_settings_show_the_same_picture_on_every_visit():
    assert html(app("remove_noise", t="400")) == html(app("remove_noise", t="400"))


def test_a_damaged_checkpoint_is_a_sentence(monkeypatch):
    from explainer.core.errors import UserError
    from explainer.networks import checkpoints

    def broken(name, folder):
        raise UserError("digits.safetensors is damaged.")

    checkpoints.load_checkpoint.cache_clear()
    monkeypatch.setattr(checkpoints, "load_from", broken)
    at = app("start")
    checkpoints.load_checkpoint.cache_clear()
    assert not at.exception
    assert any("damaged" in e for e in errors(at))


def test_the_ladder_climbs_to_the_reference(monkeypatch):
    from explainer.experiments import ladder

    at = app("how_many_steps", steps_a="2", steps_b="3", sampler="ddim")
    assert not at.exception
    monkeypatch.setattr(ladder, "LADDER", (1, 2, 5, 10, 20))
    monkeypatch.setattr(ladder, "REFERENCE", 60)
    at.button(key="_ladder_go").click().run()
    assert not at.exception
    sentence = next(m.value for m in at.markdown if "distance falls" in m.value)
    assert "From 1 to 20 steps" in sentence
    assert float(sentence.split("-fold")[0].split()[-1]) > 2
    assert at.get("plotly_chart")
    assert html(at).count(">off by") == 5


def test_one_noise_with_other_words():
    at = app("generate", words="3")
    at.button(key="_others_go").click().run()
    assert not at.exception
    assert not errors(at)
    words = [w for w in "0123456789" if f"</b> {w}</figcaption>" in html(at)]
    assert len(words) == 6
    assert "3" in words


def test_ten_rounds_of_the_blind_test():
    at = app("how_many_steps", steps_a="1", steps_b="2", sampler="ddim")
    at.button(key="_blind_go").click().run()
    for i in range(10):
        assert any(f"Round {i + 1} of 10" in m.value for m in at.markdown)
        at.button(key="_blind_left").click().run()
        assert not at.exception
    left = at.session_state["_blind"].answers
    assert any(f"You found **{sum(left)} of 10**" in m.value for m in at.markdown)
    before = at.session_state["_blind"].round_seed
    at.button(key="_blind_go").click().run()
    assert at.session_state["_blind"].answers == []
    assert at.session_state["_blind"].round_seed != before  # pairs of its own
    at.button(key="_blind_left").click().run()
    at.slider(key="steps_b").set_value(3).run()  # another question: the answers do not count for it
    assert not any("Round" in m.value for m in at.markdown)


@pytest.fixture
def own_network(tmp_path, monkeypatch) -> str:
    """A network of a visitor's own, without words, in a folder of its own."""
    torch.manual_seed(0)
    model = WordUNet(TINY, 0)
    card = ModelCard("mine", "Mine", TINY, "cosine", 1000, "v", (), [], limits="Knows little.")
    training = {"pictures_seen": 3, "minutes": 0.1}
    save_checkpoint(replace(card, training=training), model.state_dict(), tmp_path)
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    return "mine"


@pytest.mark.parametrize("page", PAGES)
def test_a_network_of_ones_own_works_on_every_page(page, own_network):
    at = app(page, network=own_network)
    assert not at.exception
    assert not errors(at)
    assert not at.warning
    assert own_network in at.selectbox(key="network").options
    if page == "generate":
        assert any("knows no words" in c.value for c in at.caption)
        assert at.session_state["_generate"][0].film.calls == 4  # nothing to guide


@pytest.mark.parametrize("network", available())
def test_every_card_is_told_in_full(network):
    at = app("networks", network=network)
    assert not at.exception
    card = read_card(network)
    text = " ".join(m.value for m in at.markdown)
    assert card.title == at.subheader[0].value or card.title in [s.value for s in at.subheader]
    assert len(card.limits) > 40
    assert card.limits in text
    notice = " ".join((ROOT / "NOTICE").read_text().split())
    for source in card.data:
        assert source["name"].split(" 1.")[0].split(" (")[0] in notice, source["name"]
    assert all(f">{word}<" in html(at) for word in card.shown)
    assert all(word in text for word in card.vocabulary if card.prompts)
    assert "denoising" in card.metrics
    assert any(
        "One network call" in str(t.value) or "one network call" in str(t.value) for t in at.table
    )
    classes = card.metrics.get("classes", {})
    assert ("Does it repeat" in text) == ("nearest" in classes)
    assert ("A second one" in text) == ("second_on_real_test" in classes)
    assert ("kinds of pictures that its training left out" in text) == ("unseen" in card.metrics)
    assert ("Where it still errs" in text) == ("loss" in card.metrics)


def test_what_more_steps_bring_is_told_with_its_error(monkeypatch):
    row = {
        "sampler": "ddim",
        "steps": [20, 200],
        "n": 9,
        "kid_more": -0.3649,
        "kid_more_error": 0.086,
    }
    measured = {"rows": [row], "protocol": "of nine pictures"}
    monkeypatch.setitem(load_checkpoint("digits").card.metrics, "paired", measured)
    at = app("networks", network="digits")
    text = " ".join(m.value for m in at.markdown)
    assert (
        "20 steps of ddim instead of 200, from the same 9 noises, change KID by −0.365 ± 0.086"
        in text
    )
    assert "of nine pictures" in [c.value for c in at.caption]


def test_how_it_does_as_a_published_project_samples_is_told(monkeypatch):
    card = load_checkpoint("digits").card
    monkeypatch.setitem(card.metrics, "published", card.metrics["classes"])
    told = [m.value for m in app("networks", network="digits").markdown]
    (sentence,) = [text for text in told if "a published project of this kind" in text]
    assert f"FID is {card.metrics['classes']['distances']['fid']:.2f}"[:-1] in sentence


LESSON = {"hide": "w,upload", "lock": "seed", "w": "3.5", "seed": "42"}


def labels(at):
    widgets = [*at.slider, *at.number_input, *at.selectbox, *at.text_input, *at.toggle]
    return {w.label: w for w in widgets}


def test_a_lesson_link_takes_controls_away_and_freezes_others():
    at = app("generate", **LESSON)
    shown = labels(at)
    assert "Guidance scale w" not in shown and not at.file_uploader
    assert shown["Seed"].disabled and shown["Seed"].value == 42
    assert not shown["Inference steps"].disabled
    assert not at.warning and not errors(at)
    (run,) = at.session_state["_generate"]
    assert run.settings.w == 3.5 and run.settings.seeds == (42,)


def test_a_lesson_cannot_be_widened_from_the_page():
    at = app("generate", **LESSON)
    at.session_state["w"], at.session_state["seed"] = 8.0, 7  # what a forged form would send
    del at.query_params["hide"], at.query_params["lock"]
    at.query_params["w"] = "1"
    at.run()
    (run,) = at.session_state["_generate"]
    assert run.settings.w == 3.5 and run.settings.seeds == (42,)
    assert "Guidance scale w" not in labels(at)
    assert "upload,w" in at.query_params["hide"] and "3.5" in at.query_params["w"]


def test_a_lesson_holds_on_every_page_and_a_hidden_network_stays_the_one_of_the_link():
    at = app("add_noise", hide="network,t", t="250", network="digits")
    assert "Network" not in labels(at)
    at.switch_page(str(ROOT / "pages" / "generate.py")).run()
    assert "Network" not in labels(at)
    assert at.session_state["_generate"][0].settings.network == "digits"


def test_a_link_that_hides_what_no_page_has_says_so():
    at = app("generate", hide="w,nonsense")
    assert any("nonsense" in w.value for w in at.warning)
    assert "Guidance scale w" not in labels(at)


def test_the_lesson_builder_takes_the_settings_from_the_page():
    at = app("generate", w="3.5", steps="4")
    at.switch_page(str(ROOT / "pages" / "share.py")).run()
    at.multiselect[0].set_value(["seed"]).run()
    link = at.code[0].value
    assert "/generate?" in link and "w=3.5" in link and "steps=4" in link and "words=3" in link
    hidden = link.split("hide=")[1].split("&")[0]
    assert "seed" not in hidden and "words" in hidden and "upload" in hidden
    assert not errors(at)


def test_presenting_folds_the_controls_and_offers_the_next_page():
    at = app("generate", present="true")
    assert any(e.label == "Controls" for e in at.expander)
    links = [e.proto.label for e in at.get("page_link")]
    assert "How many steps? →" in links and "← Remove noise" in links


@pytest.mark.parametrize("language", ["de", "zh"])
def test_a_page_speaks_the_language_of_the_link(language):
    at = app("networks", lang=language)
    assert not errors(at)
    assert at.title[0].value not in ("The networks", "")


@pytest.mark.parametrize("page", ["generate", "how_many_steps", "remove_noise"])
def test_a_page_bears_to_wait_for_the_network(page, monkeypatch):
    """Every call is told of before it begins, the first one before there is any picture."""
    from explainer.engines import batching

    told, show, wait_until = [], play._show, batching.wait_until

    def wait(finished, before):
        """As if no call were finished when it is first asked for, however fast it is."""
        first = iter([False])
        wait_until(lambda seconds: next(first, True) and finished(seconds), before)

    def count(runs, paint, rate, *waiting, **between_steps):
        if waiting:
            told.append(sum(run.film.steps for run in runs))
        show(runs, paint, rate, *waiting, **between_steps)

    monkeypatch.setattr(batching, "wait_until", wait)
    monkeypatch.setattr(Pace, "due", lambda self: True)
    monkeypatch.setattr(play, "_show", count)
    FILMS.clear()
    at = app(page, seed="4711", t="300")
    for button in at.button:
        if button.label in {"Generate", "Run both"}:  # elsewhere it runs by itself
            button.click().run()
    assert (list(at.exception), errors(at)) == ([], [])
    assert told[0] == 0
    assert len(set(told)) > 1
