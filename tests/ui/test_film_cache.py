"""Finished runs of all visitors: known again, but not where a page wants more of a film than was kept."""

import pytest

from explainer.experiments.sampling import generate
from explainer.experiments.settings import Settings
from explainer.ui.playing.film_cache import FILMS, is_free, run_of
from explainer.ui.runs import from_noise

SETTINGS = Settings("digits", "ddim", 4, seeds=(4713,))


@pytest.fixture(autouse=True)
def _nothing_known():
    FILMS.clear()


def finished(frames):
    plan = from_noise(SETTINGS, frames)
    run = run_of(plan, anew=True)
    for step in generate(SETTINGS):
        run.film.add(step)
    FILMS.put(run)
    return run


@pytest.mark.parametrize(("kept", "wanted", "known"), [(40, 1, True), (2, 2, True), (1, 40, False)])
def test_a_film_serves_where_no_more_frames_are_wanted(kept, wanted, known):
    run = finished(kept)
    plan = from_noise(SETTINGS, wanted)
    assert is_free(plan) == known
    again = run_of(plan, anew=False)
    assert (again.film is run.film) == known == (again.origin == "earlier")


def test_a_run_in_latents_says_what_decoding_took(tiny_latent):
    settings = Settings(tiny_latent, "ddim", 3, seeds=(1,))
    run = run_of(from_noise(settings), anew=True)
    for step in generate(settings):
        run.film.add(step)
    run.running, run.seconds = False, 2.0
    assert run.decoding > 0
    assert run.spent == run.seconds + run.decoding
    assert "to decode latents" in run.status
    assert "to decode" not in finished(40).status
