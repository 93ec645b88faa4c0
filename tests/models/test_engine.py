import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.models.checkpoints import load_checkpoint
from explainer.models.engine import Pace, TorchEngine, engine_for
from explainer.models.once import once_per_process
from explainer.models.pipeline import (
    Settings,
    expected_seconds,
    generate,
    one_step,
    picture_shape,
    run,
)

CPU = torch.device("cpu")


def test_float32_engine_is_the_network(tiny_model):
    engine = TorchEngine(tiny_model.unet, CPU, torch.float32)
    x, k, c = torch.randn(2, 3, 16, 16), torch.tensor([1, 900]), tiny_model.words[:2]
    assert torch.allclose(engine(x, k, c), tiny_model.unet(x, k, c), atol=1e-4)
    assert "float32" in engine.name


def test_bf16_engine_is_close(tiny_model):
    exact, fast = (TorchEngine(tiny_model.unet, CPU, d) for d in (torch.float32, torch.bfloat16))
    x, k = torch.randn(2, 3, 16, 16), torch.tensor([1, 900])
    a, b = exact(x, k), fast(x, k)
    assert b.dtype == torch.float32
    assert float((a - b).abs().mean()) < 0.03 * float(a.abs().mean())


def test_the_engine_leaves_the_checkpoint_alone(tiny_model):
    TorchEngine(tiny_model.unet, CPU, torch.bfloat16)
    assert all(p.dtype == torch.float32 for p in tiny_model.parameters())


def test_many_threads_get_their_own_answers(tiny_model):
    engine = TorchEngine(tiny_model.unet, CPU, torch.float32)
    inputs = [torch.randn(1, 3, 16, 16) for _ in range(8)]
    alone = [engine(x, torch.tensor([5])) for x in inputs]
    got = {}

    def work(i):
        for _ in range(5):
            got[i] = engine(inputs[i], torch.tensor([5]))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(torch.equal(got[i], alone[i]) for i in range(8))


def test_engines_are_shared():
    assert engine_for("digits") is engine_for("digits")


def test_what_threads_ask_for_together_is_made_once():
    made = []

    @once_per_process
    def slow(name):
        made.append(name)
        time.sleep(0.05)
        return object()

    with ThreadPoolExecutor(8) as pool:
        things = list(pool.map(lambda _: slow("a"), range(8)))
    assert made == ["a"]
    assert len(set(map(id, things))) == 1
    assert slow("b") is not things[0]


def test_the_pace_is_learned_from_calls_and_not_from_the_first():
    pace = Pace()
    pace.note(2, 9.0)  # prepares the others
    assert not pace.known
    pace.note(2, 0.02)
    assert pace.estimate(2) == pytest.approx(0.02)
    assert 0.02 < pace.estimate(4) <= 0.04
    assert pace.estimate(1) < 0.02


def test_an_estimate_counts_what_will_be_called(monkeypatch):
    monkeypatch.setattr(Pace, "estimate", lambda self, pictures: 0.001 * pictures)
    monkeypatch.setattr(Pace, "known", True)
    plain = Settings("digits", "ddim", 10, 1.0, "3", (1, 2))
    assert expected_seconds(plain) == pytest.approx(0.02)
    assert expected_seconds(replace(plain, w=2.0)) == pytest.approx(0.04)
    assert expected_seconds(replace(plain, w=2.0, words="")) == pytest.approx(0.02)
    assert expected_seconds(replace(plain, sampler="heun")) == pytest.approx(0.04)
    half = expected_seconds(replace(plain, w=2.0, interval=(501, 1000)))
    assert half == pytest.approx(0.03)
    assert expected_seconds(replace(plain, w=2.0, interval=(0, 0))) == pytest.approx(0.02)


def test_guidance_acts_in_its_interval_only():
    settings = Settings("digits", "ddim", 10, 3.0, "3", (1,))
    calls = [
        last(generate(replace(settings, interval=i))).calls for i in (None, (400, 700), (0, 0))
    ]
    assert calls == [20, 14, 10]
    plain = last(generate(replace(settings, w=1.0))).x_next
    assert torch.equal(last(generate(replace(settings, interval=(0, 0)))).x_next, plain)


def test_the_same_settings_give_the_same_picture():
    settings = Settings("digits", "ddpm", 5, 2.0, "7", (3, 4))
    a, b = last(generate(settings)), last(generate(settings))
    assert torch.equal(a.x_next, b.x_next)
    assert a.calls == 10


def test_the_shipped_networks_in_bf16_agree_with_float32():
    """At least 40 dB after a short guided run: nobody sees the difference."""
    from explainer.core.denoiser import Clipped, Guided, NetworkDenoiser
    from explainer.core.samplers import ddim_step, walk

    checkpoint = load_checkpoint("digits")
    x, words = unit_noise((1, 28, 28), range(4)), checkpoint.vectors([{"3": 1.0}] * 4)

    def sample(dtype):
        engine = TorchEngine(checkpoint.model.unet, CPU, dtype)
        raw = NetworkDenoiser(engine, checkpoint.schedule)
        denoiser = Clipped(Guided(raw, 2.0), checkpoint.schedule)
        ts = checkpoint.schedule.timesteps(10)
        return last(walk(ddim_step, denoiser, checkpoint.schedule, x, ts, condition=words)).x_next

    a, b = sample(torch.float32), sample(torch.bfloat16)
    assert sum(psnr(p, q) for p, q in zip(a, b, strict=True)) / 4 > 30


def test_a_single_call_cleans_a_noisy_digit():
    """The shipped network against the mean grey: a broken checkpoint could not do this."""
    shape = picture_shape("digits")
    clean = last(generate(Settings("digits", "ddim", 20, 2.0, "1"))).x_next[0]
    schedule = load_checkpoint("digits").schedule
    x_t = schedule.add_noise(clean[None], torch.tensor([500]), unit_noise(shape, [1]))
    estimate = one_step("digits", x_t, 500).x0[0]
    assert psnr(estimate, clean) > psnr(clean.mean().expand(shape), clean) + 3
    walked = last(run(Settings("digits", "ddpm", 10, seeds=(1,)), x_t, 500)).x_next[0]
    assert psnr(walked, clean) > psnr(clean.mean().expand(shape), clean)


def test_pictures_of_one_run_may_have_their_own_words():
    together = last(generate(Settings("digits", "ddim", 5, 2.0, "3; 8", (4, 4)))).x_next
    for i, word in enumerate("38"):
        alone = last(generate(Settings("digits", "ddim", 5, 2.0, word, (4,)))).x_next[0]
        assert psnr(together[i], alone) > 30
