"""The pages of Look closer, in the order of their story: a part of the table of pages, `contents.PAGES`."""

from __future__ import annotations

from explainer.experiments.ideal import FALLBACK
from explainer.experiments.settings import FOR_COMPARING
from explainer.ui.code import closer
from explainer.ui.controls import table
from explainer.ui.page_spec import PageSpec, Section

CLOSER: tuple[PageSpec, ...] = (
    PageSpec(
        "why_soft",
        Section.CLOSER,
        ":material/blur_on:",
        controls=(table.T, table.COMPLETIONS, table.SEED, table.KNOWN_T),
        more=(table.FAN_STEPS,),
        networks="pixels",
        uses_picture=True,
        code=closer.why_soft,
    ),
    PageSpec(
        "spectral_lens",
        Section.CLOSER,
        ":material/equalizer:",
        controls=(table.T, table.SEED, table.WORDS),
        more=(table.STEPS, table.SAMPLER, table.W),
        networks="pixels",
        uses_picture=True,
        code=closer.spectral_lens,
    ),
    PageSpec(
        "steps_deeper",
        Section.CLOSER,
        ":material/ssid_chart:",
        controls=(
            *(table.WORDS, table.SEED, table.SOLVER, table.POINTS),
            *(table.FORK, table.NEW_SEED, table.NEW_WORD, table.NEW_W),
        ),
        more=(table.W,),
        suggests=FOR_COMPARING,
        code=closer.steps_deeper,
    ),
    PageSpec(
        "break_it",
        Section.CLOSER,
        ":material/bug_report:",
        controls=(table.MODE, table.MISTAKES, table.WORDS, table.SEED, table.PUZZLE),
        more=(table.W,),
        suggests=FOR_COMPARING,
        code=closer.break_it,
    ),
    PageSpec(
        "did_it_copy",
        Section.CLOSER,
        ":material/content_copy:",
        controls=(table.T, table.UNDER, table.SEED, table.PLANT),
        more=(table.W,),
        suggests=FALLBACK,
        networks="pixels",
        uses_picture=True,
        picture_if=(table.UNDER, ("own",)),
        code=closer.did_it_copy,
    ),
    PageSpec(
        "denoising_game",
        Section.CLOSER,
        ":material/sports_esports:",
        controls=(table.BEGIN, table.WORDS, table.SEED, table.JUMPS),
        suggests=FOR_COMPARING,
        networks="pixels",
        uses_picture=True,
        picture_if=(table.BEGIN, ("picture",)),
        code=closer.denoising_game,
    ),
)
