import dataclasses
import io
import json
import pickle
from pathlib import Path
from typing import get_args

import pytest
import torch

from explainer.core.errors import UserError
from explainer.networks import checkpoints
from explainer.networks.checkpoints import (
    FOLDER,
    ModelCard,
    available,
    load_checkpoint,
    load_from,
    picture_size,
    read_card,
    save_checkpoint,
)
from explainer.networks.conditions import parse_prompts
from explainer.networks.preferred import Task, preferred
from explainer.networks.weights import read_tensors, write_whole
from explainer.networks.word_unet import WordUNet
from tests import latents
from tests.conftest import TINY


@pytest.fixture
def saved(tmp_path, tiny_model):
    card = ModelCard("tiny", "Tiny", TINY, "cosine", 1000, "v", ("a", "b", "c"), [])
    save_checkpoint(card, tiny_model.state_dict(), tmp_path)
    return tmp_path


def test_what_is_saved_comes_back(saved, tiny_model):
    checkpoint = load_from("tiny", saved)
    assert checkpoint.card.architecture == TINY
    x, k = torch.randn(1, 3, 16, 16), torch.tensor([5])
    a, b = checkpoint.model.unet(x, k), tiny_model.unet(x, k)
    assert torch.allclose(a, b, atol=2e-2 * float(b.abs().max()))  # half precision on disk
    assert not checkpoint.model.training
    assert not any(p.requires_grad for p in checkpoint.model.parameters())


def test_conditions_become_sums_of_word_vectors(saved):
    checkpoint = load_from("tiny", saved)
    words = checkpoint.model.words
    vectors = checkpoint.vectors([{"a": 0.6, "c": 0.4}, {}])
    assert torch.allclose(vectors[0], 0.6 * words[0] + 0.4 * words[2])
    assert float(vectors[1].abs().max()) == 0


def test_one_flipped_byte_is_found(saved):
    path = saved / "tiny.safetensors"
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(UserError, match="damaged"):
        load_from("tiny", saved)


def test_a_missing_file_is_named(saved):
    (saved / "tiny.safetensors").unlink()
    with pytest.raises(UserError, match=r"tiny\.safetensors"):
        load_from("tiny", saved)
    with pytest.raises(UserError, match=r"other\.json"):
        load_from("other", saved)


@pytest.mark.parametrize(
    "name", ["weights.pt", "weights.bin", "weights.ckpt", "weights.safetensors"]
)
def test_a_pickle_is_never_opened(tmp_path, name):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was opened",))

    (tmp_path / name).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(UserError, match="pickle"):
        read_tensors(tmp_path / name)


def test_torchs_own_zip_is_refused_under_any_name(tmp_path):
    buffer = io.BytesIO()
    torch.save({"a": torch.zeros(1)}, buffer)
    (tmp_path / "w.safetensors").write_bytes(buffer.getvalue())
    with pytest.raises(UserError, match="pickle"):
        read_tensors(tmp_path / "w.safetensors")


def test_garbage_is_not_weights(tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"\xff" * 500)
    with pytest.raises(UserError, match="no safetensors file"):
        read_tensors(tmp_path / "w.safetensors")


def test_a_broken_card_is_named(saved):
    (saved / "tiny.json").write_text("{]")
    with pytest.raises(UserError, match=r"tiny\.json"):
        load_from("tiny", saved)


def test_weights_of_another_shape_are_refused(saved):
    card = json.loads((saved / "tiny.json").read_text())
    card["vocabulary"].append("d")
    (saved / "tiny.json").write_text(json.dumps(card))
    with pytest.raises(UserError, match="do not fit"):
        load_from("tiny", saved)


def test_what_ships_loads_and_is_shared():
    assert {"digits", "photos"} <= set(available())
    for name in available():
        checkpoint = load_checkpoint(name)
        assert load_checkpoint(name) is checkpoint
        assert checkpoint.card.training["pictures_seen"] > 0
        assert all(d["licence"] and d["attribution"] for d in checkpoint.card.data)
        assert (FOLDER / f"{name}.safetensors").stat().st_size < 16 * 2**20


def test_the_card_states_the_shape(saved):
    raw = json.loads((saved / "tiny.json").read_text())
    assert raw["architecture"] == json.loads(json.dumps(dataclasses.asdict(TINY)))
    assert len(raw["sha256"]) == 64


@pytest.mark.parametrize(
    ("card", "prompt"),
    [
        ({"favourite": "b; a", "vocabulary": ("a", "b")}, "b; a"),
        ({"vocabulary": ("a", "b")}, "a"),  # as of networks of one's own
        ({"vocabulary": ()}, ""),
    ],
)
def test_what_a_network_is_asked_for_first_is_on_its_card(card, prompt):
    bare = ModelCard("tiny", "Tiny", TINY, "cosine", 1000, "v", (), [])
    assert dataclasses.replace(bare, **card).first_prompt == prompt


def test_favourites_of_what_ships_are_of_words_that_it_knows():
    for name in available():
        card = read_card(name)
        assert card.favourite
        assert all(parse_prompts(card.favourite, 4, card.vocabulary))


def test_a_card_keeps_what_it_says_when_it_is_written_anew(tmp_path):
    for name in available():
        read_card(name).write(tmp_path)
        raw, before = (json.loads((f / f"{name}.json").read_text()) for f in (tmp_path, FOLDER))
        assert "dialect" not in raw["architecture"]  # ours, which older cards state
        before["architecture"].pop("dialect", None)
        assert raw == {"latent": None} | before


@pytest.fixture
def own(saved, tiny_model, monkeypatch):
    """A folder of one's own with the network “a-tiny”, whose card may say what it likes."""
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(saved))

    def say(**fields):
        card = dataclasses.replace(read_card("tiny", saved), name="a-tiny", **fields)
        save_checkpoint(card, tiny_model.state_dict(), saved)

    return say


def test_a_task_has_its_network_and_what_ships_comes_first(own):
    assert {task: preferred(task) for task in get_args(Task)} == {
        "cleaning": "photos",
        "drawing": "photos-latent",
        "comparing": "sprites",
    }
    own(best_for=("cleaning",))
    assert "a-tiny" in available()
    assert preferred("cleaning") == "photos"


def test_where_nothing_ships_for_a_task_an_own_network_may_or_any_does(own, monkeypatch):
    own(best_for=("cleaning",))
    empty = checkpoints.FOLDER.parent / "nowhere"
    monkeypatch.setattr(checkpoints, "FOLDER", empty)
    assert preferred("cleaning") == "a-tiny"
    assert preferred("drawing") in {"a-tiny", "tiny"}
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(empty))
    assert preferred("cleaning") == ""


def test_what_draws_may_work_on_latents_but_pictures_are_cleaned_in_pixels(tmp_path, monkeypatch):
    latents.save_tiny_latent(tmp_path, "a-latent", best_for=("cleaning", "drawing"))
    monkeypatch.setenv("EXPLAINER_CHECKPOINTS", str(tmp_path))
    assert "a-latent" in available() and "a-latent" not in available("pixels")
    assert "a-latent" in available("latents")
    monkeypatch.setattr(checkpoints, "FOLDER", tmp_path)  # as if it shipped
    assert preferred("drawing") == "a-latent"
    assert preferred("cleaning") == ""
    save_checkpoint(
        ModelCard("b-pixels", "Pixels", TINY, "cosine", 1000, "v", (), []),
        WordUNet(TINY, 0).state_dict(),
        tmp_path,
    )
    assert preferred("cleaning") == "b-pixels"


def test_the_size_of_pictures_is_known_without_weights(tiny_latent):
    assert picture_size(read_card(tiny_latent)) == 16
    assert picture_size(read_card("digits")) == 28


def test_a_card_that_cannot_be_read_takes_no_task_away(own, saved):
    own(best_for=("cleaning",))
    (saved / "a-tiny.json").write_text("{]")
    assert preferred("cleaning") == "photos"


def test_a_program_that_ends_while_it_writes_leaves_the_file_of_before(tmp_path, monkeypatch):
    file = tmp_path / "weights"
    write_whole(file, b"before")

    def cut_off(path, content):
        with path.open("wb") as half:
            half.write(content[: len(content) // 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", cut_off)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, b"afterwards")
    assert file.read_bytes() == b"before"
