"""Files that programs and visitors name: none is opened but what was uploaded here, and by Gradio none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.state_holder import SessionState
from gradio.utils import get_upload_folder

from explainer.strings import Sentence
from explainer.tabs.api import described
from explainer.tabs.language import refusal


def unopened(payload: Any) -> str | None:
    """The path of an uploaded file, which Gradio would open; the project's own reader checks it first."""
    if payload is None:
        return None
    if payload.path is None:
        raise refusal(Sentence("error.as_file"))
    return str(payload.path)


def _named_files(value: Any) -> Iterator[Any]:
    """Every "path" in what a program sent, however deep."""
    if isinstance(value, dict):
        yield from [value["path"]] if value.get("path") is not None else []
        value = list(value.values())
    for inner in value if isinstance(value, list) else []:
        yield from _named_files(inner)


def _was_uploaded(path: Any) -> bool:
    """Whether it is a file in Gradio's own folder."""
    file = Path(path).resolve()
    return file.is_relative_to(Path(get_upload_folder()).resolve()) and file.is_file()


class OnlyUploads(gr.Blocks):
    """Takes no file but those that visitors uploaded, in whatever input it is named.

    Gradio by itself would fetch any address for whoever asks; and where it is mounted, it would open any
    file of this machine.
    """

    def get_api_info(self, all_endpoints: bool = False, page: str | None = None) -> Any:
        """The list of endpoints, in our words."""
        return described(cast(dict[str, Any], super().get_api_info(all_endpoints, page)))

    async def preprocess_data(
        self,
        block_fn: BlockFunction,
        inputs: list[Any],
        state: SessionState | None,
        explicit_call: bool = False,
    ) -> Any:
        """Inputs as the functions take them. Raises gr.Error, with a sentence, for everything else."""
        try:
            if not all(map(_was_uploaded, _named_files(inputs))):
                raise ValueError("not uploaded")
            return await super().preprocess_data(block_fn, inputs, state, explicit_call)
        except gr.Error as error:
            error.print_exception = False
            raise
        except Exception:
            raise refusal(Sentence("error.unreadable")) from None
