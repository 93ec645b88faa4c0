"""The Gradio tabs: Add noise, Remove noise, Generate, Compare steps. Each button is an API endpoint, too.

Every word on them stands in the same files as those of the pages; the browser picks its language.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr
import numpy as np
from gradio.block_function import BlockFunction
from gradio.context import LocalContext
from gradio.state_holder import SessionState
from gradio.utils import get_upload_folder

from explainer import strings
from explainer.core.errors import UserError
from explainer.core.samplers import SAMPLERS
from explainer.experiments.settings import FIRST_VISIT, MAX_PICTURES
from explainer.networks.checkpoints import available, home_of, read_card
from explainer.networks.conditions import MAX_TEXT, first_prompt
from explainer.samples import SAMPLES
from explainer.tabs import functions
from explainer.tabs.functions import MAX_T

P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE = 16  # runs that share the network; the others wait and see their place
WAITING = 40
FILES_LIVE = 240  # seconds between two rounds that delete what is as old: gone within ten minutes
STEPS = 200
NETWORK = "sprites"  # its pictures are the best

# small pictures fill their frames, pixels square; a shared picture would go to another site
PIXELATED = """
.nw img { image-rendering: pixelated; width: 100%; height: 100%; object-fit: contain; }
"""


def theme() -> gr.Theme:
    """The pages' blue, and no font from elsewhere."""
    sans = ["system-ui", "sans-serif"]
    return gr.themes.Default(primary_hue="sky", font=sans, font_mono=["ui-monospace", "monospace"])


# labels of the pages are "control.KEY.label" in the strings; the keys of the browser's tables have no dots
_KEYS = {
    **{key: f"control.{key}.label" for key in ("t", "seed", "network", "sampler", "steps", "w")},
    **{"words": "control.words.label", "pictures": "control.pictures.label", "stop": "run.stop"},
    **{
        key: f"share.{key}"
        for key in ("tabs_intro", "picture", "try", "x0", "eps", "xt", "blur", "one", "walked")
    },
    **{key: f"share.{key}" for key in ("result", "both", "few", "many", "mix", "clean")},
    **{key: f"{key}.title" for key in ("add_noise", "remove_noise", "generate", "how_many_steps")},
    "run_both": "how_many_steps.button",
}


def translations() -> gr.I18n:
    """The words on the tabs in every language there is."""
    tables = {
        code: {key: strings.say(sentence, code) for key, sentence in _KEYS.items()}
        for code in strings.languages()
    }
    return gr.I18n(**tables)


def asked_language() -> str:
    """The first language that the browser names which asks."""
    request = LocalContext.request.get(None)
    accepted = request.headers.get("accept-language", "") if request else ""
    return strings.nearest_language(re.split("[,;]", accepted)[0].strip())


def refusal(sentence: str) -> gr.Error:
    """A sentence for whoever asks, in their language."""
    # Gradio shows it as HTML
    message = strings.translate(sentence, asked_language(), html.escape)
    return gr.Error(message, print_exception=False)


def ended() -> str:
    """What stands below the pictures of a run that was stopped."""
    return translated(strings.Sentence("share.stopped"))


def translated(*sentences: str) -> str:
    """What stands below pictures, in the language of whoever asks."""
    return " ".join(strings.translate(s, asked_language(), str) for s in sentences)


def polite(function: Callable[P, Iterator[R]]) -> Callable[P, Iterator[R]]:
    """Show a UserError as its sentence; Gradio hides the text of every other error."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        try:
            yield from function(*args, **kwargs)
        except UserError as error:
            raise refusal(error.sentence) from None

    return wrapped


def unopened(payload: Any) -> str | None:
    """The path of an uploaded file, which Gradio would open; the project's own reader checks it first."""
    if payload is None:
        return None
    if payload.path is None:
        raise refusal(strings.Sentence("error.as_file"))
    return str(payload.path)


def _named_files(value: Any) -> Iterator[Any]:
    """Every "path" in what a program sent, however deep."""
    if isinstance(value, dict):
        yield from [value["path"]] if value.get("path") is not None else []
        value = list(value.values())
    for inner in value if isinstance(value, list) else []:
        yield from _named_files(inner)


def _was_uploaded(path: Any) -> bool:
    """Whether it is a file in Gradio's own folder."""
    file = Path(path).resolve()
    return file.is_relative_to(Path(get_upload_folder()).resolve()) and file.is_file()


class OnlyUploads(gr.Blocks):
    """Takes no file but those that visitors uploaded, in whatever input it is named.

    Gradio by itself would fetch any address for whoever asks; and where it is mounted, it would open any
    file of this machine.
    """

    async def preprocess_data(
        self,
        block_fn: BlockFunction,
        inputs: list[Any],
        state: SessionState | None,
        explicit_call: bool = False,
    ) -> Any:
        """Inputs as the functions take them. Raises gr.Error, with a sentence, for everything else."""
        try:
            if not all(map(_was_uploaded, _named_files(inputs))):
                raise ValueError("not uploaded")
            return await super().preprocess_data(block_fn, inputs, state, explicit_call)
        except gr.Error as error:
            error.print_exception = False
            raise
        except Exception:
            raise refusal(strings.Sentence("error.unreadable")) from None


def favourite(network: str) -> str:
    """What a network is first asked for; nothing, if its card cannot be read."""
    try:
        return first_prompt(read_card(network, home_of(network)).vocabulary)
    except UserError:
        return ""


@polite
def add_noise(
    picture: str | None, t: float, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, str]]:
    """Mix a picture with noise: x0, ε, x_t and a sentence. Without a picture, of a sample."""
    x0, eps, x_t, text = functions.add_noise(picture, t, seed, network)
    yield x0, eps, x_t, translated(text)


@polite
def remove_noise(
    picture: str | None, t: float, steps: float, sampler: str, seed: float, network: str
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, str]]:
    """Clean a noisy picture: noisy, best blur, one call, the walk so far, and a sentence."""
    for c in functions.remove_noise(picture, t, steps, sampler, seed, network):
        yield c.noisy, c.blur, c.one, c.walked, translated(*c.texts)


@polite
def generate(
    network: str, words: str, w: float, steps: float, sampler: str, seed: float, pictures: float
) -> Iterator[tuple[np.ndarray, str]]:
    """Pictures from noise: the grid so far and a sentence."""
    for moment in functions.make(network, words, w, steps, sampler, seed, pictures):
        yield moment.picture, translated(moment.text)


@polite
def compare_steps(
    network: str, words: str, w: float, sampler: str, seed: float, few: float, many: float
) -> Iterator[tuple[tuple[np.ndarray, np.ndarray], str]]:
    """The same noise in few and in many steps: both pictures so far and a sentence."""
    for a, b in functions.compare_steps(network, words, w, sampler, seed, few, many):
        yield (a.picture, b.picture), translated(a.text, b.text)


class Tabs:
    """Builds the tabs; holds what they share."""

    def __init__(self, i18n: gr.I18n) -> None:
        self.say: Callable[[str], Any] = i18n

    def number(self, key: str, low: float, high: float, value: float, step: float = 1) -> gr.Slider:
        """A slider, labelled as on the pages."""
        return gr.Slider(low, high, value, step=step, label=self.say(key))

    def seed(self) -> gr.Number:
        """The seed, typed."""
        return gr.Number(FIRST_VISIT.seeds[0], label=self.say("seed"), precision=0, minimum=0)

    def network(self, first: str) -> gr.Dropdown:
        """Which network does the work."""
        return gr.Dropdown(available(), value=first, label=self.say("network"))

    def sampler(self) -> gr.Dropdown:
        """Which sampler takes the steps."""
        return gr.Dropdown(list(SAMPLERS), value="ddpm", label=self.say("sampler"))

    def network_and_words(self) -> tuple[gr.Dropdown, gr.Textbox]:
        """Which network, and what it is asked for: another network knows other words."""
        network = self.network(NETWORK)
        words = gr.Textbox(
            favourite(NETWORK), label=self.say("words"), max_length=MAX_TEXT, max_lines=1
        )
        # in the browser, at once: who presses Generate right away must not ask for the old words
        first = json.dumps({name: favourite(name) for name in available()})
        network.input(None, network, words, js=f"name => ({first})[name]")
        return network, words

    def shown(self, key: str, height: int = 256) -> gr.Image:
        """A picture that is made, its pixels square."""
        return gr.Image(
            label=self.say(key),
            height=height,
            format="png",
            elem_classes="nw",
            interactive=False,
            buttons=["download", "fullscreen"],
        )

    def upload(self) -> gr.Image:
        """The visitor's picture, and samples for those who bring none."""
        field = gr.Image(
            label=self.say("picture"), type="filepath", height=220, sources=["upload", "clipboard"]
        )
        # not a subclass: Gradio would write a stub of it into the source folder
        setattr(field, "preprocess", unopened)  # noqa: B010
        samples = [[str(sample.path)] for sample in SAMPLES.values()]
        gr.Examples(samples, [field], label=self.say("try"), cache_examples=False)
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

    def add_noise(self) -> None:
        """x0, ε and their mixture at any t."""
        with gr.Row():
            with gr.Column():
                field, t = self.upload(), self.number("t", 0, MAX_T, 500)
                seed, network = self.seed(), self.network("photos")
                buttons = self.buttons("mix")
            with gr.Column(scale=2):
                with gr.Row():
                    pictures = [self.shown(key) for key in ("x0", "eps", "xt")]
                text = gr.Markdown()
        self.connect(buttons, add_noise, [field, t, seed, network], [*pictures, text])

    def remove_noise(self) -> None:
        """The same noisy picture, cleaned in three ways."""
        with gr.Row():
            with gr.Column():
                field, t = self.upload(), self.number("t", 1, MAX_T, 500)
                steps, sampler = self.number("steps", 1, STEPS, 50), self.sampler()
                seed, network = self.seed(), self.network("photos")
                buttons = self.buttons("clean")
            with gr.Column(scale=2):
                with gr.Row():
                    noisy, blur = self.shown("xt"), self.shown("blur")
                with gr.Row():
                    one, walked = self.shown("one"), self.shown("walked")
                text = gr.Markdown()
        inputs = [field, t, steps, sampler, seed, network]
        self.connect(buttons, remove_noise, inputs, [noisy, blur, one, walked, text])

    def generate(self) -> None:
        """Pictures from noise."""
        with gr.Row():
            with gr.Column():
                network, words = self.network_and_words()
                w, steps = (
                    self.number("w", 0, 8, FIRST_VISIT.w, 0.1),
                    self.number("steps", 1, STEPS, 50),
                )
                sampler, seed = self.sampler(), self.seed()
                pictures = self.number("pictures", 1, MAX_PICTURES, 4)
                buttons = self.buttons("generate")
            with gr.Column(scale=2):
                picture, text = self.shown("result", 480), gr.Markdown()
        inputs = [network, words, w, steps, sampler, seed, pictures]
        self.connect(buttons, generate, inputs, [picture, text])

    def compare_steps(self) -> None:
        """Few steps against many from the same noise."""
        with gr.Row():
            with gr.Column():
                network, words = self.network_and_words()
                w, sampler = self.number("w", 0, 8, FIRST_VISIT.w, 0.1), self.sampler()
                seed, few = self.seed(), self.number("few", 1, STEPS, 20)
                many = self.number("many", 1, STEPS, STEPS)
                buttons = self.buttons("run_both")
            with gr.Column(scale=2):
                both = gr.ImageSlider(
                    label=self.say("both"), height=420, format="png", elem_classes="nw"
                )
                text = gr.Markdown()
        inputs = [network, words, w, sampler, seed, few, many]
        self.connect(buttons, compare_steps, inputs, [both, text])


def build(i18n: gr.I18n) -> gr.Blocks:
    """All four tabs, with a bounded queue, and no file kept for ten minutes."""
    tabs = Tabs(i18n)
    with OnlyUploads(
        title=strings.say("app.title"),
        analytics_enabled=False,
        delete_cache=(FILES_LIVE, FILES_LIVE),
        fill_width=True,
    ) as blocks:
        gr.Markdown(i18n("tabs_intro"))
        for key, draw in (
            ("generate", tabs.generate),
            ("add_noise", tabs.add_noise),
            ("remove_noise", tabs.remove_noise),
            ("how_many_steps", tabs.compare_steps),
        ):
            with gr.Tab(i18n(key)):
                draw()
    queued: gr.Blocks = blocks.queue(
        default_concurrency_limit=AT_ONCE,
        max_size=WAITING,
        api_open=False,  # nobody calls a network past the queue
    )
    return queued
