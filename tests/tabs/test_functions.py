"""The functions behind the Gradio tabs: the same pictures as the pages, streamed, stoppable, polite."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from explainer.core.baselines import best_blur
from explainer.core.errors import UserError
from explainer.core.noise import noised
from explainer.core.samplers import SAMPLERS, last
from explainer.experiments.frame_rate import FrameRate
from explainer.experiments.sampling import generate, one_step, run
from explainer.experiments.settings import MAX_PICTURES, Settings
from explainer.media.pictures import montage, reduce, square, to_pixels
from explainer.media.uploads import decode
from explainer.networks.checkpoints import load_checkpoint
from explainer.samples import SAMPLES, sample_pixels
from explainer.tabs import functions, restoring

SIZE = 16


def rgb(x):
    return functions.rgb(to_pixels(x))


def x0_of(network):
    size, channels = (28, 1) if network == "digits" else (SIZE, 3)
    return reduce(square(sample_pixels(next(iter(SAMPLES)))), size, channels)


@pytest.fixture
def upload(tmp_path):
    def save(data):
        path = tmp_path / "upload.png"
        path.write_bytes(data)
        return str(path)

    return save


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_it_makes_the_picture_of_the_pages(tiny, sampler):
    *_, end = functions.make(tiny, "red; blue", 2.0, 5, sampler, 7, 3)
    settings = Settings(tiny, sampler, 5, 2.0, "red; blue", (7, 8, 9))
    assert np.array_equal(end.picture, montage(to_pixels(last(generate(settings)).x_next)))


def test_each_setting_matters(tiny):
    usual = {"words": "red", "w": 2.0, "steps": 5, "sampler": "ddim", "seed": 7, "pictures": 1}

    def picture(**other):
        *_, end = functions.make(tiny, **{**usual, **other})
        return end.picture

    first = picture()
    others = [{"words": "blue"}, {"w": 6.0}, {"steps": 2}, {"sampler": "ddpm"}, {"seed": 8}]
    assert not [o for o in others if np.array_equal(picture(**o), first)]
    assert picture(pictures=4).shape == (2 * SIZE + 2, 2 * SIZE + 2, 3)


def test_grey_pictures_come_as_rgb():
    *_, end = functions.make("digits", "3", 2.0, 2, "ddim", 7, 1)
    assert end.picture.shape == (28, 28, 3)
    assert end.picture.dtype == np.uint8


@pytest.mark.parametrize("steps", [1, 2, 7])
def test_the_end_is_shown_even_if_nothing_else_is(tiny, monkeypatch, steps):
    monkeypatch.setattr(FrameRate, "due", lambda self, *look: False)
    (only,) = functions.make(tiny, "", 1.0, steps, "ddim", 7, 1)
    assert only.done
    assert f"{steps} steps" in only.text or steps == 1
    monkeypatch.setattr(FrameRate, "due", lambda self, *look: True)
    assert [m.done for m in functions.make(tiny, "", 1.0, steps, "ddim", 7, 1)] == [
        *[False] * (steps - 1),
        True,
    ]


def test_nothing_is_computed_before_it_is_asked_for(tiny, calls, every_step):
    moments = functions.make(tiny, "red", 2.0, 50, "ddim", 7, 1)
    assert not calls
    next(moments)
    assert calls == [2]  # guided: with words and without, in one call


@pytest.mark.parametrize(
    "begin",
    [
        lambda name: functions.make(name, "red", 2.0, 50, "ddim", 7, 2),
        lambda name: functions.compare_steps(name, "red", 2.0, "ddim", 7, 10, 50),
        lambda name: functions.remove_noise(None, 900, 50, "ddim", 7, name),
        lambda name: functions.redraw(None, 900, "red", 2.0, 7, name),
        lambda name: restoring.sharpen(None, 4, 50, "ddim", 7, name),
    ],
    ids=["make", "compare_steps", "remove_noise", "redraw", "sharpen"],
)
def test_closing_ends_the_calls(tiny, calls, every_step, begin):
    moments = begin(tiny)
    next(moments)
    next(moments)
    before = len(calls)
    moments.close()
    assert len(calls) == before
    assert not list(moments)
    assert len(calls) == before


def test_closing_the_pictures_closes_the_walk(tiny, every_step):
    steps = generate(Settings(tiny, steps=50))
    moments = functions.watch(steps, "digits")
    next(moments)
    moments.close()
    assert steps.gi_frame is None  # ended, although somebody still holds it


def test_between_two_pictures_it_does_not_run_ahead(tiny, calls, every_step):
    moments = functions.make(tiny, "", 1.0, 20, "ddim", 7, 1)
    for n in range(1, 6):
        next(moments)
        assert len(calls) == n


def test_the_mixture_is_that_of_the_pages(tiny):
    x0, schedule = x0_of(tiny), load_checkpoint(tiny).schedule
    x_t, eps = noised(x0, 300, 5, schedule)
    clean, noise, mixed, text = functions.add_noise(None, 300, 5, tiny)
    assert np.array_equal(clean, rgb(x0))
    assert np.array_equal(noise, rgb(eps))
    assert np.array_equal(mixed, rgb(x_t))
    assert f"{float(schedule.alpha_bar[300]) ** 0.5:.2f}" in text


def test_an_upload_takes_the_place_of_the_sample(tiny, upload):
    buffer = io.BytesIO()
    Image.new("RGB", (90, 60), (200, 30, 10)).save(buffer, "PNG")
    clean, *_ = functions.add_noise(upload(buffer.getvalue()), 0, 5, tiny)
    assert np.array_equal(clean, rgb(reduce(square(decode(buffer.getvalue()).pixels), SIZE, 3)))
    assert (clean == (200, 30, 10)).all()


def test_all_ways_of_cleaning_get_the_same_noisy_picture(tiny):
    x0, schedule = x0_of(tiny), load_checkpoint(tiny).schedule
    x_t, _ = noised(x0, 400, 5, schedule)
    *_, end = functions.remove_noise(None, 400, 4, "ddim", 5, tiny)
    settings = Settings(tiny, "ddim", 4, seeds=(5,))
    assert np.array_equal(end.noisy, rgb(x_t))
    blur = best_blur(x_t, float(schedule.alpha_bar[400]), x0).picture
    assert np.array_equal(end.blur, rgb(blur))
    assert np.array_equal(end.one, rgb(one_step(load_checkpoint(tiny), x_t[None], 400).x0[0]))
    assert np.array_equal(end.walked, rgb(last(run(settings, x_t[None], 400)).x_next[0]))


def test_the_closeness_is_told_when_there_is_one(tiny, every_step):
    *before, end = functions.remove_noise(None, 400, 4, "ddim", 5, tiny)
    assert len(before) == 3
    assert "PSNR" in end.texts[0]
    assert not [text for m in before for text in m.texts if "PSNR" in text]


@pytest.mark.parametrize("t", [0, 1, 3])
def test_no_more_steps_than_there_are_timesteps(tiny, t):
    *_, end = functions.remove_noise(None, t, 50, "ddim", 5, tiny)
    assert f"{max(1, t)} step" in end.texts[-1]


def test_the_two_walks_begin_alike_and_end_as_they_would_alone(tiny):
    *_, (few, many) = functions.compare_steps(tiny, "red", 2.0, "ddim", 7, 3, 9)
    assert few.done
    assert many.done
    for moment, steps in ((few, 3), (many, 9)):
        alone = last(generate(Settings(tiny, "ddim", steps, 2.0, "red", (7,))))
        assert np.array_equal(moment.picture, rgb(alone.x_next[0]))


def test_the_two_walks_take_turns(tiny, every_step):
    pairs = list(functions.compare_steps(tiny, "", 1.0, "ddim", 7, 3, 6))
    assert [few.done for few, _ in pairs] == [False, False, True, True, True, True]
    assert [many.done for _, many in pairs] == [False] * 5 + [True]


BAD = [
    ({"network": "nope"}, "no network"),
    ({"network": "../digits"}, "no network"),
    ({"network": None}, "no network"),
    ({"words": "platypus"}, "platypus"),
    ({"words": "red " * 500}, "characters"),
    ({"words": "9 red"}, "weight"),
    ({"steps": 0}, "steps"),
    ({"steps": 10**9}, "steps"),
    ({"steps": float("nan")}, "not a number"),
    ({"steps": None}, "not a number"),
    ({"w": -1}, "guidance"),
    ({"w": float("inf")}, "not a number"),
    ({"w": 10**400}, "not a number"),
    ({"sampler": "euler"}, "sampler"),
    ({"sampler": ["ddim"]}, "sampler"),
    ({"seed": -1}, "Seeds"),
    ({"seed": 2**32}, "Seeds"),
    ({"pictures": 0}, "pictures"),
    ({"pictures": MAX_PICTURES + 1}, "pictures"),
    ({"pictures": 10**12}, "pictures"),  # would fill the memory before anything is said
]


@pytest.mark.parametrize(("bad", "words"), BAD, ids=[str(b)[:30] for b, _ in BAD])
def test_settings_out_of_range_get_a_sentence(tiny, calls, bad, words):
    good = {"words": "", "w": 1.0, "steps": 2, "sampler": "ddim", "seed": 7, "pictures": 1}
    with pytest.raises(UserError, match=words) as error:
        list(functions.make(**{"network": tiny, **good, **bad}))
    assert len(str(error.value)) < 500
    assert not calls


@pytest.mark.parametrize("t", [-1, 1001, 10**30, float("nan"), "x", None])
def test_a_timestep_off_the_schedule_gets_a_sentence(tiny, t):
    with pytest.raises(UserError, match=r"timestep|number"):
        functions.add_noise(None, t, 7, tiny)
    with pytest.raises(UserError, match=r"timestep|number"):
        list(functions.remove_noise(None, t, 5, "ddim", 7, tiny))


@pytest.mark.parametrize("seed", [-1, 2**32, None, float("inf")])
def test_a_seed_off_its_range_gets_a_sentence(tiny, seed):
    with pytest.raises(UserError, match=r"Seeds|number"):
        functions.add_noise(None, 5, seed, tiny)


def test_a_file_that_is_gone_gets_a_sentence(tiny, tmp_path):
    for file in (tmp_path / "gone.png", tmp_path, "a\0b"):
        with pytest.raises(UserError, match="Upload it again"):
            functions.add_noise(str(file), 5, 7, tiny)


def test_a_file_that_is_no_picture_gets_a_sentence(tiny, upload):
    with pytest.raises(UserError, match="not a picture"):
        functions.add_noise(upload(b"text"), 5, 7, tiny)
