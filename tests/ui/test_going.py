"""What a screen of another's is called: its page, and its settings as that page shows them."""

from __future__ import annotations

import re

import pytest

from explainer import strings
from explainer.samples import SAMPLES
from explainer.ui.controls import table as controls
from explainer.ui.controls.choices import Choice, Some
from explainer.ui.going import name_of
from explainer.ui.language import language, say, say_card

# numbers, what is called the same in every language, and what a network's card names
AS_THEY_ARE = (
    *(controls.PICTURES, controls.COMPLETIONS, controls.FAN_STEPS),
    *(controls.SAMPLER, controls.SOLVER, controls.SCHEDULE, controls.NETWORK),
)


@pytest.fixture(params=strings.languages())
def spoken(request, monkeypatch):
    monkeypatch.setattr("explainer.ui.language.browsers_language", lambda: request.param)
    assert language() == request.param


def shows(query):
    return name_of(query)[1]


def test_a_choice_is_called_what_its_page_calls_it(spoken):
    shown = shows("/redraw?network=photos&source=over&from_t=600")
    assert say("redraw.source_over") in shown
    assert re.search(rf"{say('control.source.label')}\W+{say('redraw.source_over')}", shown)
    assert say("restore.fewer", n=16, of=64) in shows("/restore?network=photos&fewer=4")
    mistakes = shows("/break_it?network=photos&mistakes=same_noise&mistakes=none")
    assert "mistakes" not in mistakes, "not one of those that there are"
    assert say("lesson.nothing") in shows("/break_it?network=photos&mistakes=none")
    block = shows("/inside_unet?network=photos&block=mid.0&cut=down.0.0&no_time=true")
    assert "mid." not in block and "down." not in block and say("lesson.on") in block
    (name, sample), *_ = SAMPLES.items()
    assert say_card(sample.title) in shows(f"/add_noise?network=photos&sample={name}")


def test_no_choice_is_told_by_its_name_in_a_link(spoken):
    for control in controls.CONTROLS.values():
        if isinstance(control, Choice | Some) and control not in AS_THEY_ARE:
            names = control.options if isinstance(control, Choice) else control.names
            said = [control.told([name], "photos") for name in names]
            assert len({*said}) == len(names), control.key
            assert all(said) and (language() == "en" or not {*said} & {*names}), control.key


def test_settings_of_a_network_that_is_not_here_stay_as_the_link_has_them():
    shown = shows("/inside_unet?network=nowhere&block=mid.0")
    assert shown.endswith(r"mid\.0")
    assert shows("/generate?network=nowhere&words=cat") == "cat"
