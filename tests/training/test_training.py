import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from explainer.core.denoiser import predict
from explainer.core.schedule import cosine
from explainer.networks.checkpoints import load_from
from explainer.training import export
from explainer.training.__main__ import main
from explainer.training.data import (
    batches,
    complete,
    is_validation,
    load_pictures,
    over_classes,
    read_set,
    source_of,
    turn_hue,
    words_of,
)
from explainer.training.loop import (
    Place,
    learning_rate,
    loss_of,
    new_state,
    stratified_t,
    train,
    update_average,
)
from explainer.training.recipes import (
    DIGITS,
    PHOTOS,
    RECIPES,
    SPRITES,
    Objective,
    PictureSet,
    Recipe,
)
from tests.conftest import TINY

CPU = torch.device("cpu")
# without attention, which at 14×14 would be a third of the time
NETWORK = replace(TINY, size=28, channels=1, attention=(False, False))
SMALL = replace(DIGITS, network=NETWORK, batch=8, warmup_steps=2, peak_lr=3e-3)


def zipped(path, entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, colour in entries:
            buffer = io.BytesIO()
            Image.new("RGB", (64, 64), colour).save(buffer, "JPEG")
            archive.writestr(name, buffer.getvalue())


def test_validation_is_carved_from_training_and_the_parts_are_disjoint(data):
    parts = {p: load_pictures(data, DIGITS, p) for p in ("train", "validation", "test")}
    assert [len(parts[p]) for p in parts] == [620, 20, 64]


CAPTIONS = Recipe(
    name="captions",
    title="",
    network=TINY,
    sets=(PictureSet("emoji", 1.0, captions=True, without=frozenset({"Flags"})),),
)


def emoji(path, part, rows):
    with zipfile.ZipFile(path / f"emoji-{part}.zip", "w") as archive:
        index = []
        for i, (name, group) in enumerate(rows):
            buffer = io.BytesIO()
            Image.new("RGB", (16, 16), (i, 0, 0)).save(buffer, "WEBP", lossless=True)
            archive.writestr(f"flat/{i}.webp", buffer.getvalue())
            row = {"file": f"flat/{i}.webp", "style": "flat", "name": name, "group": group}
            index.append(row)
        archive.writestr("index.json", json.dumps(index))


def test_the_words_of_captions_come_from_the_training_pictures(tmp_path):
    rows = [("red apple", "Food"), ("green apple", "Food"), ("Flag: red", "Flags")] * 6
    emoji(tmp_path, "train", [*rows, ("rare pear", "Food")])
    emoji(tmp_path, "test", [("apple of gold", "Food")])
    recipe = complete(CAPTIONS, tmp_path)
    assert recipe.vocabulary == ("apple", "flat", "green", "red")
    assert complete(recipe, tmp_path) == recipe
    train, test = (load_pictures(tmp_path, recipe, part) for part in ("train", "test"))
    assert len(train) == 13 and test.bags.tolist() == [[1, 1, 0, 0]]
    assert train.bags[0].tolist() == [1, 1, 0, 1] and train.bags[-1].tolist() == [0, 1, 0, 0]


def test_all_styles_of_a_name_are_held_out_together(tmp_path):
    names = [f"thing {chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200)]
    emoji(tmp_path, "train", [(name, "Things") for name in [*names, *names]])
    spec = CAPTIONS.sets[0]
    parts = {p: read_set(tmp_path, spec, p)[0] for p in ("train", "validation")}
    assert len(parts["train"]) + len(parts["validation"]) == 400 and parts["validation"]
    assert not set(parts["train"]) & set(parts["validation"])


def test_words_of_a_caption():
    assert words_of("Keycap: 10 “O’Clock” twelve-thirty a") == [
        *("keycap", "o'clock", "twelve-thirty", "a")
    ]


def test_reduced_pictures_are_means_of_squares(data):
    pictures = load_pictures(data, DIGITS, "train")
    small = pictures.reduced(2)
    assert small.images.shape[2:] == (14, 14)
    square = pictures.images[5, 0, :2, :2].float().mean()
    assert float(small.images[5, 0, 0, 0]) == round(float(square))
    assert torch.equal(pictures.reduced(1).images, pictures.images)


def test_crops_of_one_photograph_stay_together():
    assert source_of("pets-64", "cat/Bengal_9__full.jpg") == source_of(
        "pets-64", "cat/Bengal_9__head.jpg"
    )
    crop = source_of("photo-crops-64", "caltech101/ant_image_0007_0.jpg")
    assert crop == source_of("caltech101-64", "ant/image_0007.jpg")
    share = sum(is_validation(f"picture{i}") for i in range(10_000)) / 10_000
    assert share == pytest.approx(1 / 32, abs=0.01)


def test_classes_are_drawn_evenly_whatever_their_size():
    labels = ["a"] * 90 + ["b"] * 10
    for balance, share in ((0.0, 0.5), (0.5, 0.75), (1.0, 0.9)):
        p = over_classes(labels, balance)
        assert float(p[:90].sum()) == pytest.approx(share)
        assert float(p.sum()) == pytest.approx(1)


def test_a_file_may_say_itself_which_pictures_are_for_testing(tmp_path):
    images = np.zeros((320, 16, 16, 3), np.uint8)
    images[:, :, :, 0] = 255
    labels, is_test = np.arange(320) % 10, np.arange(320) % 5 == 0
    classes = np.array(["hero", "monster", "animal", "food", "weapon"] * 2)
    classes[5:] = ["armor", "potion", "book", "treasure", "tool"]
    np.savez(
        tmp_path / "sprites16.npz", images=images, labels=labels, classes=classes, is_test=is_test
    )
    parts = {p: load_pictures(tmp_path, SPRITES, p) for p in ("train", "validation", "test")}
    assert [len(parts[p]) for p in parts] == [248, 8, 64]
    assert parts["train"].images.shape[1:] == (3, 16, 16)
    assert int(parts["train"].images[:, 0].min()) == 255
    assert "armour" in SPRITES.vocabulary


def test_turned_colours_keep_greys_and_brightness():
    x = torch.rand(4, 3, 5, 5) * 0.6 - 0.3
    third = torch.full((4,), 2 * torch.pi / 3)
    assert torch.allclose(turn_hue(x, torch.zeros(4)), x, atol=1e-6)
    assert torch.allclose(
        turn_hue(x, third), x.roll(1, 1), atol=1e-6
    )  # red, green, blue take turns
    turned = turn_hue(x, torch.tensor([0.3, 1.0, 2.0, 4.0]))
    assert torch.allclose(turned.mean(1), x.mean(1), atol=1e-6)
    grey = x[:, :1].expand(-1, 3, -1, -1)
    assert torch.allclose(turn_hue(grey, third), grey, atol=1e-6)


def test_sets_keep_their_share_and_leave_out_what_must_be_left_out(tmp_path):
    names = [f"{c}/image_{i:04}.jpg" for c in ("ant", "faces") for i in range(40)]
    zipped(tmp_path / "caltech101-64-train.zip", [(n, "red") for n in names])
    crops = [f"caltech101/{c}_image_{i:04}_0.jpg" for c in ("ant", "faces") for i in range(40)]
    zipped(tmp_path / "photo-crops-64-train.zip", [(n, "blue") for n in crops])
    without = frozenset({"faces"})
    sets = (
        PictureSet("caltech101-64", 3.0, {"ant": "ant"}, without=without),
        PictureSet("photo-crops-64", 1.0, without=without),
    )
    recipe = replace(PHOTOS, sets=sets)
    pictures = load_pictures(tmp_path, recipe, "train")
    red = pictures.images[:, 0, 0, 0] > 128
    assert len(pictures) < 81
    assert float(pictures.probability[red].sum()) == pytest.approx(0.75)
    assert torch.equal(pictures.bags[:, 0].bool(), red)
    assert sum(len(load_pictures(tmp_path, recipe, p)) for p in ("train", "validation")) == 80


def test_the_recipes_never_train_on_faces_or_characters():
    unused = {"faces", "faces_easy", "garfield", "snoopy", "revolver", "dollar_bill"}
    for spec in PHOTOS.sets:
        if spec.file in ("caltech101-64", "photo-crops-64"):
            assert spec.only is not None or unused <= spec.without
            assert not unused & (spec.only or frozenset())


def test_a_tenth_of_the_conditions_is_dropped(data):
    source = batches(
        load_pictures(data, DIGITS, "train"),
        replace(DIGITS, batch=2000),
        torch.Generator().manual_seed(0),
    )
    x0, bags = next(source)
    assert float(x0.min()) == -1
    assert float(x0.max()) == 1
    assert float((bags.sum(1) == 0).float().mean()) == pytest.approx(0.1, abs=0.025)


def test_timesteps_are_stratified():
    t = stratified_t(50, 1000, torch.Generator().manual_seed(0))
    assert sorted((int(s) - 1) // 20 for s in t) == list(range(50))
    assert int(t.min()) >= 1
    assert int(t.max()) <= 1000


def a_batch():
    generator = torch.Generator().manual_seed(0)
    x0, eps = (torch.randn(4, 1, 8, 8, generator=generator) for _ in range(2))
    return x0, torch.zeros(4, 1), torch.tensor([1, 300, 700, 1000]), eps


@pytest.mark.parametrize("prediction", ["v", "eps", "x0"])
def test_the_loss_of_a_perfect_network_is_zero(prediction):
    x0, bags, t, eps = a_batch()
    signal, noise = cosine().coefficients(t, x0)

    def perfect(x, k, bags):
        assert k.tolist() == [0, 299, 699, 999]
        assert torch.equal(x, signal * x0 + noise * eps)
        return {"v": signal * eps - noise * x0, "eps": eps, "x0": x0}[prediction]

    loss = loss_of(perfect, Objective(prediction=prediction), x0, bags, t, eps)
    assert loss.shape == (4,)
    assert float(loss.max()) < 1e-4


@pytest.mark.parametrize("prediction", ["v", "eps", "x0"])
def test_min_snr_weighs_the_error_of_x0_whatever_is_predicted(prediction):
    """An estimate of x0 that is 0.1 off everywhere, said in each of the three ways."""
    x0, bags, t, eps = a_batch()
    t = torch.tensor([50, 300, 700, 900])
    schedule = cosine()

    def network(x, k, bags):
        p = predict(schedule, x, k + 1, "x0", x0 + 0.1)
        signal, noise = schedule.coefficients(k + 1, x)
        return {"v": signal * p.eps - noise * p.x0, "eps": p.eps, "x0": p.x0}[prediction]

    loss = loss_of(network, Objective(prediction=prediction, snr_cap=5.0), x0, bags, t, eps)
    expected = 0.01 * schedule.snr[t].clamp(max=5)
    assert loss.tolist() == pytest.approx(expected.tolist(), rel=1e-3)
    assert float(schedule.snr[50]) > 5 > float(schedule.snr[700])


def test_the_learning_rate_warms_up_and_falls_to_zero():
    recipe = replace(DIGITS, peak_lr=1.0, warmup_steps=10)
    assert learning_rate(recipe, 0, 0, 100) == pytest.approx(0.1)
    assert learning_rate(recipe, 50, 50, 100) == pytest.approx(0.5)
    assert learning_rate(recipe, 999, 100, 100) == 0


def test_the_average_starts_as_the_model_and_lags_behind():
    state = new_state(SMALL, CPU)
    with torch.no_grad():
        state.model.words += 1
    update_average(state, SMALL.ema_gamma)
    assert torch.equal(state.average.words, state.model.words)
    state.step = 100
    with torch.no_grad():
        state.model.words += 1
    update_average(state, SMALL.ema_gamma)
    gap = state.model.words - state.average.words
    assert 0.5 < float(gap.detach().mean()) < 1


def test_training_lowers_the_loss(data):
    state, pictures = new_state(SMALL, CPU), load_pictures(data, SMALL, "train")
    losses = []
    for _, loss in train(SMALL, state, pictures, Place(CPU), seconds=60):
        losses.append(float(loss))
        if len(losses) == 120:
            break
    assert np.mean(losses[-20:]) < 0.7 * np.mean(losses[:5])
    assert state.pictures_seen == 120 * 8


def test_words_learn_faster_than_the_rest(data):
    state, pictures = new_state(SMALL, CPU), load_pictures(data, SMALL, "train")
    next(train(SMALL, state, pictures, Place(CPU), seconds=60))
    rates = {id(p): g["lr"] for g in state.optimiser.param_groups for p in g["params"]}
    assert len(rates) == len(list(state.model.parameters()))
    rest = rates[id(state.model.unet.conv_in.weight)]
    assert rates[id(state.model.words)] == pytest.approx(SMALL.word_rate * rest)
    assert SMALL.word_rate > 1


def test_a_killed_training_resumes_where_it_was(data, tmp_path):
    state, pictures = new_state(SMALL, CPU), load_pictures(data, SMALL, "train")
    for _ in train(SMALL, state, pictures, Place(CPU), seconds=60):
        if state.step == 5:
            break
    state.save(tmp_path / "s.pt")
    again = new_state(SMALL, CPU)
    again.restore(tmp_path / "s.pt", CPU)
    assert (again.step, again.pictures_seen) == (5, 40)
    assert again.seconds == state.seconds
    for key in ("model", "average"):
        for a, b in zip(
            getattr(again, key).parameters(), getattr(state, key).parameters(), strict=True
        ):
            assert torch.equal(a, b)
    next(train(SMALL, again, pictures, Place(CPU), seconds=60))
    assert again.step == 6


@pytest.fixture(autouse=True)
def short_walks(monkeypatch):
    """What the grids of samples show is not looked at here."""
    monkeypatch.setattr(export, "GRID_STEPS", 2)


@pytest.fixture
def small_recipe(monkeypatch):
    monkeypatch.setitem(RECIPES, "digits", SMALL)


def test_the_command_writes_checkpoint_card_and_samples(data, tmp_path, small_recipe, capsys):
    arguments = ["digits", "--state", str(tmp_path / "s"), "--out", str(tmp_path / "out")]
    assert main(["train", *arguments, "--data", str(data), "--minutes", "0.03"]) == 0
    assert "min left" in capsys.readouterr().out
    checkpoint = load_from("digits", tmp_path / "out")
    assert checkpoint.card.training["pictures_seen"] > 0
    assert Image.open(tmp_path / "out" / "digits.png").size[0] > 100
    # finished: running it again trains no further and writes the same
    assert main(["train", *arguments, "--data", str(data), "--minutes", "0.03"]) == 0
    assert load_from("digits", tmp_path / "out").card.sha256 == checkpoint.card.sha256
    assert main(["export", *arguments, "--data", str(data)]) == 0


def test_a_new_training_may_begin_with_an_older_ones_weights(data, tmp_path, small_recipe):
    first, second = tmp_path / "first", tmp_path / "second"
    common = ["train", "digits", "--data", str(data), "--minutes", "0.02"]
    main([*common, "--state", str(first), "--out", str(first)])
    begun = load_from("digits", first)
    assert len(list(first.glob("digits-*.png"))) >= 2  # snapshots of how it learned
    again = [*common, "--state", str(second), "--out", str(second), "--start-from", str(first)]
    main([*again, "--peak-lr", "1e-9"])  # too slow to move away
    after = load_from("digits", second)
    for a, b in zip(begun.model.parameters(), after.model.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-3)
    seen = begun.card.training["pictures_seen"]
    assert after.card.training["continues"]["pictures_seen"] == seen
    assert after.card.training["pictures_seen"] > seen
    assert after.card.statistics.mean[0] == pytest.approx(-1 + 2 * 4 / 28, abs=0.01)


def test_missing_data_is_a_sentence(tmp_path, capsys):
    arguments = ["train", "digits", "--data", str(tmp_path), "--minutes", "1"]
    assert main([*arguments, "--state", str(tmp_path)]) == 2
    assert "mnist28" in capsys.readouterr().err
    assert main(["export", "digits", "--state", str(tmp_path), "--data", str(tmp_path)]) == 2


def own_pictures(folder, words=("cat", "Big Dog")):
    """Forty pictures, half of each word; one file that is none."""
    for k, word in enumerate(words):
        (folder / word).mkdir(parents=True)
        for i in range(20):
            colour = (255, 12 * i, 0) if k else (0, 12 * i, 255)
            Image.new("RGB", (40, 30), colour).save(folder / word / f"{i:02}.png")
    first = words[0] if words else ""
    (folder / first).mkdir(parents=True, exist_ok=True)
    (folder / first / "broken.jpg").write_bytes(b"no picture")
    return folder


def test_your_own_pictures_become_a_network(tmp_path, capsys):
    pictures, out = own_pictures(tmp_path / "mine"), tmp_path / "out"
    arguments = ["train", "pets", "--pictures", str(pictures), "--size", "16", "--minutes", "0.02"]
    assert main([*arguments, "--state", str(tmp_path), "--out", str(out)]) == 0
    assert "left out" in capsys.readouterr().out
    card = load_from("pets", out).card
    assert card.vocabulary == ("big-dog", "cat")
    assert card.architecture.size == 16
    assert card.limits
    assert card.statistics is not None


def test_a_flat_folder_makes_a_network_without_words(tmp_path):
    pictures = tmp_path / "holiday"
    pictures.mkdir()
    for i in range(40):
        Image.new("L", (20, 25), 6 * i).save(pictures / f"{i}.JPG", "JPEG")
    arguments = ["train", "holiday", "--pictures", str(pictures), "--size", "16"]
    main([*arguments, "--minutes", "0.01", "--state", str(tmp_path), "--out", str(tmp_path)])
    assert load_from("holiday", tmp_path).card.vocabulary == ()
    assert Image.open(tmp_path / "holiday.png").size == (8 * 18 - 2, 4 * 18 - 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pets", "--data", "x"], "no recipe “pets”"),
        (["digits", "--pictures", "."], "another name"),
        (["../evil", "--pictures", "."], "small letters"),
        (["pets", "--pictures", "nowhere"], "no folder"),
        (["digits"], "--data"),
    ],
)
def test_what_cannot_be_trained_is_a_sentence(arguments, words, tmp_path, capsys):
    assert main(["train", *arguments, "--minutes", "1", "--state", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


def test_an_empty_folder_is_a_sentence(tmp_path, capsys):
    (tmp_path / "none").mkdir()
    arguments = ["train", "pets", "--pictures", str(tmp_path / "none"), "--minutes", "1"]
    assert main([*arguments, "--state", str(tmp_path)]) == 2
    assert "too few pictures" in capsys.readouterr().err


@pytest.mark.slow
def test_two_processes_train_one_model(data, tmp_path):
    """torchrun: gradients are averaged, so both processes end with the same weights."""
    script = tmp_path / "two.py"
    script.write_text(
        "import sys, torch\n"
        "from pathlib import Path\n"
        "from tests.training.test_training import SMALL\n"
        "from explainer.training.data import load_pictures\n"
        "from explainer.training.loop import *\n"
        "place = find_place()\n"
        "with closing_group(place):\n"
        "    state = new_state(SMALL, place.device)\n"
        "    pictures = load_pictures(Path(sys.argv[1]), SMALL, 'train')\n"
        "    for state, loss in train(SMALL, state, pictures, place, 60):\n"
        "        if state.step == 6: break\n"
        "    torch.save(dict(state.model.state_dict(), seen=state.pictures_seen),"
        " f'{sys.argv[1]}/rank{place.rank}.pt')\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node=2",
        str(script),
        str(data),
    ]
    environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, *command], check=True, env=environment, cwd=root, timeout=120)
    first, second = (torch.load(data / f"rank{i}.pt", weights_only=True) for i in range(2))
    assert first.pop("seen") == second.pop("seen") == 6 * 2 * 8
    assert all(torch.equal(first[k], second[k]) for k in first)
    fresh = new_state(SMALL, CPU).model.state_dict()
    assert any(not torch.equal(first[k], fresh[k]) for k in fresh)
