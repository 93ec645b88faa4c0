"""A number in a sentence is filled in by the code, or stands in this list with the reason why it may stand there."""

from __future__ import annotations

import re

import pytest

from explainer import strings
from explainer.experiments.pair import KINDS

# parts of names
NAMES = re.compile(
    r"arXiv:[\d.]+|\b(19|20)\d\d\b|MP4|dpmpp_2m|ViT-L/14|LAION-5B|log-SNR, ln\(.*\)|√\(1−ᾱ\)|\(1−ᾱ\)|10⁹|1/|\[\[\w+\|"
)
ENDS = "the ends of a scale: what it is there, it is by definition"
EXAMPLE = "an example of what can be typed or tried"
PROTOCOL = "how it was measured or drawn, once for all, by the training's commands"
FORMULA = "a formula, or what is true in it whatever is shown"
MAY_STAND = {
    "add_noise.look": FORMULA,
    "add_noise.walk_note": "what noise is drawn with; what was drawn is measured under the pictures",
    "add_noise.walk_none": ENDS,
    "add_noise.log_snr": FORMULA,
    "add_noise.axis_log_snr": FORMULA,
    "canvas.histogram": ENDS,
    "remove_noise.marked": ENDS,
    "probe.screen": ENDS,
    "probe.why_rounding": "the ends of a scale, and how large the network's numbers are",
    "probe.why_put_back": ENDS,
    "redraw.zero": ENDS,
    "redraw.idle": ENDS,
    "redraw.symbols": FORMULA,
    "share.not_redrawn": ENDS,
    "added_noise.symbols": FORMULA,
    **{
        f"bridge.{dare}": EXAMPLE
        for dare in (
            *("add_noise.dare", "remove_noise.dare", "generate.dare_one", "added_noise.dare"),
            *("latent_space.dare", "inside_unet.dare", "networks.unmeasured"),
            *("two_dimensions.dare", "redraw.dare_own", "spectral_lens.dare"),
            "why_soft.dare",
        )
    },
    **{
        f"tour_mathematics.{s}.says": FORMULA for s in ("scaling", "one_jump", "orders", "guidance")
    },
    "bridge.networks.answer": FORMULA,
    "bridge.start.answer": "from how many dB on two pictures are called the same, everywhere",
    "control.w.help": FORMULA,
    "control.interval.help": FORMULA,
    "control.eta.help": ENDS,
    "control.words.help": EXAMPLE,
    "control.push.help": "the ends of a scale, in deviations: beyond three lies one value in 370",
    "control.mix.help": ENDS,
    "error.number": EXAMPLE,
    "error.timestep": ENDS,
    "error.steps": ENDS,
    "error.times": ENDS,
    "error.pictures": ENDS,
    "error.eta": ENDS,
    "error.guidance": ENDS,
    "error.seeds": ENDS,
    "error.weight_alone": EXAMPLE,
    "generate.again": "what the button sets Pictures to",
    "generate.look": FORMULA,
    "generate.formula_note": FORMULA,
    "how_many_steps.tones": "how many levels there are",
    "how_many_steps.tones_grey": "how many levels there are",
    "guidance.at_0": ENDS,
    "guidance.at_1": ENDS,
    "guidance.look": ENDS,
    "guidance.not_above_1": ENDS,
    **{
        f"guidance.{key}": "what guidance is compared with: w = 1, where it does nothing"
        for key in (
            *("strip_louder", "strip_paler", "strip_same", "interval_lead"),
            *("many_lead", "many_fewer", "many_as_varied", "many_unguided"),
        )
    },
    "break_it.last_noise_what": "a line of code",
    "break_it.worse_brightness": "how many levels there are",
    "break_it.symbols": FORMULA,
    "two_in_one.look_anagram": EXAMPLE,
    "bridge.mix_and_travel.dare": EXAMPLE,
    **{f"mix_and_travel.{key}": ENDS for key in ("odd", "halfway", "symbols")},
    "control.blur.help": "what σ is counted in, whatever the network",
    "bridge.guidance.look": "what guidance is compared with: w = 1, where it does nothing",
    "bridge.guidance.answer": "what guidance is compared with: w = 1, where it does nothing",
    "bridge.guidance.dare": EXAMPLE,
    "control.rate.help": EXAMPLE,
    "bridge.how_it_learns.dare": EXAMPLE,
    "how_many_steps.ladder_lead": "the lowest rung of any ladder",
    "how_many_steps.ladder_one": "the lowest rung of any ladder",
    "how_many_steps.measured": "the ends of a scale, and how many grey levels there are",
    **{f"inside_unet.{key}": ENDS for key in ("maps_note", "attention_lead", "time_waves")},
    "latent_space.turn_none": ENDS,
    "latent_space.noise_none": ENDS,
    "two_dimensions.said_clean": ENDS,
    "two_dimensions.look": ENDS,
    "method.iterative": PROTOCOL,
    "networks.samples": PROTOCOL,
    "networks.denoising": "what the measures are, by definition",
    "networks.drawing": ENDS,
    **{
        f"networks.{key}": "what a distance is, by definition"
        for key in ("kid_meaning", "kid_below")
    },
    "networks.published": PROTOCOL,
    "networks.nearest": "how many grey levels there are",
    "generate.seed_shares": ENDS,
    "picture.deep": "what deeper channels are read as",
    "remove_noise.plot_y": "sharpness is measured in the original's",
    "remove_noise.measures_note": ENDS,
    **{f"restore.{key}": "how many grey levels there are" for key in ("agrees", "contradicts")},
    "control.times.help": ENDS,
    "fill_in.symbols": FORMULA,
    **{f"spectral_lens.{key}": ENDS for key in ("look_clean", "added", "added_more")},
    **{f"spectral_lens.{key}": ENDS for key in ("added_wrong", "added_unseen")},
    "look.least_noise": ENDS,
    "bridge.spectral_lens.dared": ENDS,
    "spectral_lens.symbols": FORMULA,
    "steps_deeper.fork_w0": ENDS,
    "why_soft.symbols": FORMULA,
    "why_soft.plot_alt": "which means are compared, whatever the picture",
    "bridge.denoising_game.dare": EXAMPLE,
    "denoising_game.no_way": EXAMPLE,
    **{f"denoising_game.{key}": ENDS for key in ("look", "symbols")},
    "control.jumps.help": EXAMPLE,
    **{f"worksheet.{key}": ENDS for key in ("pixel_do", "pushed_ask", "pushed_key")},
    "worksheet.shares_do": FORMULA,
    "worksheet.clean_sharpness": "sharpness is measured in the original's",
    "worksheet.lengths_key": "how many grey levels there are",
    "worksheet.paper_a4": "the name of a size of paper",
    "start.film_picture": ENDS,
    "start.honest": ENDS,
}


def numbers(sentence):
    """The numbers in a sentence that nobody filled in."""
    return re.findall(r"\d[\d.,]*", NAMES.sub("", re.sub(r"\{[^}]*\}", "", sentence)))


@pytest.mark.parametrize("code", strings.languages())
def test_no_number_stands_in_a_sentence_without_a_reason(code):
    """Cards say what their recipes say, the glossary what words mean; what a network's words are called are no sentences."""
    said = {key: numbers(text) for key, text in strings.table(code).items()}
    found = {
        k: n
        for k, n in said.items()
        if n and not k.startswith(("card.", "glossary.word.", "word."))
    }
    assert not {key: n for key, n in found.items() if key not in MAY_STAND}


def test_no_reason_is_given_for_nothing():
    table = strings.table("en")
    assert not [key for key in MAY_STAND if not numbers(table[key])]


def test_pictures_are_called_the_same_from_one_closeness_on():
    kind, least, _ = KINDS[0]
    assert kind == "twins"
    for code in strings.languages():
        assert f"{least:g} dB" in strings.table(code)["bridge.start.answer"]


def test_numbers_are_noticed():
    assert numbers("At t = 1000 {n} of 3.5 are left (arXiv:2006.11239, Ho 2020)") == ["1000", "3.5"]


def test_languages_have_the_same_numbers():
    """Whatever their marks, and whatever a language says in words."""
    english = strings.table("en")
    for code in strings.languages():
        for key, text in strings.table(code).items():
            wanted = {re.sub(r"\D", "", n) for n in numbers(english[key])}
            assert {re.sub(r"\D", "", n) for n in numbers(text)} <= wanted | {"0", "1"}, (code, key)
