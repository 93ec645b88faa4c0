"""Exported files compute what the networks compute, in any batch, and stand alone."""

from __future__ import annotations

import gzip
import importlib.util

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from explainer.core.errors import UserError
from explainer.engines import onnx_files as exported
from explainer.networks.checkpoints import ModelCard, available, load_checkpoint, save_checkpoint
from explainer.networks.foreign import Dialect, with_dialect
from explainer.networks.word_unet import WordUNet
from tests import latents
from tests.conftest import TINY

pytestmark = pytest.mark.slow

FIRST_DDPM = Dialect("add", cosines_first=False, frequency_shift=1, pad_both_sides=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(exported, "FOLDER", tmp_path / "engines")
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    load_checkpoint.cache_clear()
    yield tmp_path
    load_checkpoint.cache_clear()


def saved(folder, model, words=("red", "green", "blue"), shape=TINY) -> ModelCard:
    card = ModelCard("tiny", "Tiny", shape, "cosine", 1000, "v", words, [])
    return save_checkpoint(card, model.state_dict(), folder)


def agrees(path, name, batch):
    unet = load_checkpoint(name).model.unet
    shape = unet.config
    x, k = torch.randn(batch, shape.channels, shape.size, shape.size), torch.arange(batch) * 99.0
    c = torch.randn(batch, shape.embedding)
    session = onnxruntime.InferenceSession(str(path))
    (y,) = session.run(None, {"x": x.numpy(), "k": k.numpy(), "c": c.numpy()})
    with torch.inference_mode():
        expected = unet(x, k, c).numpy()
    return np.abs(y - expected).max() < 1e-4 * np.abs(expected).max()


def test_the_file_computes_what_the_network_computes(folder, tiny_model):
    card = saved(folder, tiny_model)
    assert not exported.onnx_paths("tiny")
    path = exported.export("tiny")
    assert exported.onnx_paths("tiny") == [path]
    assert path.name == f"tiny-{card.sha256[:12]}-{exported.FORM}.onnx"
    assert all(agrees(path, "tiny", batch) for batch in (1, 2, 5))
    assert gzip.decompress(exported.compressed(path).read_bytes()) == path.read_bytes()
    # the weights are inside, and nothing else was left behind
    assert not any(
        t.external_data for t in onnx.load(path, load_external_data=False).graph.initializer
    )
    assert {p.name for p in path.parent.iterdir()} == {path.name, path.name + ".gz"}


def test_other_weights_are_another_file(folder, tiny_model):
    saved(folder, tiny_model)
    before = exported.file_of("tiny")
    saved(folder, WordUNet(TINY, 3))
    assert exported.file_of("tiny") != before


@pytest.mark.slow
def test_networks_of_others_are_exported_too(folder):
    """Without words, and with everything that the first DDPM did otherwise."""
    shape = with_dialect(TINY, FIRST_DDPM)
    torch.manual_seed(0)
    model = WordUNet(shape, 0)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    saved(folder, model, (), shape)
    assert agrees(exported.export("tiny"), "tiny", 3)


def test_a_file_that_computes_something_else_is_not_kept(folder, tiny_model, monkeypatch, capsys):
    saved(folder, tiny_model)
    write = exported._write

    def wrong(unet, inputs, path):
        torch.manual_seed(1)
        other = WordUNet(TINY, 3).unet
        for parameter in other.parameters():
            torch.nn.init.normal_(parameter, std=0.2)
        write(other.eval(), inputs, path)

    monkeypatch.setattr(exported, "_write", wrong)
    assert exported.main(["tiny"]) == 2
    assert "differs from the network" in capsys.readouterr().err
    assert list(exported.FOLDER.iterdir()) == []


def test_a_missing_package_is_named(folder, monkeypatch, capsys):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "onnxscript" else find(name)
    )
    with pytest.raises(UserError, match=r"onnxscript.*requirements-fast\.txt"):
        exported.export("digits")
    assert exported.main(["digits"]) == 2
    assert "onnxscript" in capsys.readouterr().err


def test_an_unknown_name_is_said(folder, capsys):
    assert exported.main(["nothing"]) == 2
    assert "nothing" in capsys.readouterr().err


def test_the_command_exports_all_there_are(folder, monkeypatch, capsys):
    networks, decoders = [], []

    def into(asked):
        def export(name):
            asked.append(name)
            return folder / "some.onnx"

        return export

    (folder / "some.onnx").write_bytes(b"1")
    latents.save_tiny_latent(folder, "latent-one")
    latents.save_tiny_latent(folder, "latent-two")  # the same codec
    monkeypatch.setattr(exported, "export", into(networks))
    monkeypatch.setattr(exported, "export_decoder", into(decoders))
    assert exported.main([]) == 0
    assert networks == available()
    files = {exported.decoder_file_of(name) for name in available()} - {None}
    assert {exported.decoder_file_of(name) for name in decoders} == files
    assert len(decoders) == len(files) and {"latent-one", "latent-two"} & {*decoders}
    assert exported.main(["digits"]) == 0 and len(decoders) == len(files)


@pytest.mark.slow
def test_the_decoder_of_a_network_in_latents_has_a_file_of_its_own(folder):
    """It takes the codec's latents: means and deviations are the network's own, and not in the file."""
    card = latents.save_tiny_latent(folder)
    path = exported.export_decoder(latents.NAME)
    assert path.name == f"tiny-codec-decoder-{card.latent.sha256[:12]}-{exported.FORM}.onnx"
    assert exported.compressed(path).is_file()
    codec = load_checkpoint(latents.NAME).space.codec
    session = onnxruntime.InferenceSession(str(path))
    assert [given.name for given in session.get_inputs()] == ["x"]
    for batch in (1, 2, 5):
        z = torch.randn(batch, 4, 4, 4)
        (pictures,) = session.run(None, {"x": z.numpy()})
        with torch.inference_mode():
            expected = codec.decode(z).numpy()
        assert np.abs(pictures - expected).max() < 1e-4 * np.abs(expected).max()


def test_a_network_in_latents_needs_both_files(folder):
    latents.save_tiny_latent(folder)
    paths = [exported.file_of(latents.NAME), exported.decoder_file_of(latents.NAME)]
    exported.FOLDER.mkdir()
    for path in paths:
        assert exported.onnx_paths(latents.NAME) == []
        path.write_bytes(b"1")
    assert exported.onnx_paths(latents.NAME) == paths
    assert exported.decoder_file_of("digits") is None
    with pytest.raises(UserError, match="needs no decoder"):
        exported.export_decoder("digits")
