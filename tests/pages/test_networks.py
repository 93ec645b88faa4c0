"""The networks: every card is told in full, and what was measured with its error."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.engines.registry import engine_for
from explainer.networks.checkpoints import (
    available,
    is_latent,
    load_checkpoint,
    picture_size,
    read_card,
)
from explainer.ui.sections import network_card
from explainer.ui.sections.network_drawing import unet_outline
from explainer.ui.sections.network_figures import figures
from explainer.ui.sections.why_v import why_v
from tests.pages.opening import ROOT, app, html


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
    assert ("denoising" in card.metrics) != is_latent(network)  # pictures are cleaned in pixels
    assert is_latent(network) or any(
        "One network call" in str(t.value) or "one network call" in str(t.value) for t in at.table
    )
    classes = card.metrics.get("classes", {})
    said = " ".join(c.value for c in at.caption)
    assert ("Does it copy" in text) == ("nearest" in classes)
    assert ("A second classifier" in said) == ("second_on_real_test" in classes)
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
    assert "20 steps of ddim instead of 200, from the same 9 noises" in text
    assert "the pictures come nearer to real ones. " in text
    assert ") falls by 0.365 ± 0.086; the lower" in text
    assert "How it was measured: of nine pictures." in [c.value for c in at.caption]


def test_a_distance_is_never_negative_and_the_reason_is_given(monkeypatch):
    metrics = load_checkpoint("digits").card.metrics
    first, second, *_ = metrics["guidance"]["rows"]
    rows = [{**first, "kid": -3.2}, {**second, "kid": 9.8}]
    guidance = {"rows": rows, "protocol": "as it was measured"}
    monkeypatch.setitem(metrics, "guidance", guidance)
    at = app("networks", network="digits")
    cells = [str(table.value) for table in at.table]
    assert any("0.00 ± 3.47" in cell and "9.80 ± 1.22" in cell for cell in cells)
    assert not any("−" in cell.split("KID")[-1] for cell in cells if "KID" in cell)
    (why,) = [c.value for c in at.caption if c.value.endswith("as it was measured.")]
    assert "below 0, which no distance can be" in why


def test_a_difference_within_its_error_is_told_as_none(monkeypatch):
    row = {"sampler": "ddim", "steps": [20, 200], "n": 9, "kid_more": 0.1, "kid_more_error": 0.08}
    measured = {"rows": [row], "protocol": ""}
    monkeypatch.setitem(load_checkpoint("digits").card.metrics, "paired", measured)
    text = " ".join(m.value for m in app("networks", network="digits").markdown)
    assert "no difference that can be told from chance. " in text
    assert ") rises by 0.100 ± 0.080; the lower" in text


def test_what_was_measured_goes_from_plain_to_technical():
    metrics = read_card("digits").metrics
    leads = [figure.lead.split("**")[1] for figure in figures(metrics)]
    plain, technical = "Does it draw what it is asked for?", "Are its pictures like real ones?"
    assert leads[0] == plain and leads[-1] == technical and len(leads) == len({*leads})
    guidance = next(figure for figure in figures(metrics) if "guidance" in figure.lead)
    columns = list(guidance.rows[0])
    assert columns[:2] == ["w", "named as asked"] and columns[-2:] == ["KID", "n"]
    meanings = guidance.notes[0].splitlines()
    assert len(meanings) == len(columns) - 1  # every column but what was varied has a line
    for column, line in zip(columns[1:], meanings, strict=True):
        assert re.match(rf"- \*\*\[?{column}\b", line)


def test_the_same_share_from_other_pictures_says_so():
    metrics = read_card("photos").metrics
    guidance = next(figure for figure in figures(metrics) if "guidance" in figure.lead)
    row = next(row for row in metrics["guidance"]["rows"] if row["w"] == 2)
    shown = next(cells for cells in guidance.rows if cells["w"] == "2")["named as asked"]
    error = (row["named"] * (1 - row["named"]) / row["n"]) ** 0.5
    assert shown == f"{100 * row['named']:.1f} ± {100 * error:.1f} %"
    assert f"counted anew, on {row['n']} pictures" in guidance.notes[-1]
    alone = figures({"guidance": metrics["guidance"]})[0]
    assert "counted anew" not in alone.notes[-1]  # nothing above that it could differ from


@pytest.mark.parametrize(
    ("repeated", "told"), [(0.0, "None of what"), (0.003, "0.3\u00a0% come that close")]
)
def test_a_network_that_repeats_is_told_in_grey_levels(repeated, told):
    metrics = dict(read_card("digits").metrics)
    near = {"drawn": 0.2, "test": 0.4, "repeated": repeated, "protocol": "so"}
    metrics["classes"] = metrics["classes"] | {"nearest": near}
    (text,) = [f.lead for f in figures(metrics) if "Does it copy" in f.lead]
    assert "by 26 of 255 grey levels" in text and "that is 51" in text and told in text


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_why_v_gives_its_shares_and_no_error_grows(schedule):
    made = make_schedule(schedule)
    text = why_v(made)
    for t in (50, 500, 950):
        a, b = made.alpha_bar[t] ** 0.5, (1 - made.alpha_bar[t]) ** 0.5
        assert f"t = {t}" in text and f"{a:.2f}·ε − {b:.2f}·x₀" in text
        assert max(a, b) <= 1  # by which an error of v̂ is multiplied in x̂₀ and in ε̂
    low, high = made.alpha_bar[50], made.alpha_bar[950]
    assert low > 0.9 and high < 0.1  # “mostly noise”, “mostly picture”
    assert f"multiplies its error by {((1 - high) / high) ** 0.5:.0f}." in text
    assert f"the factor is {(low / (1 - low)) ** 0.5:.0f}." in text


def test_the_sidebar_says_with_how_many_threads_once_that_is_known(monkeypatch):
    engine = engine_for("digits")
    found: dict[int, int] = {}
    monkeypatch.setattr(engine, "threads_found", found.get)

    def note(**parameters):
        return " ".join(
            c.value for c in app("networks", network="digits", **parameters).sidebar.caption
        )

    assert "Threads" not in note()
    found[1] = 1
    assert note().count("Threads at work: 1 for one picture.") == 1
    found[8] = 16
    assert "Threads at work: 1 for one picture, 16 for 8." in note()
    assert "Threads bei der Arbeit: 1 für ein Bild, 16 für 8." in note(lang="de")


def test_the_page_opens_with_a_drawing_and_how_the_network_learned():
    at = app("networks", network="digits")
    assert "asked twice: told t = 500 and “3”, then t = 500 alone" in html(at)
    assert "both answers mixed, w = 2" in html(at)
    assert any("The network itself is never told w" in m.value for m in at.markdown)
    assert 'class="nw-machine"' in html(at)
    components = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    (learned,) = [c for c in components if "moments" in c]
    assert learned["words"] == list(read_card("digits").shown)
    assert all(len(m["pictures"]) == len(learned["words"]) for m in learned["moments"])
    counts = [int(re.sub(r"\D", "", m["name"])) for m in learned["moments"]]
    assert counts == sorted(counts)
    (lead,) = [m.value for m in at.markdown if "moments of its training" in m.value]
    assert f"at {len(counts)} moments" in lead
    assert lead.count(learned["moments"][0]["name"].split()[1]) == 1
    assert "twice" not in lead  # the snapshots are not evenly far apart


def test_snapshots_that_end_before_the_network_in_use_are_said_to():
    sprites, digits = read_card("sprites"), read_card("digits")
    seen = f"{sprites.training['pictures_seen']:,}"
    assert f"The network in use went on from there, to {seen} pictures" in network_card.learned(
        sprites
    )
    assert "went on" not in network_card.learned(digits)  # its last snapshot is the network itself


def test_nothing_lies_between_the_pictures_that_a_network_drew():
    """The sheet's grey ground shows nowhere, and every picture does as a whole."""
    size = picture_size(card := read_card("sprites"))
    for drawn, column in zip(
        network_card.samples(card), network_card.sample_columns(card), strict=True
    ):
        shown = drawn.pixels[..., 3] == 255
        assert np.array_equal(drawn.pixels[..., :3], column)
        assert shown.sum() == 4 * size**2 and (column[~shown] == 128).all()


def test_the_outline_of_a_unet_has_its_levels_and_their_skips():
    outline = unet_outline((32, 64, 128), "#123456")
    bars = ElementTree.fromstring(outline)
    kinds = [element.tag.split("}")[1] for element in bars]
    assert kinds.count("rect") == 5
    assert kinds.count("path") == 2
    broad = [float(bar.get("width")) for bar in bars if bar.get("width")]
    assert broad == broad[::-1]
    assert broad[2] == pytest.approx(4 * broad[0], rel=0.02)


def test_only_the_projects_own_networks_are_called_so(tiny_latent, monkeypatch):
    def note(network, **parameters):
        at = app("networks", network=network, **parameters)
        return " ".join(c.value for c in at.sidebar.caption)

    assert "trained by this project; it has looked at" in note("digits")
    assert "trained by this project" not in note(tiny_latent, words="a")
    training = load_checkpoint(tiny_latent).card.training
    monkeypatch.setitem(training, "pictures_seen", 5000)
    assert "added on this server and not part of the project; it has looked at" in note(
        tiny_latent, words="a"
    )
    monkeypatch.setitem(training, "pictures_seen", 0)
    assert "its authors know" in note(tiny_latent, words="a")
    assert " 0 pictures" not in note(tiny_latent, words="a")


def test_how_it_does_as_a_published_project_samples_is_told(monkeypatch):
    card = load_checkpoint("digits").card
    monkeypatch.setitem(card.metrics, "published", card.metrics["classes"])
    read = re.compile(r"\[([^\]]*)\]\([^)]*\)")  # terms are links to their meanings
    told = [read.sub(r"\1", m.value) for m in app("networks", network="digits").markdown]
    (sentence,) = [text for text in told if "a published project of this kind" in text]
    assert f"distance is {card.metrics['classes']['distances']['fid']:.2f}"[:-1] in sentence


def test_a_network_in_latents_says_what_it_works_on_and_whose_codec_it_needs(tiny_latent):
    at = app("networks", network=tiny_latent, words="a")
    assert not at.exception
    facts = " ".join(str(table.value) for table in at.table)
    assert "16×16, RGB" in facts
    assert "latents of 4×4×4: 12 times fewer numbers" in facts  # 16·16·3 / 4·4·4
    assert "tiny-codec, 0.0 M" in facts
    assert "4×4×4 latents; its codec makes them from 16×16 pixels" in " ".join(
        caption.value for caption in at.sidebar.caption
    )
