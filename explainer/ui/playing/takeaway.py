"""“Take it away”: a run's pictures and films as files, and the Python that makes it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from explainer.engines.registry import engine_for
from explainer.experiments.restoring import Damage
from explainer.experiments.settings import Settings
from explainer.experiments.snippet import (
    denoising_source,
    file_stem,
    filling_source,
    notebook,
    python_source,
    restoring_source,
)
from explainer.media import film_files
from explainer.media.film import Track
from explainer.networks.checkpoints import load_checkpoint
from explainer.ui.controls.own import own
from explainer.ui.drawing.numbers import number
from explainer.ui.language import language, say
from explainer.ui.runs import Run


@dataclass(frozen=True)
class File:
    """Something to save: what it is, its file name and type, and how it is made, which takes a moment."""

    kind: str  # names its label among the sentences
    name: str
    mime: str
    make: Callable[[], bytes]


Source = Callable[[Run], str | None]
"""source(run): code that makes the run's pictures again; None if only the visitor has what it needs."""


def source_of(run: Run) -> str | None:
    """Code that makes the pictures of a run from noise."""
    return python_source(run.settings, *_engine_and_hash(run))


def source_of_denoising(sample: str | None, t: int) -> Source:
    """Code that makes the picture of a walk back from t; none for a picture that only the visitor has."""

    def source(run: Run) -> str | None:
        return sample and denoising_source(run.settings, sample, t, *_engine_and_hash(run))

    return source


def source_of_restoring(sample: str | None, damage: Damage, keeping: bool) -> Source:
    """Code that makes a restored picture; none for a picture that only the visitor has."""

    def source(run: Run) -> str | None:
        made_with = _engine_and_hash(run)
        return sample and restoring_source(run.settings, sample, damage, keeping, *made_with)

    return source


def source_of_filling(sample: str | None, hole: str, calls: Mapping[str, str]) -> Source:
    """Code that fills one of the holes to begin with, by the call that goes with a run's id; none for what was painted."""

    def source(run: Run) -> str | None:
        made_with = _engine_and_hash(run)
        return (
            sample
            and hole
            and filling_source(run.settings, sample, hole, calls[run.id], *made_with)
        )

    return source


def _engine_and_hash(run: Run) -> tuple[str, str]:
    network = run.settings.network
    return engine_for(network).name, load_checkpoint(network).card.sha256


def take_away(
    run: Run, source: str | None, about: Sequence[str] = (), key: str = "", which: str = ""
) -> None:
    """A popover with the files of a run that has ended, and the code for it if there is any.

    Nothing is drawn while the run goes on, or if it left no frames. `about` goes into the files' names.
    On a page with two of these, `key` tells them apart for Streamlit and `which` for the visitor.
    """
    if run.running or not run.film.frames:
        return
    title = ": ".join(filter(None, [say("takeaway.title"), which]))
    with st.popover(title, icon=":material/download:"):
        for note in notes(run):
            st.caption(note)
        with st.container(horizontal=True):
            for file in files(run, about):
                _button(file, key or run.id)
        if run.settings.network in own():
            st.caption(say("takeaway.no_code_own"))
            return
        if source is None:
            st.caption(say("takeaway.no_code"))
            return
        st.markdown(f"**{say('takeaway.code')}**")
        st.code(source, language="python")
        _button(notebook_file(run, source, about), key or run.id)


def _stem(run: Run, about: Sequence[str]) -> str:
    film = run.film
    return file_stem(run.settings, *about) + ("" if film.done else f"-stopped{film.steps}")


def files(run: Run, about: Sequence[str] = (), track: Track = "x_t") -> list[File]:
    """What a run can be saved as here; films show `track`."""
    stem, film = _stem(run, about), run.film
    sheet = partial(film_files.contact_sheet, film, sheet_title(run.settings, about))
    kinds = [
        File("png", f"{stem}.png", "image/png", partial(film_files.png, film)),
        File("large", f"{stem}-large.png", "image/png", partial(film_files.large_png, film)),
        File("sheet", f"{stem}-sheet.png", "image/png", sheet),
        File("gif", f"{stem}.gif", "image/gif", partial(film_files.gif, film, track)),
        File("webp", f"{stem}.webp", "image/webp", partial(film_files.webp, film, track)),
    ]
    if film_files.has_mp4():
        kinds.append(File("mp4", f"{stem}.mp4", "video/mp4", partial(film_files.mp4, film, track)))
    return kinds


def sheet_title(settings: Settings, about: Sequence[str] = ()) -> str:
    """What stands over a contact sheet: what its pictures are of. In ASCII, as its letters are few."""
    words = "; ".join(dict.fromkeys(filter(None, settings.prompts)))
    title = say(
        "takeaway.sheet_title",
        words=" ".join(about) or words or "-",
        network=settings.network,
        seed=", ".join(str(seed) for seed in dict.fromkeys(settings.seeds)),
        sampler=settings.sampler,
        steps=settings.steps,
        w=number(settings.w, None),
    )
    rows = say("takeaway.sheet_rows") if len(settings.seeds) == 1 else ""
    return f"{title} {rows}".strip().encode("ascii", "replace").decode()


def notebook_file(run: Run, source: str, about: Sequence[str] = ()) -> File:
    """The code as a notebook."""
    # the language is asked for now: when the file is made, no page is there to ask
    make = partial(notebook, source, language())
    return File("notebook", f"{_stem(run, about)}.ipynb", "application/x-ipynb+json", make)


def notes(run: Run) -> list[str]:
    """What must be said about the files of this run."""
    film, sentences = run.film, []
    if not film.done:
        sentences.append(say("takeaway.stopped", i=film.steps, n=film.n))
    if run.origin == "shipped":
        sentences.append(say("takeaway.shipped"))
    return sentences


def _button(file: File, key: str) -> None:
    st.download_button(
        say(f"takeaway.{file.kind}"),
        file.make,  # Streamlit calls it when it is clicked
        file.name,
        file.mime,
        key=f"_take_{file.kind}_{key}",
        on_click="ignore",
        icon=":material/download:",
    )
