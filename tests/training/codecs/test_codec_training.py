"""A codec is trained, resumed and exported; each loss pulls where it should."""

from dataclasses import replace

import pytest
import torch

from explainer.networks.codec import Codec
from explainer.networks.codec_files import load_codec
from explainer.training.__main__ import main
from explainer.training.codecs import commands, critics
from explainer.training.codecs.commands import held_out, kinds_of
from explainer.training.codecs.critics import FeatureNetwork, PatchCritic, feature_distance, hinge
from explainer.training.codecs.loop import codec_loss, new_codec_state, train_codec
from explainer.training.codecs.recipe import CODEC, CODECS, NEVER_SHOWN, Weights
from explainer.training.codecs.scale import unit_scaled
from explainer.training.codecs.watch import CodecWatch
from explainer.training.data import as_pool, load_sets
from explainer.training.place import Place
from explainer.training.recipe import PictureSet
from tests.training.files import emoji
from tests.training.in_latents import CODEC_RECIPE, things, tiny_codec
from tests.training.small import CPU


def new_state(recipe=CODEC_RECIPE):
    torch.manual_seed(1)
    return new_codec_state(recipe, FeatureNetwork(3, 2).requires_grad_(False), CPU)


def steps(state, pictures, recipe=CODEC_RECIPE, seconds=100, until=None):
    """Losses of so many steps; the clock counts steps."""
    losses = []
    for _, loss in train_codec(
        recipe, state, pictures, Place(CPU), seconds, lambda: float(state.step)
    ):
        losses.append(float(loss))
        if state.step == until:
            break
    return losses


@pytest.fixture
def pictures(tmp_path):
    return as_pool(load_sets(things(tmp_path), CODEC_RECIPE.sets, 16, "train"))


def test_training_brings_pictures_closer(pictures):
    state, recipe = new_state(), replace(CODEC_RECIPE, batch=8)
    losses = steps(state, pictures, recipe, until=60)
    assert sum(losses[-5:]) < 0.8 * sum(losses[:5])
    assert state.pictures_seen == 60 * 8


def test_the_critic_learns_and_has_a_say_late_in_the_run(pictures):
    state = new_state()
    before = [p.clone() for p in state.critic.parameters()]
    steps(state, pictures, seconds=20, until=12)
    assert all(torch.equal(a, b) for a, b in zip(before, state.critic.parameters(), strict=True))
    steps(state, pictures, seconds=20)
    assert state.step == 20
    assert any(
        not torch.equal(a, b) for a, b in zip(before, state.critic.parameters(), strict=True)
    )


def test_what_a_loss_weighs_nothing_is_not_asked(pictures):
    """With every weight at 0 and no noise, what is left is the mean absolute error."""
    recipe = replace(CODEC_RECIPE, weights=Weights(0, 0, 0, 0, 0), noise=0.0)
    state, x = new_state(recipe), pictures.plain(torch.arange(4))
    with torch.no_grad():
        loss, y = codec_loss(state, recipe, x, True, torch.Generator().manual_seed(0))
    assert float(loss) == pytest.approx(float((y - x).abs().mean()))
    louder = replace(recipe, noise=2.0)
    with torch.no_grad():
        noisy, _ = codec_loss(state, louder, x, True, torch.Generator().manual_seed(0))
    assert float(noisy) != float(loss)


def test_features_are_compared_by_direction():
    network, x = FeatureNetwork(3, 2).requires_grad_(False), torch.rand(2, 3, 16, 16)
    assert float(feature_distance(network, x, x)) == 0
    apart = float(feature_distance(network, x.flip(3), x))
    assert apart > 0
    norm = network.stages[-1][1]
    norm.weight.mul_(10)
    norm.bias.mul_(10)
    assert float(feature_distance(network, x.flip(3), x)) == pytest.approx(apart, rel=1e-3)


def test_the_critic_is_content_when_real_is_above_1_and_made_below_minus_1():
    class Says(PatchCritic):
        def forward(self, x):
            return 2 * x.mean((1, 2, 3), keepdim=True).sign()

    critic, bright = Says(3), torch.ones(2, 3, 16, 16)
    assert float(hinge(critic, -bright, bright)) == 0
    assert float(hinge(critic, bright, -bright)) == 6


def test_kinds_are_classes_and_sets_of_captions(tmp_path):
    emoji(tmp_path, "train", [("red apple", "Food"), ("green apple", "Food")])
    sets = (*CODEC_RECIPE.sets, PictureSet("emoji", 1.0, captions=True))
    loaded = load_sets(things(tmp_path), sets, 16, "train")
    kinds = kinds_of(loaded)
    # day and night, and one kind for all captions
    assert kinds.unique().tolist() == [0, 1, 2]
    assert len(set(kinds[: len(loaded[0].labels)].tolist())) == 2
    assert set(held_out(replace(CODEC_RECIPE, sets=sets), tmp_path)) <= {"photographs", "drawings"}


def test_the_shipped_codec_never_sees_what_it_is_tested_on():
    files = [spec.file for spec in CODEC.sets]
    assert NEVER_SHOWN not in files
    assert sum(spec.weight for spec in CODEC.sets) == pytest.approx(1)


@pytest.fixture
def arguments(tmp_path, monkeypatch):
    monkeypatch.setitem(CODECS, "tiny", CODEC_RECIPE)
    monkeypatch.setattr(critics, "STEPS", 2)
    places = {"data": things(tmp_path / "data"), "state": tmp_path / "s", "out": tmp_path / "out"}
    return ["tiny", *(x for key, path in places.items() for x in (f"--{key}", str(path)))]


def test_a_codec_is_trained_exported_and_resumed(arguments, tmp_path, capsys):
    assert main(["train", *arguments, "--minutes", "0.03"]) == 0
    assert "dB" in capsys.readouterr().out
    first = load_codec("tiny", tmp_path / "out").card
    assert first.training["pictures_seen"] > 0 and first.training["validation_psnr"]
    assert list((tmp_path / "s").glob("tiny-*.png"))
    # finished: running it again trains no further and writes the same
    assert main(["train", *arguments, "--minutes", "0.03"]) == 0
    assert main(["export", *arguments]) == 0
    assert load_codec("tiny", tmp_path / "out").card.sha256 == first.sha256


def test_a_codec_may_begin_with_an_older_ones_weights(arguments, tmp_path):
    older = tiny_codec(tmp_path / "older").codec
    begin = ["--start-from", str(tmp_path / "older"), "--peak-lr", "1e-9", "--minutes", "0.01"]
    assert main(["train", *arguments, *begin]) == 0
    after = load_codec("tiny", tmp_path / "out").codec
    x = torch.rand(2, 3, 16, 16) * 2 - 1
    assert torch.allclose(older(x), after(x), atol=1e-2)


def test_unit_scale_changes_the_latents_and_nothing_else():
    torch.manual_seed(0)
    codec, x = Codec(CODEC_RECIPE.network), torch.rand(8, 3, 16, 16) * 2 - 1
    with torch.no_grad():
        codec.encoder.layers[-1].weight *= torch.linspace(0.5, 5, CODEC_RECIPE.network.latent)[
            :, None, None, None
        ]
        scaled = unit_scaled(codec, x)
        assert torch.allclose(scaled(x), codec(x), atol=1e-4)
        assert torch.allclose(scaled.encode(x).std((0, 2, 3)), torch.ones(1), atol=1e-4)
        assert codec.encode(x).std((0, 2, 3)).max() > 1.5 * codec.encode(x).std((0, 2, 3)).min()


def test_nothing_to_export_is_a_sentence(arguments, capsys):
    assert main(["export", *arguments]) == 2
    assert "no training state" in capsys.readouterr().err


def test_a_state_names_its_kinds_itself(pictures, tmp_path):
    """So that it can be exported without the pictures."""
    state = new_state()
    steps(state, pictures, until=2)
    watch = CodecWatch(state, tmp_path / "s.pt", 1.0, CODEC_RECIPE, state, {})
    watch.progress.save(watch.file)
    again = commands.saved_codec_state(CODEC_RECIPE, watch.file, CPU)
    assert (again.step, again.pictures_seen) == (2, 8)
    for a, b in zip(again.average.parameters(), state.average.parameters(), strict=True):
        assert torch.equal(a, b)
