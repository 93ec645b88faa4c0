import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from explainer.core.errors import UserError
from explainer.core.metrics import psnr
from explainer.core.noise import unit_noise
from explainer.core.samplers import last
from explainer.engines import fast_torch, registry
from explainer.engines.backends import TorchBackend
from explainer.engines.batching import BATCHER
from explainer.engines.engine import CallTimes
from explainer.engines.example import example_inputs
from explainer.engines.fast_torch import onednn
from explainer.engines.fast_torch.steady import SteadyLinear
from explainer.engines.local import LocalEngine
from explainer.engines.registry import engine_for
from explainer.experiments.sampling import expected_seconds, generate, one_step, picture_shape, run
from explainer.experiments.settings import Settings
from explainer.networks import checkpoints
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.foreign import Dialect, make_unet, with_dialect

CPU = torch.device("cpu")


def test_float32_backend_is_the_network(tiny_model):
    backend = TorchBackend(tiny_model.unet, CPU)
    x, k, c = torch.randn(2, 3, 16, 16), torch.tensor([1, 900]), tiny_model.words[:2]
    assert torch.allclose(backend(x, k, c), tiny_model.unet(x, k, c), atol=1e-4)
    assert "float32" in backend.name


def test_bf16_backend_is_close(tiny_model):
    exact, fast = (TorchBackend(tiny_model.unet, CPU, d) for d in (torch.float32, torch.bfloat16))
    inputs = example_inputs(tiny_model.unet.config, 2)
    a, b = exact(*inputs), fast(*inputs)
    assert b.dtype == torch.float32
    assert float((a - b).abs().mean()) < 0.03 * float(a.abs().mean())


def test_the_backend_leaves_the_checkpoint_alone(tiny_model):
    TorchBackend(tiny_model.unet, CPU, torch.bfloat16)
    assert all(p.dtype == torch.float32 for p in tiny_model.parameters())
    assert not any(isinstance(m, SteadyLinear) for m in tiny_model.modules())


def test_no_condition_is_the_empty_one(tiny_model):
    engine = LocalEngine(TorchBackend(tiny_model.unet, CPU), tiny_model.unet.config)
    x, k, _ = example_inputs(tiny_model.unet.config, 2)
    assert torch.equal(engine(x, k), engine(x, k, torch.zeros(2, tiny_model.unet.config.embedding)))
    assert torch.allclose(engine(x, k), tiny_model.unet(x, k), atol=1e-4)


@pytest.mark.parametrize("name", ["digits", "sprites"])
def test_a_picture_is_the_same_in_any_company(name):
    """Bit for bit, in calls of 1 to 40 rows, at any place in them."""
    engine, config = engine_for(name), load_checkpoint(name).card.architecture
    x, k, c = example_inputs(config, 40)
    alone = torch.cat([engine(x[i : i + 1], k[i : i + 1], c[i : i + 1]) for i in range(40)])
    for rows in (2, 3, 5, 7, 11, 16, 40):
        assert torch.equal(engine(x[:rows], k[:rows], c[:rows]), alone[:rows])
    mixed = torch.randperm(40, generator=torch.Generator().manual_seed(1))
    assert torch.equal(engine(x[mixed], k[mixed], c[mixed]), alone[mixed])


@pytest.mark.parametrize(("number", "fewest"), [("float32", 1), ("bfloat16", 2)])
def test_a_coarse_format_hides_what_a_single_row_does(tiny_model, number, fewest):
    """All shapes agree here on the example that is tried; in a coarse format that says nothing of one row."""

    def call(x, k, condition):
        made.append(len(x))
        return x

    made: list[int] = []
    call.name = f"simple cpu {number}"
    engine = LocalEngine(call, tiny_model.unet.config)
    inputs = example_inputs(tiny_model.unet.config, 1)
    assert torch.equal(engine(*inputs), inputs[0])
    assert made[-1] == fewest
    assert (1 in made) == (number == "float32")


def test_a_shape_that_rounds_otherwise_is_not_used(tiny_model):
    exact = TorchBackend(tiny_model.unet, CPU)

    def call(x, k, condition):
        output = exact(x, k, condition)
        return output * (1 + 1e-6) if len(x) in (8, 16) else output

    call.name = exact.name
    engine = LocalEngine(call, tiny_model.unet.config)
    x, k, c = example_inputs(tiny_model.unet.config, 7)
    assert torch.equal(engine(x, k, c)[:2], exact(x[:2], k[:2], c[:2]))
    assert engine.max_rows == 12


def test_runs_of_many_visitors_are_as_if_each_were_alone():
    """The promise behind links and copied code: the same seed gives the same bytes on a busy server."""
    wanted = [
        Settings("digits", s, 6, 2.0, word, (seed,))
        for seed, (s, word) in enumerate(
            zip(["ddpm", "ddim", "dpmpp_2m", "heun"] * 2, "01234567", strict=True)
        )
    ]
    alone = [last(generate(settings)).x_next for settings in wanted]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda settings: last(generate(settings)).x_next, wanted))
    assert all(torch.equal(a, b) for a, b in zip(alone, together, strict=True))


def test_engines_are_shared():
    assert engine_for("digits") is engine_for("digits")


@pytest.fixture
def nothing_loaded():
    """No engine and no checkpoint is there; afterwards those that were."""
    before = [(made.cache, dict(made.cache)) for made in (engine_for, load_checkpoint)]
    for cache, _ in before:
        cache.clear()
    yield
    for cache, content in before:
        cache.clear()
        cache.update(content)


def test_what_threads_ask_for_together_is_made_once(monkeypatch, nothing_loaded):
    read, made = [], []

    def slow(log, function, name):
        def slowed(*args):
            log.append(name(*args))
            time.sleep(0.05)
            return function(*args)

        return slowed

    choose = slow(made, registry.choose_backend, lambda checkpoint: checkpoint.card.name)
    monkeypatch.setattr(registry, "choose_backend", choose)
    read_file = slow(read, checkpoints.load_from, lambda name, folder: name)
    monkeypatch.setattr(checkpoints, "load_from", read_file)
    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(lambda _: engine_for("digits"), range(8)))
    assert made == read == ["digits"]
    assert len(set(map(id, engines))) == 1
    assert engine_for("sprites") is not engines[0]


def test_what_cannot_be_made_is_tried_again(monkeypatch, nothing_loaded):
    def damaged(name, folder):
        raise UserError("damaged")

    with monkeypatch.context() as context:
        context.setattr(checkpoints, "load_from", damaged)
        with pytest.raises(UserError, match="damaged"):
            engine_for("digits")
    assert engine_for("digits").name


def test_the_pace_is_learned_from_calls_and_not_from_the_first():
    times = CallTimes()
    times.note(2, 9.0)  # prepares the others
    assert not times.known
    times.note(2, 0.02)
    assert times.estimate(2) == pytest.approx(0.02)
    assert 0.02 < times.estimate(4) <= 0.04
    assert times.estimate(1) < 0.02


def test_an_estimate_counts_what_will_be_called(monkeypatch):
    monkeypatch.setattr(CallTimes, "estimate", lambda self, pictures: 0.001 * pictures)
    monkeypatch.setattr(CallTimes, "known", True)
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
        engine = LocalEngine(
            TorchBackend(checkpoint.model.unet, CPU, dtype), checkpoint.card.architecture
        )
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
    estimate = one_step(load_checkpoint("digits"), x_t, 500).x0[0]
    assert psnr(estimate, clean) > psnr(clean.mean().expand(shape), clean) + 3
    walked = last(run(Settings("digits", "ddpm", 10, seeds=(1,)), x_t, 500)).x_next[0]
    assert psnr(walked, clean) > psnr(clean.mean().expand(shape), clean)


def test_pictures_of_one_run_may_have_their_own_words():
    together = last(generate(Settings("digits", "ddim", 5, 2.0, "3; 8", (4, 4)))).x_next
    for i, word in enumerate("38"):
        alone = last(generate(Settings("digits", "ddim", 5, 2.0, word, (4,)))).x_next[0]
        assert psnr(together[i], alone) > 30


@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize("time", ["scale_shift", "add"])
def test_a_prepared_network_is_the_same_network(rows, time):
    config = load_checkpoint("sprites").card.architecture
    torch.manual_seed(0)
    small = replace(config, widths=(32, 64), attention=(False, True))
    unet = make_unet(with_dialect(small, Dialect(time)))
    for parameter in unet.parameters():  # whose last layers are zero before it is trained
        torch.nn.init.normal_(parameter, std=0.1)
    inputs = example_inputs(unet.config, rows)
    with torch.inference_mode():
        expected = unet(*inputs)
    output = TorchBackend(unet, CPU)(*inputs)
    assert torch.allclose(output, expected, atol=1e-5 * float(expected.abs().max()))


def test_weights_are_kept_in_the_order_of_the_library_only():
    backend = TorchBackend(load_checkpoint("sprites").model.unet, CPU)
    kept = [name for name, values in backend._network.named_parameters() if values.dim() == 4]
    ordered = [values for _, values in backend._network.named_buffers() if values.is_mkldnn]
    assert kept == []
    assert len(ordered) > 10


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_trace_does_what_was_written_whatever_the_number_of_rows(dtype, monkeypatch):
    unet = load_checkpoint("sprites").model.unet
    backend = TorchBackend(unet, CPU, dtype)
    monkeypatch.setattr(fast_torch, "traced", lambda network, example: network)
    written = TorchBackend(unet, CPU, dtype)
    for rows in (2, 1, 3, 4, 5, 16, 2):
        inputs = example_inputs(unet.config, rows)
        assert torch.equal(backend(*inputs), written(*inputs))


@pytest.mark.skipif(
    torch.backends.cpu.get_cpu_capability() != "AVX2", reason="other processors order otherwise"
)
@pytest.mark.parametrize("rows", [1, 2])
def test_no_call_puts_weights_in_order_first(rows, capfd):
    unet = load_checkpoint("photos").model.unet
    backend, inputs = TorchBackend(unet, CPU), example_inputs(unet.config, rows)

    def call():
        with torch.backends.mkldnn.verbose(torch.backends.mkldnn.VERBOSE_ON):
            backend(*inputs)

    BATCHER.run(call)
    said = capfd.readouterr().out
    assert ",convolution," in said
    assert ",reorder," not in said


def test_a_torch_without_that_library_convolves_as_ever(monkeypatch):
    monkeypatch.setattr(onednn, "NEEDED", (*onednn.NEEDED, "no_such_call"))
    assert not onednn.available()
    unet = load_checkpoint("digits").model.unet
    inputs = example_inputs(unet.config, 2)
    with torch.inference_mode():
        expected = unet(*inputs)
    assert torch.allclose(TorchBackend(unet, torch.device("cpu"))(*inputs), expected, atol=1e-5)
