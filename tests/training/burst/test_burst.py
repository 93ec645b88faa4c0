"""A burst trains codec and networks in its time, saves as it goes, and resumes; all that is drawn is drawn alike."""

import itertools
import os
import shutil
import signal
import time
from dataclasses import replace

import pytest
import torch

from explainer.networks.checkpoints import load_from
from explainer.networks.codec_files import load_codec
from explainer.training.burst import deadline, run
from explainer.training.burst.__main__ import _parser
from explainer.training.burst.deadline import Deadline, Log
from explainer.training.burst.device_step import draws_of, learning_on
from explainer.training.codecs import critics
from explainer.training.codecs.recipe import CODECS
from explainer.training.latents import keep_latents, read_latents
from explainer.training.loop import new_state, train
from explainer.training.place import Place
from explainer.training.recipes import RECIPES
from tests.training.in_latents import CODEC_RECIPE, RECIPE, things, tiny_codec
from tests.training.small import CPU


@pytest.fixture
def pool(tmp_path):
    codec, file = tiny_codec(tmp_path), tmp_path / "latents.safetensors"
    keep_latents(RECIPE, codec, things(tmp_path / "data"), file, CPU)
    return read_latents(file, codec, "train")


def test_a_batch_is_drawn_by_probability_with_each_view_and_stratified_timesteps(pool):
    day = pool.bags[:, 1] > 0
    pool = replace(pool, probability=(day * 0.9 / day.sum() + ~day * 0.1 / (~day).sum()).double())
    recipe = replace(RECIPE, batch=4000, drop=0.25)
    torch.manual_seed(0)
    (signal, noise), x0, bags, t, eps = draws_of(recipe, pool).examples()
    assert float((bags.sum(1) == 0).float().mean()) == pytest.approx(0.25, abs=0.03)
    assert float(bags[:, 1].sum() / bags.sum()) == pytest.approx(0.9, abs=0.03)
    flat = pool.views.float().flatten(0, 1).flatten(1)
    exact = "donot_use_mm_for_euclid_dist"
    distances, which = torch.cdist(x0.flatten(1), flat, compute_mode=exact).min(1)
    assert float(distances.max()) < 1e-3
    views = (which // len(pool)).bincount() / len(x0)
    assert torch.allclose(views, torch.full((3,), 1 / 3), atol=0.04)
    # one timestep of each stratum: 4 of each of 1,000
    assert t.bincount()[1:].tolist() == [4] * 1000
    assert torch.allclose(signal.square() + noise.square(), torch.ones_like(signal))
    assert signal[t == 1].min() > 0.99 and signal[t == 1000].max() < 0.1
    assert float(eps.std()) == pytest.approx(1, abs=0.02)


def test_words_are_dropped_one_by_one_too(pool):
    pool = replace(pool, bags=torch.ones_like(pool.bags))
    recipe = replace(RECIPE, batch=4000, drop=0.0, word_drop=0.5)
    _, _, bags, _, _ = draws_of(recipe, pool).examples()
    assert bags.sum(1).long().bincount().div(4000).tolist() == pytest.approx(
        [0.25, 0.5, 0.25], abs=0.04
    )


def test_a_step_on_the_device_lowers_the_loss(pool):
    recipe, place = replace(RECIPE, peak_lr=3e-3, drop=0.0), Place(CPU)
    state = new_state(recipe, CPU)
    torch.manual_seed(0)
    learn, losses = learning_on(recipe, state, pool, place), []
    for _, loss in train(recipe, state, pool, place, 200, lambda: float(state.step), learn):
        losses.append(float(loss))
    assert state.step == 200
    assert sum(losses[-20:]) < 0.9 * sum(losses[:20])


@pytest.fixture
def burst(tmp_path, monkeypatch):
    """burst(networks, seconds): as the command does it; each look at the clock takes a fiftieth of a second."""
    monkeypatch.setitem(RECIPES, RECIPE.name, RECIPE)
    monkeypatch.setitem(RECIPES, "broken", replace(RECIPE, name="broken", codec="no-such"))
    monkeypatch.setitem(CODECS, "tiny", CODEC_RECIPE)
    monkeypatch.setattr(critics, "STEPS", 2)
    monkeypatch.setattr(run, "LOOK_EVERY", 1)
    monkeypatch.setattr(deadline, "FOR_SAVING", 0.0)
    for what in ("SAY_EVERY", "SAVE_EVERY"):
        monkeypatch.setattr(run, what, 0.8)
    places = {"data": things(tmp_path / "data"), "state": tmp_path / "s", "out": tmp_path / "out"}
    places["start-from"] = tmp_path / "given"
    named = [x for key, path in places.items() for x in (f"--{key}", str(path))]
    arguments = [*named, "--batch", "4", "--codec-batch", "4", "--networks"]

    def go(networks, seconds):
        clock = itertools.count(step=0.02)
        options = _parser().parse_args([*arguments, *networks])
        run.run_burst(options, Deadline(seconds, 0.0, lambda: next(clock)))
        return tmp_path / "out"

    return go


def test_a_burst_trains_a_codec_and_a_network_in_its_latents(burst):
    out = burst(["tiny", RECIPE.name], 4)
    checkpoint, codec = load_from(RECIPE.name, out), load_codec("tiny", out)
    assert checkpoint.card.latent.sha256 == codec.card.sha256
    seen = checkpoint.card.training["pictures_seen"]
    assert seen > 40 and codec.card.training["pictures_seen"] > 40
    files = [file for file in out.rglob("*") if file.is_file()]
    assert len(files) == 5  # two each, and the log
    said = (out / "log.txt").read_text("utf-8")
    assert "Traceback" not in said and said.count("saved") > 3  # on the way, too
    burst([RECIPE.name], 1)  # again: it goes on where it was
    assert load_from(RECIPE.name, out).card.training["pictures_seen"] > seen


def test_a_burst_with_a_given_codec_leaves_it_as_it_is(burst, tmp_path):
    given = tiny_codec(tmp_path / "given")
    out = burst([RECIPE.name], 1)
    assert load_codec("tiny", out).card == given.card
    # weights that are given are begun with
    seen = save_again(out, tmp_path / "given")
    shutil.rmtree(tmp_path / "s")
    again = load_from(RECIPE.name, burst([RECIPE.name], 1)).card
    assert again.training["continues"]["pictures_seen"] == seen


def save_again(source, target):
    """A network moved to where a burst begins; what it had seen."""
    for ending in (".json", ".safetensors"):
        shutil.copy(source / f"{RECIPE.name}{ending}", target)
    return load_from(RECIPE.name, source).card.training["pictures_seen"]


def test_what_fails_does_not_keep_the_others_from_learning(burst, tmp_path):
    tiny_codec(tmp_path / "given")
    out = burst(["broken", RECIPE.name], 2)
    assert "Traceback" in (out / "log.txt").read_text("utf-8")
    assert load_from(RECIPE.name, out).card.training["pictures_seen"] > 0


def test_without_time_nothing_is_begun(burst, tmp_path):
    tiny_codec(tmp_path / "given")
    out = burst([RECIPE.name], 0)
    assert "no time left" in (out / "log.txt").read_text("utf-8")
    assert not (out / f"{RECIPE.name}.json").exists()


def test_termination_brings_the_deadline_forward():
    before = signal.getsignal(signal.SIGTERM)
    try:
        ends = Deadline(1000, time.monotonic())
        ends.heed_termination()
        assert ends.left() > 900
        with pytest.raises(SystemExit):  # nothing has been learned yet
            os.kill(os.getpid(), signal.SIGTERM)
        ends.learning = True
        os.kill(os.getpid(), signal.SIGTERM)
        assert ends.left() <= 0
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_is_due_is_due_once_in_a_while(tmp_path):
    now = [0.0]
    log = Log(tmp_path / "log.txt", lambda: now[0])
    said = []
    for now[0] in (0.0, 4.0, 11.0, 12.0, 22.0):
        said.append(log.due("said", 10))
    assert said == [False, False, True, False, True]
