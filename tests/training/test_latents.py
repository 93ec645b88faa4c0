"""Latents of training pictures: computed once, those of the pictures, and what a network in them is trained with."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from explainer.core.errors import UserError
from explainer.networks.checkpoints import load_from
from explainer.training import commands, export, latents, watch
from explainer.training.__main__ import main
from explainer.training.data import batches, load_pictures
from explainer.training.latents import (
    SMALLEST,
    bring_codec,
    keep_latents,
    latents_file,
    moved,
    read_latents,
    views_of,
)
from explainer.training.recipes import RECIPES
from tests.training.in_latents import RECIPE, things, tiny_codec
from tests.training.processes import in_two_processes
from tests.training.small import CPU


@pytest.fixture
def kept(tmp_path):
    """Data, codec and the file of latents."""
    data, codec = things(tmp_path / "data"), tiny_codec(tmp_path)
    path = latents_file(tmp_path / "state", RECIPE.name)
    keep_latents(RECIPE, codec, data, path, CPU)
    return data, codec, path


def test_latents_are_those_of_the_pictures_and_of_their_mirror_images(kept):
    data, codec, path = kept
    pool, pictures = read_latents(path, codec, "train"), load_pictures(data, RECIPE, "train")
    assert pool.views.shape == (3, len(pictures), 4, 4, 4)  # as they are, mirrored, moved
    x0 = pictures.plain(torch.arange(len(pictures)))
    # half precision, from a network in bfloat16 where the processor has it
    assert torch.allclose(pool.views[0].float(), pool.space.encode(x0), atol=0.1)
    assert torch.allclose(pool.views[1].float(), pool.space.encode(x0.flip(3)), atol=0.1)
    assert not torch.allclose(pool.views[2].float(), pool.space.encode(x0), atol=0.1)
    assert torch.equal(pool.bags, pictures.bags)
    assert torch.equal(pool.probability, pictures.probability)


def test_each_channel_has_mean_0_and_deviation_1_as_training_draws(kept):
    _, codec, path = kept
    pool = read_latents(path, codec, "train")
    views = pool.views.double()
    mean = torch.einsum("n,vnchw->c", pool.probability, views) / (3 * 16)
    square = torch.einsum("n,vnchw->c", pool.probability, views.square()) / (3 * 16)
    assert torch.allclose(mean, torch.zeros(4).double(), atol=0.01)
    assert torch.allclose(square, torch.ones(4).double(), atol=0.02)
    held_out = read_latents(path, codec, "validation")
    assert held_out.space.card == pool.space.card
    assert len(held_out.views) == 1


def test_what_is_drawn_is_one_of_the_kept_views(kept):
    _, codec, path = kept
    pool = read_latents(path, codec, "train")
    recipe = replace(RECIPE, batch=200)
    x0, bags = next(batches(pool, recipe, torch.Generator().manual_seed(0)))
    flat = pool.views.float().flatten(0, 1).flatten(1)
    distances, which = torch.cdist(
        x0.flatten(1), flat, compute_mode="donot_use_mm_for_euclid_dist"
    ).min(1)
    assert float(distances.max()) < 1e-3
    assert set((which // len(pool)).tolist()) == {0, 1, 2}
    assert bags.shape == (200, 2)


def test_latents_are_computed_once_and_anew_for_another_codec(kept, tmp_path, monkeypatch):
    data, codec, path = kept
    computed = []
    real = latents.encode_all
    monkeypatch.setattr(latents, "encode_all", lambda *a: computed.append(1) or real(*a))
    keep_latents(RECIPE, codec, data, path, CPU)
    assert not computed
    keep_latents(RECIPE, tiny_codec(tmp_path / "other", 1), data, path, CPU)
    assert computed
    computed.clear()
    keep_latents(replace(RECIPE, flip=False), codec, data, path, CPU)
    assert computed


def test_moved_pictures_are_whole_and_smaller():
    x = torch.full((6, 3, 64, 64), -1.0)
    x[:, :, 8:56, 8:56] = 1.0
    y = moved(x, torch.Generator().manual_seed(0), torch.full((6,), SMALLEST))
    share = (y > 0).float().mean((1, 2, 3))
    whole = (48 / 64) ** 2
    assert bool((share < whole).all()) and bool((share > 0.85**2 * whole).all())
    assert bool((y[:, :, 0] < 0).all()) and bool((y[:, :, :, -1] < 0).all())
    assert len({round(float(s), 3) for s in y.mean((1, 2, 3))}) > 1


def test_closer_pictures_are_a_part_of_them_larger_each_as_far_as_its_set_allows():
    x = torch.full((40, 3, 64, 64), -1.0)
    x[:, :, 24:40, 24:40] = 1.0
    most = torch.cat([torch.full((20,), 1.2), torch.full((20,), 1.8)])
    y = moved(x, torch.Generator().manual_seed(0), most)
    times = ((y > 0).float().mean((1, 2, 3)) / (16 / 64) ** 2).sqrt()  # as large
    assert bool((times > 0.99).all()) and bool((times < 1.05 * most).all())
    assert float(times[:20].max()) > 1.1 and float(times[20:].max()) > 1.5
    full = torch.linspace(-1, 1, 64).expand(6, 3, 64, 64)  # no edge goes on: each column is another
    seen = moved(full, torch.Generator().manual_seed(0), torch.full((6,), 1.8))
    assert bool((seen.diff(dim=3)[..., 1:-1] > 0.005).all())


def test_closer_views_are_mirrored_by_chance_and_go_as_close_as_each_set_allows():
    recipe = replace(RECIPE, closer=2, moved=0, flip=True)
    plain, flipped, *closer = views_of(recipe)
    x = torch.linspace(-1, 1, 64).expand(40, 3, 64, 64)
    as_near = torch.ones(40)
    assert torch.equal(flipped(x, as_near), plain(x, as_near).flip(3))
    for view in closer:
        y = view(x, as_near)  # no larger, and so not aside either
        turned = y[:, 0, 0, 0] > y[:, 0, 0, -1]
        assert 5 < int(turned.sum()) < 35
        upright = torch.where(turned[:, None, None, None], y.flip(3), y)
        assert torch.allclose(upright, x, atol=1e-3)


@pytest.fixture
def arguments(tmp_path, monkeypatch):
    """A command's, for the tiny recipe; the codec lies in a folder of its own."""
    monkeypatch.setitem(RECIPES, RECIPE.name, RECIPE)
    monkeypatch.setattr(export, "GRID_STEPS", 2)
    monkeypatch.setattr(watch, "SHEET_EVERY", 40)
    tiny_codec(tmp_path / "codecs-of-others")
    places = {"data": things(tmp_path / "data"), "state": tmp_path / "s", "out": tmp_path / "out"}
    named = [x for key, path in places.items() for x in (f"--{key}", str(path))]
    return [RECIPE.name, *named, "--codec-from", str(tmp_path / "codecs-of-others")]


def test_a_network_in_latents_is_trained_and_can_be_loaded(arguments, tmp_path, capsys):
    assert main(["train", *arguments, "--minutes", "0.03"]) == 0
    assert "1 × " in capsys.readouterr().out
    checkpoint = load_from(RECIPE.name, tmp_path / "out")
    assert checkpoint.shape == (4, 4, 4) and checkpoint.picture_shape == (3, 16, 16)
    assert checkpoint.card.latent and checkpoint.card.statistics is None
    assert list((tmp_path / "s").glob("things-latent-sheet-*.png"))
    assert main(["export", *arguments]) == 0
    # one codec in a folder: those that draw in its latents would draw other pictures
    tiny_codec(tmp_path / "codecs-of-others", 1)
    assert main(["train", *arguments, "--minutes", "0.03"]) == 2
    assert "another codec" in capsys.readouterr().err


@pytest.mark.slow
def test_two_processes_compute_the_latents_once_and_train_one_network(arguments, tmp_path):
    script = tmp_path / "two.py"
    script.write_text(
        "import sys\n"
        "from explainer.training import export\n"
        "from explainer.training.__main__ import main\n"
        "from explainer.training.recipes import RECIPES\n"
        "from tests.training.in_latents import RECIPE\n"
        "RECIPES[RECIPE.name], export.GRID_STEPS = RECIPE, 2\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    said = in_two_processes(script, "train", *arguments, "--minutes", "0.03")
    assert said.count("computing the latents") == 1
    assert "2 × 1 threads" in said
    card = load_from(RECIPE.name, tmp_path / "out").card
    assert card.training["pictures_seen"] == card.training["steps"] * 2 * RECIPE.batch


def test_a_state_belongs_to_the_latents_it_learned_from(arguments, tmp_path, capsys):
    assert main(["train", *arguments, "--minutes", "0.01"]) == 0
    tiny_codec(tmp_path / "codecs-of-others", 1)
    (tmp_path / "out" / "codecs" / "tiny.json").unlink()
    assert main(["train", *arguments, "--minutes", "1"]) == 2
    assert "another codec" in capsys.readouterr().err
    begin = ["--start-from", str(tmp_path / "out"), "--minutes", "0.01"]
    (tmp_path / "s" / "things-latent.pt").unlink()
    assert main(["train", *arguments, *begin]) == 0
    card = load_from(RECIPE.name, tmp_path / "out").card
    assert card.training["continues"]["pictures_seen"] > 0


def test_reduced_pictures_have_no_latents(arguments, capsys):
    assert main(["train", *arguments, "--minutes", "1", "--reduce", "2"]) == 2
    assert "--reduce" in capsys.readouterr().err


def test_a_codec_that_is_there_is_left_alone(tmp_path):
    codec = tiny_codec(tmp_path / "a")
    bring_codec("tiny", tmp_path / "a", tmp_path / "b")
    bring_codec("tiny", None, tmp_path / "b")
    assert commands.load_codec("tiny", tmp_path / "b").card == codec.card
    tiny_codec(tmp_path / "a", 1)
    with pytest.raises(UserError, match="another codec"):
        bring_codec("tiny", tmp_path / "a", tmp_path / "b")


def test_every_process_names_the_same_pictures_alike():
    """Names in a set stand in another order in each process; latents are to be found again all the same."""
    code = (
        "from explainer.training.latents import _in_order\n"
        "from explainer.training.recipes import RECIPES\n"
        "print([_in_order(spec) for spec in RECIPES['photos-latent'].sets])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert "airplanes" in said.pop()
