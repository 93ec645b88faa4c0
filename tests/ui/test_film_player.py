"""What the film player is sent: everything once, and nothing where there is nothing new."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explainer.ui.drawing.frames import passing_uri


def script():
    import streamlit as st

    from explainer.experiments.sampling import generate
    from explainer.experiments.settings import Settings
    from explainer.media.film import Film
    from explainer.ui.components import film_player
    from explainer.ui.runs import Run

    messages = st.session_state.setdefault("messages", [])
    feed, film_player._feed = (
        film_player._feed,
        lambda data: (messages.append(data), feed(data=data)),
    )
    try:
        settings = Settings("digits", "ddim", 60, seeds=(1, 2, 3))
        run = Run("key", settings, Film(60))
        player = film_player.FilmPlayer(st.container(), "film")
        player.show([run])
        for step in generate(settings):
            run.film.add(step)
            player.show([run])
            player.show([run])  # while it waits for the network, or after the last step
    finally:
        film_player._feed = feed
    st.session_state["run"] = run


def test_every_frame_is_sent_once_and_the_result_last():
    at = AppTest.from_function(script, default_timeout=60).run()
    assert not at.exception
    messages, film = at.session_state["messages"], at.session_state["run"].film
    sent = [f["t"] for m in messages for f in m["tracks"][1]["frames"]]
    assert sent == [frame.t for frame in film.frames]
    assert len({m["number"] for m in messages}) == len(messages) == 60
    # every step is to be seen, those that the film does not keep as well
    assert all(bool(m["tracks"][0]["live"]) != bool(m["tracks"][0]["frames"]) for m in messages)
    end = messages[-1]["tracks"][0]
    assert end["live"] is None
    assert (end["frames"][-1]["t"], end["frames"][-1]["symbol"]) == (0, "x̂₀")
    kinds = {k: messages[1]["tracks"][k]["live"]["src"][:15] for k in range(3)}
    assert kinds == {0: "data:image/jpeg", 1: "data:image/png;", 2: "data:image/jpeg"}


@pytest.mark.parametrize("channels, kind", [(3, "bmp"), (1, "png")])
def test_small_frames_of_a_film_stay_the_pixels_that_they_are(channels, kind):
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28, channels), np.uint8)
    head, _, packed = passing_uri(pixels).partition(",")
    assert head == f"data:image/{kind};base64"
    back = np.asarray(Image.open(io.BytesIO(base64.b64decode(packed))))
    assert np.array_equal(back.reshape(pixels.shape), pixels)
