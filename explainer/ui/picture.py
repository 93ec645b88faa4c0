"""The visitor's current picture: chosen or uploaded once, used by every page, kept in memory only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile
from torch import Tensor

from explainer.core.errors import UserError
from explainer.media.limits import MAX_BYTES
from explainer.media.pictures import default_height, reduce, square
from explainer.media.uploads import FORMATS, decode
from explainer.samples import SAMPLES, sample_pixels
from explainer.streamlit_names import forget_upload
from explainer.ui.controls import lesson
from explainer.ui.controls.table import SAMPLE
from explainer.ui.language import enumerated, say, say_card, translate
from explainer.ui.page_spec import PageSpec
from explainer.ui.place import cameras_allowed


@dataclass(frozen=True, eq=False)
class Picture:
    """uint8 (h, w, 3) pixels, a title, a caption, and an identity for caches."""

    pixels: np.ndarray
    title: str
    caption: str
    notes: tuple[str, ...] = ()
    sample: str | None = None  # its name, if it is one of the samples

    @property
    def identity(self) -> str:
        """Equal for equal pixels."""
        return hashlib.sha256(self.pixels.tobytes()).hexdigest()[:16]

    def for_network(self, shape: tuple[int, int, int]) -> Tensor:
        """x0 as a network takes it: (channels, size, size) in [−1, 1]."""
        return reduce(self.pixels, shape[1], shape[0])


def sample_picture(name: str) -> Picture:
    """A shipped sample."""
    sample = SAMPLES[name]
    credit = f"{say_card(sample.credit)}. {say_card(sample.licence)}."
    return Picture(sample_pixels(name), say_card(sample.title), credit, sample=name)


def current_picture() -> Picture:
    """The upload if there is one, else the chosen sample."""
    uploaded: Picture | None = st.session_state.get("_upload")
    if uploaded is None:
        return sample_picture(st.session_state.get("sample") or next(iter(SAMPLES)))
    crop = _crop(uploaded)
    cut = square(uploaded.pixels, crop["zoom"], crop["x"] / 100, crop["y"] / 100)
    # its words in the language of now
    return replace(uploaded, pixels=cut, title=say("picture.yours"), caption=say("picture.private"))


def shows_an_upload(page: PageSpec) -> bool:
    """Whether a picture of the visitor's own plays a part in a page, as its controls stand."""
    if not page.uses_picture or "_upload" not in st.session_state:
        return False
    if page.picture_if is None:
        return True
    control, values = page.picture_if
    return st.session_state.get(control.key, control.default()) in values


def subject() -> str:
    """The identity of what the current picture is cut from: another crop does not change it."""
    uploaded: Picture | None = st.session_state.get("_upload")
    return (uploaded or current_picture()).identity


def _crop(uploaded: Picture) -> dict[str, float]:
    """How the upload is cropped, kept apart from the sliders that say it: a page may have them twice."""
    upper = round(100 * default_height(uploaded.pixels))
    crop: dict[str, float] = st.session_state.setdefault(
        "_crop", {"zoom": 1.0, "x": 50, "y": upper}
    )
    return crop


def crop_chooser(place: str) -> None:
    """Sliders that move the square over the upload, if there is one; none that could move nothing."""
    uploaded: Picture | None = st.session_state.get("_upload")
    if uploaded is None:
        return
    height, width = uploaded.pixels.shape[:2]
    zoomed = _crop(uploaded)["zoom"] > 1
    _crop_slider(place, "zoom", 1.0, 4.0, 0.1)
    if zoomed or width > height:
        _crop_slider(place, "x", 0, 100, 1)
    if zoomed or height > width:
        _crop_slider(place, "y", 0, 100, 1)


def _crop_slider(place: str, name: str, low: float, high: float, step: float) -> None:
    key = f"_crop_{name}_{place}"
    now = st.session_state["_crop"][name]
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    label = say(f"picture.{name}")
    st.slider(label, low, high, step=step, key=key, on_change=_move_crop, args=(name, key))


def _move_crop(name: str, key: str) -> None:
    st.session_state["_crop"] = {**st.session_state["_crop"], name: st.session_state[key]}


UPLOADERS = ("sidebar", "start", "camera")


def _file_key(place: str) -> str:
    """The uploader's key; another one empties its field."""
    return f"_file_{place}_{st.session_state.get(f'_emptied_{place}', 0)}"


def _empty_uploaders(but: str = "") -> None:
    for place in UPLOADERS:
        if place != but:
            count = f"_emptied_{place}"
            st.session_state[count] = st.session_state.get(count, 0) + 1


def drop_upload() -> None:
    """Go back to the samples, with empty uploaders."""
    st.session_state.pop("_upload", None)
    st.session_state["_upload_error"] = ""
    _empty_uploaders()


def accept_upload(place: str) -> None:
    """Take what an uploader holds; a bad file leaves a sentence and the picture before it."""
    if lesson.hides(lesson.UPLOAD):  # a form that was edited to have an upload field
        return
    file = st.session_state.get(_file_key(place))
    st.session_state["_upload_error"], st.session_state["_upload_place"] = "", place
    _empty_uploaders(but=place)
    if not isinstance(file, UploadedFile):  # taken back: the picture stays until there is another
        return
    try:
        decoded = decode(file.getvalue())
    except UserError as error:
        st.session_state["_upload_error"] = translate(error.sentence)
        return
    finally:
        forget_upload(file.file_id)
    st.session_state.pop("_crop", None)
    st.session_state["_upload"] = Picture(
        decoded.pixels, say("picture.yours"), say("picture.private"), decoded.notes
    )


def uploader(place: str) -> None:
    """The upload field and whatever is to be said about the last upload, unless the lesson hides it."""
    if lesson.hides(lesson.UPLOAD):
        return
    st.file_uploader(
        say("picture.upload"),
        key=_file_key(place),
        # checked by content, not by name: Streamlit would answer a wrong ending with an exception
        help=say("picture.formats", formats=enumerated(FORMATS.values()), most=MAX_BYTES // 10**6),
        on_change=accept_upload,
        args=(place,),
    )
    _complain(place)


def _complain(place: str) -> None:
    """What was wrong with the last file, beside the field that it came from."""
    if st.session_state.get("_upload_error") and st.session_state["_upload_place"] == place:
        st.error(st.session_state["_upload_error"])


def camera() -> None:
    """A photograph from the visitor's camera; the browser asks for leave only once this is switched on."""
    if lesson.hides(lesson.UPLOAD):
        return
    if st.toggle(say("picture.camera"), key="_camera_on"):
        if not cameras_allowed():
            st.info(say("picture.camera_http"), icon=":material/lock_open:")
            return
        st.camera_input(
            say("picture.camera_shot"),
            key=_file_key("camera"),
            on_change=accept_upload,
            args=("camera",),
        )
        _complain("camera")


def samples(place: str) -> None:
    """The samples as buttons, none of them chosen beside an upload; a click takes one and drops the upload."""
    uploaded = "_upload" in st.session_state
    SAMPLE.draw(place=place, marked=not uploaded, on_change=drop_upload)
    if uploaded and lesson.holds(SAMPLE.key):
        st.button(say("picture.upload_dropped"), key=f"_drop_{place}", on_click=drop_upload)
