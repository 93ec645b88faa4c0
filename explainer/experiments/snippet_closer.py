"""The runs of Look closer as Python that anybody can run."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.experiments.forks import Change
from explainer.experiments.sampling import picture_shape
from explainer.experiments.settings import Settings
from explainer.experiments.snippet import source_around, written


def broken_source(
    settings: Settings, mistakes: Sequence[str], engine_name: str, sha256: str
) -> str:
    """As `python_source`, for a sampler with such mistakes, and shown as it shows them."""
    needs = {
        "explainer.experiments.harm": "shown_with",
        "explainer.experiments.mistakes": "broken",
        "explainer.experiments.settings": "Settings",
        "explainer.media.pictures": "montage",
    }
    walk = [f"mistakes = {list(mistakes)!r}", "x = last(broken(settings, mistakes)).x_next"]
    pixels = "montage(shown_with(settings.network, mistakes).pictures(x)[0])"
    return source_around(settings, engine_name, sha256, needs, walk, pixels, *mistakes)


def grid_source(settings: Settings, grid: Sequence[int], engine_name: str, sha256: str) -> str:
    """As `python_source`, for a run that visits these timesteps."""
    needs = {
        "explainer.engines.codecs": "decoded",
        "explainer.experiments.grids": "on_grid",
        "explainer.experiments.settings": "Settings",
        "explainer.media.pictures": "to_pixels",
        "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
    }
    walk = [f"x = last(on_grid(settings, {tuple(grid)})).x_next"]
    pixels = f"to_pixels(decoded(load_checkpoint({written(settings.network)}), x))[0]"
    return source_around(settings, engine_name, sha256, needs, walk, pixels, "grid")


def game_source(
    settings: Settings, path: Sequence[int], sample: str | None, engine_name: str, sha256: str
) -> str:
    """As `python_source`, for a game that went this way: from noise or, if there is one, from a shipped sample picture."""
    network, (seed,) = settings.network, settings.seeds
    needs = {
        "explainer.experiments.game": f"along, {'from_picture' if sample else 'from_noise'}",
        "explainer.experiments.settings": "Settings",
        "explainer.media.pictures": "reduce, to_pixels" if sample else "to_pixels",
    }
    walk = [f"game = from_noise({written(network)}, {written(settings.words)}, {seed})"]
    if sample:
        needs["explainer.samples"] = "sample_pixels"
        channels, size, _ = picture_shape(network)
        x0 = f"reduce(sample_pixels({written(sample)}), size={size}, channels={channels})"
        walk = [f"x0 = {x0}", f"game = from_picture({written(network)}, x0, {seed})"]
    pixels = f"to_pixels(last(along(game, settings, {tuple(path)})).x_next)[0]"
    about = filter(None, [sample, "game"])
    return source_around(settings, engine_name, sha256, needs, walk, pixels, *about)


def forks_source(settings: Settings, change: Change, engine_name: str, sha256: str) -> str:
    """As `python_source`, for a run with all its branches."""
    needs = {
        "explainer.engines.codecs": "decoded",
        "explainer.experiments.forks": "Change, branches",
        "explainer.experiments.settings": "Settings",
        "explainer.media.pictures": "montage, to_pixels",
        "explainer.networks.checkpoints": "expect_weights, load_checkpoint",
    }
    walk = [f"x = last(branches(settings, {change!r})).x_next"]
    pixels = f"montage(to_pixels(decoded(load_checkpoint({written(settings.network)}), x)))"
    return source_around(settings, engine_name, sha256, needs, walk, pixels, "forks")
