"""Codecs as engines: what they compute is the codec's, the same bit for bit in any company, in the queue of all calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from explainer.core.metrics import psnr
from explainer.core.schedule import make_schedule
from explainer.engines import codecs, registry
from explainer.engines.batching import BATCHER
from explainer.engines.codecs import CodecBackend, CodecCall, decoded, decoder_of, encoded
from explainer.engines.fast_torch import onednn
from explainer.engines.fast_torch.folding import FoldedUpsample, folded_codec
from explainer.networks.checkpoints import Checkpoint, load_checkpoint
from explainer.networks.codec import Codec
from explainer.networks.config import CodecConfig
from explainer.networks.spaces import LatentCard, LatentSpace

CPU = torch.device("cpu")
# as many stages as the codec that ships, fewer channels: pictures of 16×16, latents of 4 channels, 2×2
TINY = CodecConfig(16, 3, 4, (8, 16, 24), (1, 1, 1), (1, 1, 2), patch=2, groups=4)
LATENTS, PICTURES = CodecCall(4, 2), CodecCall(3, 16)


@pytest.fixture
def space() -> LatentSpace:
    """Of a codec with random weights everywhere, the zeroed layers too."""
    torch.manual_seed(0)
    codec = Codec(TINY)
    for parameter in codec.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    moments = (0.5, -1.0, 2.0, 0.0), (1.0, 2.0, 0.5, 3.0)
    card = LatentCard("tiny", f"of no file {id(codec)}", *moments)
    return LatentSpace(codec.eval().requires_grad_(False), card)


@pytest.fixture
def checkpoint(space) -> Checkpoint:
    """A checkpoint in its latents, of which only the space counts here."""
    other = load_checkpoint("digits")
    return Checkpoint(other.card, other.model, make_schedule("cosine"), space)


def latents(rows: int) -> torch.Tensor:
    return torch.randn(rows, 4, 2, 2, generator=torch.Generator().manual_seed(1))


def pictures(rows: int) -> torch.Tensor:
    return torch.rand(rows, 3, 16, 16, generator=torch.Generator().manual_seed(2)) * 2 - 1


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Up to rounding."""
    return torch.allclose(one, other, atol=1e-5 * float(other.abs().max()))


@torch.inference_mode()
def test_folded_it_is_the_same_codec_with_fewer_layers(space):
    for half, x in ((space.codec.encoder, pictures(2)), (space.codec.decoder, latents(2))):
        assert same(folded_codec(half)(x), half(x))
    layers = folded_codec(space.codec.decoder).layers
    assert len(layers) == len(space.codec.decoder.layers) - 2
    assert sum(isinstance(layer, FoldedUpsample) for layer in layers) == 2


@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize("packs", [True, False])
def test_a_backend_computes_what_the_half_computes(space, rows, packs, monkeypatch):
    if not packs:
        monkeypatch.setattr(onednn, "NEEDED", ("no_such_call",))
    none = torch.zeros(rows), torch.zeros(rows, 0)
    for half, shape, x in (
        (space.codec.encoder, PICTURES, pictures(rows)),
        (space.codec.decoder, LATENTS, latents(rows)),
    ):
        backend = CodecBackend(half, shape, CPU, torch.float32)
        output = BATCHER.run(lambda backend=backend, x=x: backend(x, *none))
        with torch.inference_mode():
            assert same(output, half(x))
        assert all(p.dtype == torch.float32 and p.dim() for p in half.parameters())


def test_in_bfloat16_it_is_close(space):
    x, none = latents(4), (torch.zeros(4), torch.zeros(4, 0))
    exact, fast = (
        CodecBackend(space.codec.decoder, LATENTS, CPU, dtype)(x, *none)
        for dtype in (torch.float32, torch.bfloat16)
    )
    scale = 1 / float(exact.abs().max())
    assert fast.dtype == torch.float32
    assert all(30 < psnr(scale * p, scale * q) < 100 for p, q in zip(fast, exact, strict=True))


@pytest.mark.usefixtures("in_float32")
def test_means_and_deviations_are_taken_off_and_put_on(checkpoint):
    there = encoded(checkpoint, pictures(3))
    assert same(there, checkpoint.space.encode(pictures(3)))
    assert same(decoded(checkpoint, there), checkpoint.space.decode(there))
    assert decoded(checkpoint, there).shape == (3, *checkpoint.picture_shape)


def test_pixels_stay_as_they_are():
    x, checkpoint = torch.randn(2, 1, 28, 28), load_checkpoint("digits")
    assert decoded(checkpoint, x) is x and encoded(checkpoint, x) is x


def test_a_picture_is_the_same_in_any_company(checkpoint):
    x = latents(40)
    alone = torch.cat([decoded(checkpoint, x[i : i + 1]) for i in range(40)])
    for rows in (2, 3, 7, 16, 40):
        assert torch.equal(decoded(checkpoint, x[:rows]), alone[:rows])
    mixed = torch.randperm(40, generator=torch.Generator().manual_seed(3))
    assert torch.equal(decoded(checkpoint, x[mixed]), alone[mixed])


def test_what_several_visitors_wait_for_is_decoded_together(checkpoint, monkeypatch):
    decoder, x = decoder_of(checkpoint.space), latents(6)
    alone = [decoded(checkpoint, x[i : i + 2]) for i in (0, 2, 4)]
    rows, compute = [], decoder.compute

    def counted(*inputs):
        rows.append(len(inputs[0]))
        return compute(*inputs)

    monkeypatch.setattr(decoder, "compute", counted)

    def held(pool):
        """All calls wait while the thread of all calls is held up."""
        waiting = [pool.submit(decoded, checkpoint, x[i : i + 2]) for i in (0, 2, 4)]
        while BATCHER.waiting(decoder) < 3:
            pass
        return waiting

    with ThreadPoolExecutor(3) as pool:
        together = [future.result() for future in BATCHER.run(lambda: held(pool))]
    assert rows == [6]
    assert all(torch.equal(a, b) for a, b in zip(alone, together, strict=True))


def test_networks_that_share_a_codec_share_its_engines(space):
    other = LatentSpace(space.codec, LatentCard("tiny", space.card.sha256, (0.0,) * 4, (1.0,) * 4))
    assert decoder_of(space) is decoder_of(other)
    assert decoder_of(space) is not codecs.encoder_of(space)


def test_the_first_calls_are_made_before_anyone_waits(checkpoint):
    codecs.warm_up(checkpoint)
    assert decoder_of(checkpoint.space).call_times.known
    codecs.warm_up(load_checkpoint("digits"))  # has none


def test_so_are_those_of_a_checkpoint_that_is_warmed_up(tiny_latent):
    registry.warm_up(tiny_latent)
    assert registry.engine_for(tiny_latent).call_times.known
    assert decoder_of(load_checkpoint(tiny_latent).space).call_times.known


def test_a_cluster_is_not_asked(checkpoint, monkeypatch):
    monkeypatch.setenv("EXPLAINER_ENGINE", "ray")
    assert decoded(checkpoint, latents(1)).shape == (1, 3, 16, 16)
    assert decoder_of(checkpoint.space).name.startswith("torch")
