"""Weights are put in the order of the library for convolutions once, and calls are traced: the numbers stay."""

from dataclasses import replace

import pytest
import torch

from explainer.engines import fast_torch
from explainer.engines.backends import TorchBackend
from explainer.engines.batching import BATCHER
from explainer.engines.example import example_inputs
from explainer.engines.fast_torch import onednn
from explainer.networks.checkpoints import load_checkpoint
from explainer.networks.config import UNetConfig
from explainer.networks.foreign import Dialect, make_unet, with_dialect
from explainer.networks.unet import UNet

CPU = torch.device("cpu")


def same_when_prepared(unet: UNet, rows: int) -> bool:
    """Whether random weights give the same numbers, up to rounding."""
    for parameter in unet.parameters():  # whose last layers are zero before it is trained
        torch.nn.init.normal_(parameter, std=0.1)
    inputs = example_inputs(unet.config, rows)
    with torch.inference_mode():
        expected = unet(*inputs)
    output = TorchBackend(unet, CPU)(*inputs)
    return torch.allclose(output, expected, atol=1e-5 * float(expected.abs().max()))


@pytest.mark.parametrize("rows", [1, 2, 5])
@pytest.mark.parametrize("time", ["scale_shift", "add"])
def test_a_prepared_network_is_the_same_network(rows, time):
    config = load_checkpoint("sprites").card.architecture
    torch.manual_seed(0)
    small = replace(config, widths=(32, 64), attention=(False, True))
    assert same_when_prepared(make_unet(with_dialect(small, Dialect(time))), rows)


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_so_is_one_that_works_in_latents(rows):
    """Small in height and width, wide in channels, attending everywhere."""
    torch.manual_seed(0)
    assert same_when_prepared(UNet(UNetConfig(8, 16, (96, 192), (True, True))), rows)


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
    backend(*inputs)  # the first of one row makes the network for the others

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
