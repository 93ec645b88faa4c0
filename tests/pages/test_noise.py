"""Add noise and Remove noise: numbers and pictures follow the controls."""

from __future__ import annotations

import re

import pytest

from explainer.core.schedule import SCHEDULES, make_schedule
from explainer.ui.language import say
from explainer.ui.sections.noising import mixture
from tests.pages.opening import app, errors, film, html


def test_moving_t_changes_the_picture_and_the_numbers():
    at = app("add_noise", t="100")
    at.toggle(key="_walk_too").set_value(True).run()
    before = html(at)
    at.slider(key="t").set_value(900).run()
    assert html(at) != before
    assert any("t = 900" in m.value for m in at.markdown)


def test_every_filter_is_compared_and_the_sentence_names_the_best():
    at = app("remove_noise", t="500")
    shown = html(at)
    for name in ("Gaussian blur", "total variation", "non-local means", "Wiener filter"):
        assert f">{name}<" in shown or f"</b>{name}" in shown or name in shown
    assert any(" filter" in m.value and "dB" in m.value for m in at.markdown)


def folded(at, label):
    """The one folded section with this title."""
    (section,) = [e for e in at.expander if e.label == label]
    return section


def curious(at):
    """The one section for the curious."""
    return folded(at, "For the curious")


def test_add_noise_folds_what_a_first_visit_does_not_need():
    at = app("add_noise", t="300")
    assert len(curious(at).get("plotly_chart")) == 2 == len(at.get("plotly_chart"))


@pytest.mark.parametrize("t", ["1", "500", "1000"])
def test_where_blur_is_nearly_as_good_is_read_off_the_pictures_on_the_page(t):
    at = app("remove_noise", t=t)
    assert not errors(at) and not at.exception
    (said,) = [m.value for m in at.markdown if "come nearest to it?" in m.value]
    said = said.replace("\u00a0", " ")
    told = r"t = (\d+)[^{}]*?leaves (the same|[\d.]+ %% (?:more|less)|[\d.]+ times the) error"
    claims = {int(a): share(b) for a, b in re.findall(told.replace("%%", "%"), said)}
    assert len(claims) == 2
    _, blurs, calls = (
        [float(v) for v in re.findall(r">closeness(?:</a>)? ([\d.]+) dB", row)]
        for row in rows_of_levels(at)
    )
    shown = dict(zip((100, 250, 500, 750, 900), zip(blurs, calls, strict=True), strict=True))
    for at_t, ratio in claims.items():
        if at_t in shown:
            blur, call = shown[at_t]
            assert 10 ** ((call - blur) / 10) == pytest.approx(ratio, rel=0.04)
    nearest, farthest = claims.values()
    assert nearest <= farthest
    assert ("even wins" in said) == (nearest < 1)
    assert ("in closeness they hardly differ" in said) == (1 <= nearest <= 1.25)
    at_t = next(iter(claims))
    assert at_t not in shown or ("Neither is good at t" in said) == (shown[at_t][1] < 15)


def share(words):
    """How many times the error: "9 % more" is 1.09, "2.5 times the" 2.5, "the same" 1."""
    if words == "the same":
        return 1.0
    value = float(words.split()[0])
    return value if "times" in words else 1 + (value if "more" in words else -value) / 100


@pytest.mark.parametrize(("t", "told"), [("900", True), ("300", False)])
def test_leftover_noise_gets_no_prize_for_sharpness(t, told):
    at = app("remove_noise", t=t, network="photos", steps="2", sigma="1.5")
    said = " ".join(m.value for m in at.markdown)
    assert ("“your blur” is nearest to the original's" in said) == told
    blur = html(at).split("your blur, σ = 1.5")[1].split("</figcaption>")[0]
    assert 'nw-best">sharpness' not in blur or not told


def test_both_numbers_of_the_mixture_squared_are_all_of_it_at_every_t():
    for name in SCHEDULES:
        for alpha_bar in make_schedule(name).alpha_bar.tolist():
            told = {key: float(text) for key, text in mixture(alpha_bar).items()}
            assert told["kept"] + told["covered"] == 100
            assert abs(100 * told["signal"] ** 2 - told["kept"]) <= 0.6
            assert abs(100 * told["noise"] ** 2 - told["covered"]) <= 0.6


@pytest.mark.parametrize("t", ["50", "500", "900"])
def test_what_is_best_is_marked_by_one_rule_in_the_row_and_in_the_table(t):
    at = app("remove_noise", t=t, network="photos", steps="3")
    (row,) = [e.proto.body for e in at.get("html") if "nw-row nw-six" in e.proto.body]
    table = curious(at).markdown[0].value
    marked = re.findall(r'nw-best">(?:<a[^>]*>)?(closeness|sharpness)[^\d]*([\d.]+)', row)
    lines = [line.split("|") for line in table.splitlines()[2:]]
    bold = [(k, line[i].strip("* ")) for line in lines for k, i in COLUMNS if "**" in line[i]]
    assert {k for k, _ in bold} == {"closeness", "sharpness"}
    assert set(marked) <= set(bold)
    shown = re.findall(r"nw-numbers[^>]*>(?:<a[^>]*>)?(closeness|sharpness)[^\d]*([\d.]+)", row)
    assert set(bold) & set(shown) == set(
        marked
    )  # whatever of the best is in the row is marked there
    (rule,) = [m.value for m in at.caption if "Of all that was tried" in m.value]
    best = [next(line[1] for line in lines if "**" in line[i]) for _, i in COLUMNS]
    for method in best:
        assert re.sub(r"\[|\]\(.*?\)", "", method).strip() in rule.replace(
            "best blur", "Gaussian blur"
        )


@pytest.mark.parametrize(("t", "sample"), [("50", "tulip"), ("500", "tulip"), ("500", "daisies")])
def test_what_is_underlined_is_what_the_text_says_is_underlined(t, sample):
    at = app("remove_noise", t=t, network="photos", steps="3", sample=sample)
    (row,) = [e.proto.body for e in at.get("html") if "nw-row nw-six" in e.proto.body]
    marked = set(re.findall(r'nw-best">(?:<a[^>]*>)?(closeness|sharpness)', row))
    told = {
        "both": {"closeness", "sharpness"},
        **{"closeness": {"closeness"}, "sharpness": {"sharpness"}, "none": set()},
    }
    said = " ".join(m.value for m in at.caption)
    curious_ = say("look.curious")
    claims = [k for k in told if say(f"remove_noise.underlined_{k}", curious=curious_) in said]
    assert [told[k] for k in claims] == [marked]


@pytest.mark.parametrize("t", ["300", "900"])
def test_a_difference_is_that_of_the_numbers_shown(t):
    at = app("remove_noise", t=t, network="photos", steps="3")
    said = " ".join(m.value for m in at.markdown)
    rows = {e.proto.body for e in at.get("html") if "nw-row nw-" in e.proto.body}
    (methods,) = [r for r in rows if "nw-methods" in r and "closeness" in r]
    numbers = re.findall(r"nw-numbers[^>]*>(?:<a[^>]*>)?closeness(?:</a>)? ([\d.]+) dB", methods)
    *filters, call, walk = map(float, numbers)
    gain, loss = (float(v) for v in re.findall(r"([\d.]+) (?:\[dB\]\([^)]*\)|dB)", said)[:2])
    assert (gain, loss) == (
        pytest.approx(abs(call - max(filters))),
        pytest.approx(abs(call - walk)),
    )


COLUMNS = (("closeness", 2), ("sharpness", 4))


def test_only_the_original_is_called_x0():
    at = app("remove_noise", t="500")
    figures = re.findall(r"<figcaption><b>(.*?)</b> (.*?)<", html(at))
    assert {name for symbol, name in figures if symbol == "x₀"} == {"original"}
    estimates = {name for symbol, name in figures if symbol == "x̂₀"}
    assert {"one network call", "4 steps"} <= estimates


def rows_of_levels(at):
    """The noisy pictures, the blurs and the calls, as HTML."""
    rows = [e.proto.body for e in at.get("html") if "nw-row nw-five" in e.proto.body]
    assert len(rows) == 3
    return rows


def test_remove_noise_folds_what_explains_the_comparison_further():
    at = app("remove_noise", t="500")
    titles = [f"**{say(f'remove_noise.{name}')}**" for name in ("differences", "film", "levels")]
    rows = ("nw-methods", "nw-film", "nw-five")
    for title, kind in zip(titles, rows, strict=True):
        bodies = [e.proto.body for e in folded(at, title).get("html")]
        everywhere = [e.proto.body for e in at.get("html") if f"nw-row {kind}" in e.proto.body]
        assert bodies == everywhere != []
    assert film(at)["tracks"] and folded(at, titles[1]).get("bidi_component")
    shown = [e.label for e in at.main.children.values() if e.type == "expander"]
    assert shown[:4] == [*titles, "For the curious"]


def test_remove_noise_speaks_of_closeness_and_folds_ssim():
    at = app("remove_noise", t="500")
    shown = " ".join(e.proto.body for e in at.get("html"))
    assert ">closeness (PSNR)</a> " in shown and "SSIM" not in shown
    table = curious(at).markdown[0].value
    assert "SSIM" in table and table.count("\n") == 9  # a head, a rule, eight methods
    assert not [m for m in at.markdown if "SSIM" in m.value and m.value != table]
    widths = re.findall(r"σ = ([\d.∞]+)", shown)
    assert widths[0] == "1.5" and re.fullmatch(r"\d+\.\d\d|∞", widths[-1])
    assert not [c.value for c in at.caption if "G_σ" in c.value]
    assert any("a mixture of both, the noise and the picture" in c.value for c in at.caption)


@pytest.mark.parametrize("t", ["500", "1000"])
def test_what_is_as_close_is_not_said_to_be_closer_by_nothing(t):
    at = app("remove_noise", t=t, steps="1")  # a run of one step is the single call
    said = " ".join(m.value for m in at.markdown)
    assert "Iterating comes just as close" in said
    assert not re.search(r"\b0\.0 (\[dB\]|dB)", said)
