"""ONNX files of the checkpoints: the same networks for runtimes other than torch.

    python -m explainer.engines.onnx_files [NAMES]

writes those named, or all there are, into the folder `engines/` (or $EXPLAINER_ENGINE_FILES). Needs onnx and
onnxscript (requirements-fast.txt); what is written needs neither. A file takes x (b, channels, size, size),
k (b,) and c (b, embedding) and gives y, shaped like x: float32 throughout, any b, the weights inside. A row
of zeros in c stands for no condition, as it does in the UNet, so networks without words have files too.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from explainer.core.errors import UserError
from explainer.engines.fast_torch import folded
from explainer.networks.checkpoints import available, home_of, load_checkpoint, read_card
from explainer.networks.unet import UNet

FOLDER = Path(
    os.environ.get("EXPLAINER_ENGINE_FILES") or Path(__file__).resolve().parents[2] / "engines"
)
OPSET = 18  # the newest that torch writes without translating it again
TOLERANCE = 1e-4  # between runtimes, of the largest output; float32 leaves some 1e-6
HASH_DIGITS = 12  # of the weights' SHA-256, in a file's name
FORM = 2  # of what is written, in a file's name, too: browsers keep a file for good


def file_of(name: str) -> Path:
    """Where the file of a checkpoint lies, or would lie: other weights, another file."""
    digits = read_card(name, home_of(name)).sha256[:HASH_DIGITS]
    return FOLDER / f"{name}-{digits}-{FORM}.onnx"


def onnx_path(name: str) -> Path | None:
    """The file of a checkpoint; None where it was not exported. Raises UserError for an unknown name."""
    path = file_of(name)
    return path if path.is_file() else None


def export(name: str) -> Path:
    """Write the file of a checkpoint and check it; what was there before stays until then.

    Raises UserError where the packages are missing, or if the file computes something else.
    """
    _need_packages()
    path, unet = file_of(name), load_checkpoint(name).model.unet
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        unfinished = Path(folder) / path.name
        _write(folded(unet), unfinished)
        _check(unet, unfinished)
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


def _inputs(unet: UNet, batch: int) -> tuple[Tensor, Tensor, Tensor]:
    """Some x, k and c for so many pictures, the same each time."""
    shape, generator = unet.config, torch.Generator().manual_seed(0)
    return (
        torch.randn(batch, shape.channels, shape.size, shape.size, generator=generator),
        torch.linspace(0, 999, batch),
        torch.randn(batch, shape.embedding, generator=generator),
    )


def _write(unet: UNet, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's own insides
        program = torch.onnx.export(
            unet,
            _inputs(unet, 2),  # one picture would be taken for a size that never changes
            input_names=["x", "k", "c"],
            output_names=["y"],
            dynamic_shapes=({0: "b"}, {0: "b"}, {0: "b"}),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    program.save(path, external_data=False)


def _check(unet: UNet, path: Path) -> None:
    """By onnxruntime, in batches of other sizes than the exporter saw; without it only the file's form."""
    if importlib.util.find_spec("onnxruntime") is None:
        _package("onnx").checker.check_model(str(path), full_check=True)
        return
    session = _package("onnxruntime").InferenceSession(str(path))
    for batch in (1, 3):
        inputs = _inputs(unet, batch)
        with torch.inference_mode():
            expected = unet(*inputs)
        arrays = {key: value.numpy() for key, value in zip("xkc", inputs, strict=True)}
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
        for name in options.names or available():
            path = export(name)
            print(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
