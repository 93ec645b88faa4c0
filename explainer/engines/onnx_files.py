"""ONNX files of the checkpoints: the same networks for runtimes other than torch.

    python -m explainer.engines.onnx_files [NAMES]

writes those named, or all there are, into the folder `engines/` (or $EXPLAINER_ENGINE_FILES). Needs onnx and
onnxscript (requirements-fast.txt); what is written needs neither. A file takes x (b, channels, size, size),
k (b,) and c (b, embedding) and gives y, shaped like x: float32 throughout, any b, the weights inside. A row
of zeros in c stands for no condition, as it does in the UNet, so networks without words have files too.

A network in latents needs its codec's decoder as well: one file for all networks that share the codec, which takes
the codec's latents x (b, z, h, w) and gives pictures y. Between a network's x and the codec's latents stand the
mean and the deviation of each channel, which are the network's own: whoever calls both files applies them.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import logging
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from explainer.core.environment import engine_files
from explainer.core.errors import UserError
from explainer.engines.example import CodecCall, example_inputs
from explainer.engines.fast_torch import folded, folded_codec
from explainer.networks.checkpoints import available, home_of, load_checkpoint, read_card
from explainer.networks.spaces import LatentSpace

FOLDER = engine_files() or Path(__file__).resolve().parents[2] / "engines"
OPSET = 18  # the newest that torch writes without translating it again
TOLERANCE = 1e-4  # between runtimes, of the largest output; float32 leaves some 1e-6
HASH_DIGITS = 12  # of the weights' SHA-256, in a file's name
FORM = 2  # of what is written, in a file's name, too: browsers keep a file for good

Inputs = tuple[Tensor, ...]  # of a file, in the order of INPUTS: a decoder takes the first only
INPUTS = ("x", "k", "c")
BATCHES = (
    2,
    1,
    3,
)  # the exporter's, which would take one picture for a size that never changes, and those to check


def file_of(name: str) -> Path:
    """Where the file of a checkpoint lies, or would lie: other weights, another file."""
    return _file(name, read_card(name, home_of(name)).sha256)


def decoder_file_of(name: str) -> Path | None:
    """Where the file of the decoder lies, or would lie, that makes pictures of a checkpoint's x; None for pixels."""
    latent = read_card(name, home_of(name)).latent
    return _file(f"{latent.codec}-decoder", latent.sha256) if latent else None


def _file(name: str, sha256: str) -> Path:
    return FOLDER / f"{name}-{sha256[:HASH_DIGITS]}-{FORM}.onnx"


def onnx_paths(name: str) -> list[Path]:
    """All files that drawing with a checkpoint needs, the network's first; none where one was not exported.

    Raises UserError for an unknown name.
    """
    paths = [path for path in (file_of(name), decoder_file_of(name)) if path]
    return paths if all(path.is_file() for path in paths) else []


def export(name: str) -> Path:
    """Write the file of a checkpoint and check it; what was there before stays until then.

    Raises UserError where the packages are missing, or if the file computes something else.
    """
    unet = load_checkpoint(name).model.unet
    examples = [example_inputs(unet.config, batch) for batch in BATCHES]
    return _export(file_of(name), unet, folded(unet), examples)


def export_decoder(name: str) -> Path:
    """Write the file of the decoder that a checkpoint in latents needs, likewise. Raises UserError."""
    path, space = decoder_file_of(name), load_checkpoint(name).space
    if path is None or not isinstance(space, LatentSpace):
        raise UserError(f"“{name}” works on pixels and needs no decoder.")
    channels, size, _ = space.shape
    examples = [example_inputs(CodecCall(channels, size), batch)[:1] for batch in BATCHES]
    decoder = space.codec.decoder
    return _export(path, decoder, folded_codec(decoder), examples)


def _export(path: Path, exact: nn.Module, rewritten: nn.Module, examples: Sequence[Inputs]) -> Path:
    """Write what was rewritten, checked against what it was made from; the first example is the exporter's."""
    _need_packages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        unfinished = Path(folder) / path.name
        _write(rewritten, examples[0], unfinished)
        _check(exact, examples[1:], unfinished)
        compress(unfinished).replace(compressed(path))
        unfinished.replace(path)
    return path


def compressed(path: Path) -> Path:
    """Where the same file lies compressed, for whoever sends it to browsers."""
    return path.with_name(path.name + ".gz")


def compress(path: Path) -> Path:
    """Write the compressed file: little more than half of it, since most weights were rounded to half precision once."""
    with compressed(path).open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        packed.write(path.read_bytes())
    return compressed(path)


def _need_packages() -> None:
    if missing := [p for p in ("onnx", "onnxscript") if importlib.util.find_spec(p) is None]:
        names = " and ".join(missing)
        raise UserError(
            f"Exporting needs {names}, which the app does without: pip install -r requirements-fast.txt."
        )


def _write(network: nn.Module, inputs: Inputs, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's own insides
        program = torch.onnx.export(
            network,
            inputs,
            input_names=INPUTS[: len(inputs)],
            output_names=["y"],
            dynamic_shapes=tuple({0: "b"} for _ in inputs),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    program.save(path, external_data=False)


def _check(exact: nn.Module, examples: Sequence[Inputs], path: Path) -> None:
    """By onnxruntime, in batches of other sizes than the exporter saw; without it only the file's form."""
    if importlib.util.find_spec("onnxruntime") is None:
        _package("onnx").checker.check_model(str(path), full_check=True)
        return
    session = _package("onnxruntime").InferenceSession(str(path))
    for inputs in examples:
        with torch.inference_mode():
            expected = exact(*inputs)
        arrays = {key: value.numpy() for key, value in zip(INPUTS, inputs, strict=False)}
        (y,) = session.run(["y"], arrays)
        difference = float((torch.from_numpy(y) - expected).abs().max() / expected.abs().max())
        if not difference <= TOLERANCE:
            raise UserError(f"{path.name} differs from the network by {difference:.1e}; not kept.")


def _package(name: str) -> Any:
    """A package that may be missing; its types are not checked."""
    return importlib.import_module(name)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 on success, 2 with a sentence on a mistake."""
    parser = argparse.ArgumentParser(prog="python -m explainer.engines.onnx_files")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="checkpoints; all if none is named"
    )
    options = parser.parse_args(arguments)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    try:
        names = options.names or available()
        for name in names:
            _report(export(name))
        decoders = {decoder_file_of(name): name for name in names}  # one for all that share it
        for name in (name for path, name in decoders.items() if path):
            _report(export_decoder(name))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _report(path: Path) -> None:
    print(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    sys.exit(main())
