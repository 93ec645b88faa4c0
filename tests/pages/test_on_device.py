"""Runs on the visitor's own device: the server plans, and calls no network."""

from __future__ import annotations

import json

import pytest

from explainer.engines import engine
from explainer.engines import onnx_files as exported
from explainer.engines.registry import engine_for
from explainer.experiments.pair import FAR, unit
from explainer.server import device_runtime
from tests.pages.opening import app, errors


@pytest.fixture
def offered(tmp_path, monkeypatch):
    """Files as they lie where the device can do the work; nobody reads them here."""
    (
        engine_for("digits"),
        engine_for("sprites"),
    )  # chosen before these files could be taken for real ones
    monkeypatch.setattr(exported, "FOLDER", tmp_path)
    device_runtime.folder().mkdir()
    for path in (
        exported.file_of("digits"),
        *(device_runtime.folder() / f for f in device_runtime.FILES),
    ):
        path.write_bytes(b"")


def sent(at) -> dict | None:
    """What the component that runs on the device was given."""
    given = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next((data for data in given if "plans" in data), None)


def player(at) -> dict:
    """What the film player was given."""
    given = [json.loads(e.proto.json) for e in at.get("bidi_component")]
    return next(data for data in given if "pictures" in data)


def switch(at):
    return [toggle for toggle in at.toggle if toggle.key == "on_device"]


def test_a_run_on_the_device_costs_the_server_no_network_call(offered, calls):
    at = app("generate", on_device="true", seed="1234", w="3")
    assert not at.exception and not errors(at) and not at.warning
    assert calls == []
    given = sent(at)
    (plan,) = given["plans"]
    assert len(plan["steps"]) == 4 and plan["calls"] == 8
    assert [track["part"] for track in given["tracks"]] == ["x_t", "x0", "eps"]
    assert player(at)["id"] == given["id"]
    at.number_input(key="seed").set_value(1235).run()
    assert sent(at)["id"] == given["id"]  # the old pictures stay until they are asked for
    at.button(key="_generate_go").click().run()
    assert sent(at)["id"] != given["id"]
    assert calls == []


def test_a_network_in_latents_is_sent_with_its_decoder(offered, tiny_latent, calls):
    for path in (exported.file_of(tiny_latent), exported.decoder_file_of(tiny_latent)):
        path.write_bytes(b"")
    at = app("generate", on_device="true", network=tiny_latent, words="a", seed="5")
    assert not at.exception and not errors(at) and not at.warning
    assert calls == []
    given = sent(at)
    (plan,) = given["plans"]
    assert plan["shape"] == [1, 4, 4, 4] and plan["latents"]["picture"] == [3, 16, 16]
    assert given["sources"]["decoder"] == f"/device/{exported.decoder_file_of(tiny_latent).name}"
    assert given["layout"]["parts"] == ["eps", "x0", "x_t"]
    assert "{seconds} s" in given["words"]["decoding"]


def test_two_walks_on_the_device_and_what_is_said_of_them(offered, calls, monkeypatch):
    monkeypatch.setattr(engine, "LATELY", 1e9)  # however slow this machine is
    engine_for("digits").load()  # what the ladder would cost is told from it
    calls.clear()
    link = {"steps_a": "3", "steps_b": "6", "words": "3", "network": "digits"}
    at = app("how_many_steps", on_device="true", seed="1234", **link)
    assert not at.exception and not errors(at) and not at.warning
    assert calls == []
    given = sent(at)
    assert [len(plan["steps"]) for plan in given["plans"]] == [3, 6]
    assert given["plans"][0]["start"] == given["plans"][1]["start"]  # the same noise
    assert given["layout"]["parts"] == ["x_t"]  # and nothing that nobody sees
    assert [(track["part"], track["run"]) for track in given["tracks"]] == [("x_t", 0), ("x_t", 1)]
    assert given["tracks"][1]["counting"]["running"][0] == "step {i} of 6"
    assert given["tracks"][1]["counting"]["done"][0] == "6 steps"
    least, most, texts = zip(*given["verdicts"]["kinds"], strict=True)
    assert list(least) == sorted(least, reverse=True) and list(most[2:]) == sorted(most[2:])
    assert given["verdicts"]["unit"] == unit("digits")
    assert all("{psnr} dB" in text and "2.0×" in text for text in texts)
    assert ["{apart}\u00a0%" in text for text in texts] == [limit <= FAR for limit in most]
    assert player(at)["id"] == given["id"]
    at.toggle(key="on_device").set_value(False).run()  # the server takes over
    assert sent(at) is None and calls and not at.exception


def test_the_server_does_it_unless_it_is_told_otherwise(offered, calls):
    at = app("generate", seed="4321")
    assert switch(at)[0].value is False
    assert sent(at) is None and calls


def test_the_choice_is_not_shown_where_it_is_none(calls):
    at = app("generate", on_device="true", seed="77", network="digits")
    assert not switch(at) and sent(at) is None and calls
    assert any("on_device" in w.value for w in at.warning)


def test_a_network_that_was_not_exported_stays_on_the_server(offered):
    at = app("generate", on_device="true", network="sprites", words="hero", steps="2")
    assert not switch(at) and sent(at) is None and not at.exception


def test_a_sampler_with_two_calls_per_step_stays_on_the_server(offered, calls):
    at = app("generate", on_device="true", sampler="heun", seed="99")
    assert switch(at)[0].disabled and sent(at) is None and calls


def test_too_much_noise_is_refused_with_a_way_out(offered, monkeypatch):
    monkeypatch.setattr("explainer.experiments.plan.MAX_BYTES", 1000)
    at = app("generate", on_device="true", sampler="ddpm", seed="98")
    assert sent(at) is None and not at.exception
    assert any("let the server run it" in e for e in errors(at))
