"""The Gradio tabs: Add noise, Remove noise, Generate, Compare steps, Redraw, Restore. Each button is an API endpoint, too."""

from __future__ import annotations

import gradio as gr

from explainer import strings
from explainer.experiments.filling import MOST_TIMES
from explainer.experiments.settings import FIRST_VISIT, FOR_ANY_PICTURE, MAX_PICTURES
from explainer.tabs import endpoints
from explainer.tabs.fields import AT_ONCE, Fields
from explainer.tabs.made import keep_track
from explainer.tabs.restoring import LEAST_FACTOR, MOST_FACTOR
from explainer.tabs.sent import MAX_T
from explainer.tabs.uploads import OnlyUploads

WAITING = 40
FILES_LIVE = 240  # seconds between two rounds that delete what is as old: gone within ten minutes
# seconds between two looks of the queue for whoever came, and for what is to be told
LOOK_EVERY = 0.05, 0.1
STEPS = 200

# small pictures fill their frames, pixels square; a shared picture would go to another site
PIXELATED = """
.nw img { image-rendering: pixelated; width: 100%; height: 100%; object-fit: contain; }
"""


def theme() -> gr.Theme:
    """The pages' blue, and no font from elsewhere."""
    sans = ["system-ui", "sans-serif"]
    return gr.themes.Default(primary_hue="sky", font=sans, font_mono=["ui-monospace", "monospace"])


class Tabs(Fields):
    """Lays the tabs out."""

    def add_noise(self) -> None:
        """x0, ε and their mixture at any t."""
        with gr.Row():
            with gr.Column():
                field, t = self.upload(), self.number("t", 0, MAX_T, 500)
                seed, network = self.seed(), self.network(FOR_ANY_PICTURE, "pixels")
                buttons = self.buttons("mix")
            with gr.Column(scale=2):
                with gr.Row():
                    pictures = [self.shown(key) for key in ("x0", "eps", "xt")]
                text = gr.Markdown()
        self.connect(buttons, endpoints.add_noise, [field, t, seed, network], [*pictures, text])

    def remove_noise(self) -> None:
        """The same noisy picture, cleaned in three ways."""
        with gr.Row():
            with gr.Column():
                field, t = self.upload(), self.number("t", 1, MAX_T, 500)
                steps, sampler = self.number("steps", 1, STEPS, 50), self.sampler()
                seed, network = self.seed(), self.network(FOR_ANY_PICTURE, "pixels")
                buttons = self.buttons("clean")
            with gr.Column(scale=2):
                with gr.Row():
                    noisy, blur = self.shown("xt"), self.shown("blur")
                with gr.Row():
                    one, walked = self.shown("one"), self.shown("walked")
                text = gr.Markdown()
        inputs = [field, t, steps, sampler, seed, network]
        self.connect(buttons, endpoints.remove_noise, inputs, [noisy, blur, one, walked, text])

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
        self.connect(buttons, endpoints.generate, inputs, [picture, text])

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
                both, text = self.slider("both"), gr.Markdown()
        inputs = [network, words, w, sampler, seed, few, many]
        self.connect(buttons, endpoints.compare_steps, inputs, [both, text])

    def redraw(self) -> None:
        """A picture under noise, denoised again."""
        with gr.Row():
            with gr.Column():
                field, t = self.upload(), self.number("t", 0, MAX_T, 780)
                network, words = self.network_and_words()
                w, seed = self.number("w", 0, 8, FIRST_VISIT.w, 0.1), self.seed()
                buttons = self.buttons("redraw_it")
            with gr.Column(scale=2):
                with gr.Row():
                    noisy, result = self.shown("xt"), self.shown("result")
                text = gr.Markdown()
        self.connect(
            buttons, endpoints.redraw, [field, t, words, w, seed, network], [noisy, result, text]
        )

    def sharpen(self) -> None:
        """A picture made small, and large again by two ways."""
        with gr.Row():
            with gr.Column():
                field, factor = self.upload(), self.number("factor", LEAST_FACTOR, MOST_FACTOR, 4)
                steps, sampler = self.number("steps", 1, STEPS, 50), self.sampler()
                seed, network = self.seed(), self.network(FOR_ANY_PICTURE, "pixels")
                buttons = self.buttons("restore_it")
            with gr.Column(scale=2):
                with gr.Row():
                    pictures = [self.shown(key) for key in ("few_pixels", "bicubic", "walked")]
                text = gr.Markdown()
        inputs = [field, factor, steps, sampler, seed, network]
        self.connect(buttons, endpoints.sharpen, inputs, [*pictures, text])

    def fill_in(self) -> None:
        """A picture with a hole, filled in two ways."""
        with gr.Row():
            with gr.Column():
                field, mask = self.upload(), self.upload("mask", samples=False)
                times, steps = (
                    self.number("times", 1, MOST_TIMES, 4),
                    self.number("steps", 1, STEPS, 50),
                )
                seed, network = self.seed(), self.network(FOR_ANY_PICTURE, "pixels")
                buttons = self.buttons("fill_it")
            with gr.Column(scale=2):
                with gr.Row():
                    pictures = [self.shown(key) for key in ("known", "by_hand", "walked")]
                text = gr.Markdown()
        inputs = [field, mask, times, steps, seed, network]
        self.connect(buttons, endpoints.fill_in, inputs, [*pictures, text])


def build(i18n: gr.I18n) -> gr.Blocks:
    """All tabs, with a bounded queue, and no file kept for ten minutes."""
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
            ("redraw", tabs.redraw),
            ("fill_in", tabs.fill_in),
            ("restore", tabs.sharpen),
        ):
            with gr.Tab(i18n(key)):
                draw()
    keep_track(blocks)
    queued: gr.Blocks = blocks.queue(
        default_concurrency_limit=AT_ONCE,
        max_size=WAITING,
        api_open=False,  # nobody calls a network past the queue
    )
    # Gradio's queue asks a thousand times a second whether somebody came: a fifteenth of a core for nothing, on the
    # thread that serves all pages. As seldom as it does on Windows
    queued._queue.sleep_when_free, queued._queue.progress_update_sleep_when_free = LOOK_EVERY
    return queued
