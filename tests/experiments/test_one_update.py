"""One update: the step that is shown is the training loop's, and the network that all share stays as it is."""

from dataclasses import replace

import pytest
import torch

from explainer.experiments import one_update
from explainer.experiments.loss_over_t import NOISES, loss_of_pictures
from explainer.networks.bring import ModelCard
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.conditions import bag_matrix
from explainer.networks.learning import loss_of
from explainer.training import loop
from explainer.training.data import Pictures
from explainer.training.place import Place
from explainer.training.recipes import RECIPES
from tests.training.small import CPU


def pool_of(recipe, n=6):
    size = recipe.network.size
    generator = torch.Generator().manual_seed(3)
    images = torch.randint(0, 256, (n, recipe.network.channels, size, size), generator=generator)
    bags = bag_matrix([{recipe.vocabulary[i]: 1.0} for i in range(n)], recipe.vocabulary)
    return Pictures(images.byte(), bags, torch.full((n,), 1 / n, dtype=torch.float64))


def picture(checkpoint, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(checkpoint.shape, generator=generator) * 2 - 1


@pytest.mark.parametrize("name", ["digits", "sprites"])
def test_the_update_is_one_step_of_the_training_loop(name, monkeypatch):
    monkeypatch.setattr(loop, "training_dtype", lambda device: torch.float32)
    checkpoint, place = load_checkpoint(name), Place(CPU)
    recipe = replace(RECIPES[name], batch=3, warmup_steps=1)
    pool, state = pool_of(recipe), loop.new_state(recipe, CPU)
    state.start_from(checkpoint.model.state_dict(), checkpoint.card.training)
    example = next(loop._examples(recipe, pool, place, state.step))
    next(loop.train(recipe, state, pool, place, seconds=60, clock=lambda: 0.0))
    shown = one_update.stepped(checkpoint, example, recipe.peak_lr)
    pairs = zip(shown.parameters(), state.model.parameters(), strict=True)
    assert max(float((a - b).detach().abs().max()) for a, b in pairs) < 1e-6
    moved = [
        float((a - b).abs().max())
        for a, b in zip(shown.parameters(), checkpoint.model.parameters(), strict=True)
    ]
    assert max(moved) > 1e-4


def test_the_network_that_all_share_stays_as_it_is():
    checkpoint = load_checkpoint("digits")
    before = {k: v.clone() for k, v in checkpoint.model.state_dict().items()}
    one_update.update(checkpoint, picture(checkpoint), [picture(checkpoint, 1)], 400, 7, -2.0)
    after = checkpoint.model.state_dict()
    assert all(torch.equal(before[k], after[k]) for k in before)
    assert not any(p.requires_grad for p in checkpoint.model.parameters())


@pytest.mark.parametrize("t", [1, 500, 1000])
def test_its_numbers_are_those_of_the_loss(t):
    checkpoint = load_checkpoint("digits")
    x0, others = picture(checkpoint), [picture(checkpoint, i) for i in (1, 2)]
    found = one_update.update(checkpoint, x0, others, t, 7, -4.0)
    asked = found.question
    example = one_update.example_of(checkpoint, asked)
    loss = float(loss_of(checkpoint.model, one_update.objective_of(checkpoint), *example))
    assert found.before.same == pytest.approx(loss, rel=1e-4)
    answer = one_update.answer(checkpoint, asked)
    shown = float((answer.said - asked.target).square().mean())
    assert found.before.same == pytest.approx(shown, rel=1e-4)
    assert found.before.same == pytest.approx(answer.loss, rel=1e-4)
    torch.testing.assert_close(asked.x_t, asked.signal * asked.x0 + asked.noise * asked.eps)
    assert found.weights == sum(p.numel() for p in checkpoint.model.parameters())


def test_a_step_of_any_size_lies_on_the_curve_of_all_sizes():
    checkpoint = load_checkpoint("digits")
    x0, others = picture(checkpoint), [picture(checkpoint, 1)]
    for e in (-5.0, -3.0, -2.0):
        found = one_update.update(checkpoint, x0, others, 300, 7, e)
        (on_curve,) = [t for t in found.tried if t.rate == pytest.approx(10**e)]
        assert found.chosen.same == pytest.approx(on_curve.same, rel=1e-3)
        assert found.chosen.others == pytest.approx(on_curve.others, rel=1e-3)
        assert found.moved == pytest.approx(10**e, rel=0.2)  # Adam's first step


def test_a_small_step_helps_the_picture_that_it_was_learned_from():
    checkpoint = load_checkpoint("digits")
    found = one_update.update(
        checkpoint, picture(checkpoint), [picture(checkpoint, 1)], 300, 7, -5.0
    )
    assert found.chosen.same < found.before.same


def test_words_learn_as_fast_as_they_did():
    assert one_update.word_rate(load_checkpoint("photos").card) == pytest.approx(10)
    assert one_update.word_rate(load_checkpoint("digits").card) == pytest.approx(5)
    brought = replace(load_checkpoint("digits").card, training={"pictures_seen": 0})
    assert isinstance(brought, ModelCard)
    assert one_update.word_rate(brought) == one_update.WORD_RATE


@pytest.mark.usefixtures("in_float32")
def test_the_loss_over_t_is_the_engines_and_the_readable_networks():
    checkpoint = load_checkpoint("digits")
    pictures = [picture(checkpoint), picture(checkpoint, 1)]
    found = loss_of_pictures(checkpoint, pictures, 450, 7)
    each = []
    for i in range(len(pictures) * NOISES):
        asked = one_update.question(checkpoint, pictures[i // NOISES], 450, 7 + i)
        example = one_update.example_of(checkpoint, asked)
        with torch.inference_mode():
            each.append(float(one_update.losses(checkpoint, checkpoint.model, example)))
    assert found == pytest.approx(sum(each) / len(each), rel=1e-3)
