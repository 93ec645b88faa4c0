"""The choice of a backend: the fastest of those that agree with float32, measured once."""

import importlib.util

import pytest
import torch

from explainer.engines import choice, hardware
from explainer.engines import onnx_files as exported
from explainer.engines.backends import OnnxBackend, OpenVinoBackend, TorchBackend
from explainer.engines.example import example_inputs
from explainer.networks.checkpoints import ModelCard, available, load_checkpoint, save_checkpoint
from tests.conftest import TINY


@pytest.fixture
def tiny(tiny_model, tmp_path, monkeypatch):
    """A checkpoint with random weights, without exported file."""
    monkeypatch.setattr(exported, "FOLDER", tmp_path / "engines")
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    monkeypatch.setattr(choice, "formats_to_try", lambda device: (torch.float32,))
    monkeypatch.delenv(choice.ENGINE_SETTING, raising=False)
    save_checkpoint(
        ModelCard("choice-tiny", "Tiny", TINY, "cosine", 1000, "v", ("red",), []),
        {**tiny_model.state_dict(), "words": tiny_model.words[:1]},
        tmp_path,
    )
    yield load_checkpoint("choice-tiny")
    load_checkpoint.cache_clear()


@pytest.fixture
def shelf(tiny, monkeypatch):
    """Three backends: torch, a faster one and one that is the fastest and wrong."""

    def backend(name, error):
        exact = TorchBackend(tiny.model.unet, torch.device("cpu"))

        def call(*inputs):
            return exact(*inputs) * (1 + error)

        call.name = f"{name} cpu float32"
        return call

    made = {"torch": 0.0, "quick": 1e-6, "wrong": 1e-2}
    makers = {name: lambda n=name, e=error: backend(n, e) for name, error in made.items()}
    measured = []

    def measure(checkpoint, backends):
        measured.append(set(backends))
        return {name: {"torch": 3.0, "quick": 2.0, "wrong": 1.0}[name] for name in backends}

    monkeypatch.setattr(choice, "candidates", lambda checkpoint: makers)
    monkeypatch.setattr(choice, "measure", measure)
    monkeypatch.setattr(choice.importlib.metadata, "version", lambda name: "1")
    return measured


def test_without_an_exported_file_there_is_torch(tiny):
    assert list(choice.candidates(tiny)) == ["torch"]
    assert choice.choose_backend(tiny).name.startswith("torch")


def test_where_a_processor_knows_bfloat16_both_formats_are_tried(tiny, monkeypatch):
    monkeypatch.setattr(choice, "formats_to_try", lambda device: (torch.float32, torch.bfloat16))
    assert list(choice.candidates(tiny)) == ["torch", "torch-bfloat16"]
    monkeypatch.setenv(choice.ENGINE_SETTING, "torch-bfloat16")
    assert choice.choose_backend(tiny).name == "torch cpu bfloat16"
    monkeypatch.setenv(choice.ENGINE_SETTING, "torch")
    assert choice.choose_backend(tiny).name == "torch cpu float32"


@pytest.mark.parametrize(
    ("tiles", "instructions", "formats", "training"),
    [
        (False, False, (torch.float32,), torch.float32),
        (False, True, (torch.float32, torch.bfloat16), torch.bfloat16),
        (True, True, (torch.bfloat16,), torch.bfloat16),
    ],
)
def test_which_formats_are_worth_a_try(tiles, instructions, formats, training, monkeypatch):
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: tiles)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: instructions)
    cpu = torch.device("cpu")
    assert hardware.formats_to_try(cpu) == formats
    assert hardware.training_dtype(cpu) == training


def test_the_fastest_that_agrees_is_chosen_and_the_wrong_one_refused(tiny, shelf, capsys):
    assert choice.choose_backend(tiny).name == "quick cpu float32"
    assert shelf == [{"torch", "quick"}]
    assert "wrong cpu float32 differs from float32 by 1e-02" in capsys.readouterr().err


def test_a_difference_between_the_least_and_the_most_noise_is_seen(tiny):
    exact = TorchBackend(tiny.model.unet, torch.device("cpu"))

    def wrong(x, k, condition):
        middle = ((k > 100) & (k < 900)).view(-1, 1, 1, 1)
        return exact(x, k, condition) * (1 + 0.1 * middle)

    assert choice.difference(tiny, exact) < 1e-5
    assert choice.difference(tiny, wrong) > 1e-2


@pytest.mark.slow
@pytest.mark.parametrize("name", available())
def test_the_shipped_networks_bear_bfloat16(name):
    """Weights that are large and cancel one another are fine in float32, and ruin pictures in bfloat16."""
    checkpoint = load_checkpoint(name)
    rounded = TorchBackend(checkpoint.model.unet, torch.device("cpu"), torch.bfloat16)
    assert choice.difference(checkpoint, rounded) < 0.02


def test_it_is_measured_once_per_machine(tiny, shelf, monkeypatch):
    choice.choose_backend(tiny)
    assert choice.choose_backend(tiny).name == "quick cpu float32"
    assert len(shelf) == 1
    monkeypatch.setattr(choice, "usable_threads", lambda: 77)
    choice.choose_backend(tiny)
    assert len(shelf) == 2


def test_damaged_notes_are_measured_anew(tiny, shelf):
    exported.FOLDER.mkdir()
    (exported.FOLDER / "measured.json").write_text("{")
    assert choice.choose_backend(tiny).name == "quick cpu float32"
    assert choice.choose_backend(tiny).name == "quick cpu float32"
    assert len(shelf) == 1


def test_the_environment_overrules(tiny, shelf, monkeypatch, capsys):
    monkeypatch.setenv(choice.ENGINE_SETTING, "torch")
    assert choice.choose_backend(tiny).name == "torch cpu float32"
    monkeypatch.setenv(choice.ENGINE_SETTING, "wrong")  # not even then
    assert choice.choose_backend(tiny).name == "quick cpu float32"
    monkeypatch.setenv(choice.ENGINE_SETTING, "abacus")
    assert choice.choose_backend(tiny).name == "quick cpu float32"
    assert "there is torch, quick, wrong" in capsys.readouterr().err


@pytest.mark.slow
def test_exported_files_agree_in_every_library_that_is_here(tiny):
    path = exported.export("choice-tiny")
    assert list(choice.candidates(tiny)) == ["torch", "onnxruntime", "openvino"]
    inputs = example_inputs(TINY, 5)
    exact = TorchBackend(tiny.model.unet, torch.device("cpu"))(*inputs)
    for backend in (OnnxBackend(path), OpenVinoBackend(path)):
        output = backend(*inputs)
        assert output.dtype == torch.float32
        exactly = backend.name.endswith("float32")
        # a network of random weights rounds worse than trained ones
        assert choice.difference(tiny, backend) <= choice.TOLERANCE[exactly] * (1 if exactly else 2)
        assert torch.allclose(output, exact, atol=5e-2)


def damaged_file():
    exported.FOLDER.mkdir()
    exported.file_of("choice-tiny").write_bytes(b"not a network")


def test_a_missing_package_is_not_offered(tiny, monkeypatch):
    damaged_file()
    find = importlib.util.find_spec
    monkeypatch.setattr(
        choice.importlib.util, "find_spec", lambda name: None if name == "openvino" else find(name)
    )
    assert list(choice.candidates(tiny)) == ["torch", "onnxruntime"]


def test_a_damaged_file_leaves_torch(tiny, capsys):
    damaged_file()
    assert choice.choose_backend(tiny).name.startswith("torch")
    assert "cannot run “choice-tiny”" in capsys.readouterr().err
