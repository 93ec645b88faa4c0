"""The fields and buttons that several tabs have, and how a button runs its endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import gradio as gr

from explainer.core.errors import UserError
from explainer.core.samplers import SAMPLERS
from explainer.experiments.settings import FIRST_VISIT, FOR_GENERATING
from explainer.networks.checkpoints import Kind, available, read_card
from explainer.networks.conditions import MAX_TEXT
from explainer.samples import SAMPLES
from explainer.strings import Sentence
from explainer.tabs.language import translated
from explainer.tabs.made import as_file, as_files
from explainer.tabs.uploads import unopened

C = TypeVar("C", bound=gr.components.Component)

AT_ONCE = 16  # runs that share the network; the others wait and see their place


def favourite(network: str) -> str:
    """What a network is first asked for; nothing, if its card cannot be read."""
    try:
        return read_card(network).first_prompt
    except UserError:
        return ""


def with_method(component: C, name: str, method: Callable[[Any], Any]) -> C:
    """The component with another method; not a subclass, of which Gradio would write a stub into the source folder."""
    setattr(component, name, method)
    return component


def as_sent(payload: Any) -> Any:
    """What was sent: the functions judge it, by the limits that hold for everybody."""
    return payload


def ended() -> str:
    """What stands below the pictures of a run that was stopped."""
    return translated(Sentence("share.stopped"))


class Fields:
    """Makes fields, labelled as on the pages; `i18n` is what Gradio takes for a word in any language."""

    def __init__(self, i18n: gr.I18n) -> None:
        self.say: Callable[[str], Any] = i18n

    def number(self, key: str, low: float, high: float, value: float, step: float = 1) -> gr.Slider:
        """A slider, labelled as on the pages; programs may go beyond its ends, as far as a run may."""
        slider = gr.Slider(low, high, value, step=step, label=self.say(key))
        return with_method(slider, "preprocess", as_sent)

    def seed(self) -> gr.Number:
        """The seed, typed."""
        seed = gr.Number(FIRST_VISIT.seeds[0], label=self.say("seed"), precision=0, minimum=0)
        return with_method(seed, "preprocess", as_sent)

    def network(self, first: str, kind: Kind = "any") -> gr.Dropdown:
        """Which network of a kind does the work."""
        networks = gr.Dropdown(available(kind), value=first, label=self.say("network"))
        return with_method(networks, "preprocess", as_sent)

    def sampler(self) -> gr.Dropdown:
        """Which sampler takes the steps."""
        samplers = gr.Dropdown(list(SAMPLERS), value="ddpm", label=self.say("sampler"))
        return with_method(samplers, "preprocess", as_sent)

    def network_and_words(self) -> tuple[gr.Dropdown, gr.Textbox]:
        """Which network, and what it is asked for: another network knows other words."""
        network = self.network(FOR_GENERATING)
        words = gr.Textbox(
            favourite(FOR_GENERATING), label=self.say("words"), max_length=MAX_TEXT, max_lines=1
        )
        # in the browser, at once: who presses Generate right away must not ask for the old words
        first = json.dumps({name: favourite(name) for name in available()})
        network.input(None, network, words, js=f"name => ({first})[name]")
        return network, words

    def shown(self, key: str, height: int = 256) -> gr.Image:
        """A picture that is made, its pixels square."""
        picture = gr.Image(
            label=self.say(key),
            height=height,
            elem_classes="nw",
            interactive=False,
            buttons=["download", "fullscreen"],
        )
        return with_method(picture, "postprocess", as_file)

    def slider(self, key: str) -> gr.ImageSlider:
        """Two pictures that are made, one over the other."""
        both = gr.ImageSlider(label=self.say(key), height=420, elem_classes="nw")
        return with_method(both, "postprocess", as_files)

    def upload(self, key: str = "picture", samples: bool = True) -> gr.Image:
        """The visitor's picture, and samples for those who bring none."""
        field = gr.Image(
            label=self.say(key), type="filepath", height=220, sources=["upload", "clipboard"]
        )
        with_method(field, "preprocess", unopened)
        if samples:
            every = [[str(sample.path)] for sample in SAMPLES.values()]
            gr.Examples(every, [field], label=self.say("try"), cache_examples=False)
        return field

    def buttons(self, key: str) -> tuple[gr.Button, gr.Button]:
        """Start and Stop."""
        return gr.Button(self.say(key), variant="primary"), gr.Button(self.say("stop"))

    def connect(
        self,
        buttons: tuple[gr.Button, gr.Button],
        function: Callable[..., Iterator[Any]],
        inputs: list[Any],
        outputs: list[Any],
    ) -> None:
        """Start streams into the outputs, Stop ends it; the function's name is the API's."""
        go, stop = buttons
        run = go.click(
            function,
            inputs,
            outputs,
            api_name=function.__name__,
            concurrency_id="network",
            concurrency_limit=AT_ONCE,
        )
        halt = stop.click(None, cancels=[run], api_visibility="private")
        halt.then(ended, None, outputs[-1], queue=False, api_visibility="private")
