"""The classroom pack: complete, runs elsewhere, brings nothing along, always the same bytes."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from explainer import pack
from explainer.core.errors import UserError
from explainer.networks.checkpoints import FOLDER

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = {  # for those who develop the project, or build an image
    ".ci",
    ".dockerignore",
    ".github",
    ".gitignore",
    "Dockerfile",
    "Makefile",
    "benchmarks",
    "biome.json",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-dev.txt",
    "tests",
    "tsconfig.json",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    out = tmp_path_factory.mktemp("pack") / "noisewalk.zip"
    assert pack.main(["--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def names(archive):
    with zipfile.ZipFile(archive) as opened:
        return set(opened.namelist())


def small_project(folder: Path) -> Path:
    """Everything that a pack must hold, as files of a few bytes."""
    for name in pack.CONTENTS:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix or name.isupper():
            path.write_text(name)
        else:
            path.mkdir(exist_ok=True)
            (path / "file.txt").write_text(name)
    (folder / pack.START).write_text("how to begin")
    (folder / "requirements.txt").write_text("# what it needs\nFoo_Bar==1.0\nbaz==2.0\n")
    for ending in ("json", "safetensors"):
        (folder / f"checkpoints/net.{ending}").write_text(ending)
    return folder


def read(archive: Path, name: str) -> str:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(f"noisewalk/{name}").decode()


def wheel(folder: Path, name: str, content: bytes = b"wheel") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def test_app_pages_and_every_checkpoint_are_in(names):
    wanted = {"app.py", "gradio_app.py", "START.txt", "wheels.txt", "requirements.txt", "NOTICE"}
    wanted |= {f"pages/{page.name}" for page in (ROOT / "pages").glob("*.py")}
    wanted |= {f"checkpoints/{file.name}" for file in FOLDER.glob("*.*")}
    wanted |= {".streamlit/config.toml", "explainer/strings/en/app.toml"}
    assert {f"noisewalk/{name}" for name in wanted} <= names
    assert sum(name.endswith(".safetensors") for name in names) >= 4


def test_what_is_not_the_app_stays_out(names):
    parts = {part for name in names for part in Path(name).parts[1:]}
    assert not parts & {"tests", ".git", "__pycache__", ".venv", ".venv-test", "runs", "benchmarks"}
    assert not [name for name in names if name.endswith(".pyc")]
    assert {part for part in parts if part.startswith(".")} == {".streamlit"}


def test_every_tracked_name_is_either_in_or_left_out_on_purpose():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    packed = {name.split("/")[0] for name in pack.CONTENTS}
    assert top - packed - LEFT_OUT == set()
    assert not packed & LEFT_OUT


@pytest.mark.slow
def test_unpacked_elsewhere_it_makes_a_picture(archive, tmp_path):
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    home = tmp_path / "noisewalk"
    code = (
        "import explainer\n"
        "from explainer.experiments.sampling import Settings, generate\n"
        "last = list(generate(Settings(network='digits', steps=2, words='7', w=2.0)))[-1]\n"
        "print(explainer.__file__, tuple(last.x_next.shape))"
    )
    environment = {**os.environ, "PYTHONPATH": "", "EXPLAINER_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split(maxsplit=1) == [str(home / "explainer/__init__.py"), "(1, 1, 28, 28)\n"]


def test_the_same_files_give_the_same_bytes(tmp_path):
    first, second = small_project(tmp_path / "a"), tmp_path / "b"
    shutil.copytree(first, second, copy_function=shutil.copyfile)
    for number, file in enumerate(sorted(second.rglob("*"), reverse=True)):
        os.utime(file, (1e9 + number, 1e9 + number))
        file.chmod(0o700)
    packs = []
    for project in (first, second):
        wheels = [
            wheel(project / "w", "baz-2.0-py3-none-any.whl"),
            wheel(project / "w", "Foo_Bar-1.0-py3-none-any.whl"),
        ]
        out = tmp_path / f"{project.name}.zip"
        pack.write_archive(out, project, wheels if project is first else wheels[::-1])
        packs.append(out.read_bytes())
    assert packs[0] == packs[1]


def test_keys_caches_and_hidden_files_stay_out(tmp_path):
    project = small_project(tmp_path)
    litter = [".streamlit/secrets.toml", "explainer/__pycache__/a.cpython-311.pyc", "pages/b.pyc"]
    litter += ["checkpoints/.DS_Store", "docs/.git/HEAD", "my-pictures/me.png", "tests/test_a.py"]
    for name in litter:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("private")
    assert not set(litter) & set(pack.app_files(project))


def test_without_wheels_the_list_names_the_pins(tmp_path):
    out = tmp_path / "out.zip"
    pack.write_archive(out, small_project(tmp_path / "p"), [])
    assert read(out, "wheels.txt") == "baz==2.0\nfoo-bar==1.0\n"
    assert read(out, "START.txt") == "how to begin"


def test_wheels_go_in_and_are_listed_with_their_hashes(tmp_path):
    project, folder = small_project(tmp_path / "p"), tmp_path / "w"
    # one package for two systems; +cpu is a build of the pinned version
    wheel(folder, "foo_bar-1.0+cpu-cp311-cp311-linux_x86_64.whl", b"linux")
    wheel(folder, "foo_bar-1.0+cpu-cp311-cp311-win_amd64.whl", b"windows")
    wheel(folder, "baz-2.0-1-py3-none-any.whl", b"baz")
    wheels = pack.fetch_wheels(folder, project / "requirements.txt")
    out = tmp_path / "out.zip"
    pack.write_archive(out, project, wheels)
    baz, foo = read(out, "wheels.txt").splitlines()
    assert baz == f"baz==2.0 --hash=sha256:{hashlib.sha256(b'baz').hexdigest()}"
    hashes = sorted(hashlib.sha256(data).hexdigest() for data in (b"linux", b"windows"))
    assert foo.split() == ["foo-bar==1.0+cpu", *(f"--hash=sha256:{h}" for h in hashes)]
    assert read(out, f"wheels/{wheels[0].name}") == "baz"


def test_pip_fetches_only_what_the_folder_lacks(tmp_path, monkeypatch):
    project, folder = small_project(tmp_path / "p"), tmp_path / "w"
    commands = []

    def fetch(command, **options):
        commands.append(command)
        wheel(folder, "baz-2.0-py3-none-any.whl")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(pack.subprocess, "run", fetch)
    wheel(folder, "foo_bar-1.0-py3-none-any.whl")
    for _ in range(2):  # the second time everything is there
        assert len(pack.fetch_wheels(folder, project / "requirements.txt")) == 2
    (command,) = commands
    assert command[1:4] == ["-m", "pip", "download"]
    assert command[command.index("--only-binary") + 1] == ":all:"
    assert command[command.index("--find-links") + 1] == str(folder)


def test_a_fetch_that_fails_says_so_and_leaves_no_archive(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        pack.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1)
    )
    out = tmp_path / "out.zip"
    assert pack.main(["--out", str(out), "--wheels", str(tmp_path / "w")]) == 2
    assert "Try again" in capsys.readouterr().err
    assert not out.exists()


def test_a_wheel_that_pip_left_out_is_named(tmp_path, monkeypatch):
    project, folder = small_project(tmp_path / "p"), tmp_path / "w"
    monkeypatch.setattr(
        pack.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 0)
    )
    wheel(folder, "foo_bar-0.9-py3-none-any.whl")  # another version does not count
    wheel(folder, "baz-2.0-py3-none-any.whl")
    with pytest.raises(UserError, match=r"foo-bar==1\.0"):
        pack.fetch_wheels(folder, project / "requirements.txt")


def test_an_incomplete_copy_is_refused_by_name(tmp_path):
    project = small_project(tmp_path)
    (project / "checkpoints/net.safetensors").unlink()
    with pytest.raises(UserError, match="net"):
        pack.app_files(project)
    (project / "app.py").unlink()
    with pytest.raises(UserError, match=r"app\.py is missing"):
        pack.app_files(project)


def test_an_archive_that_cannot_be_written_is_a_sentence(tmp_path, capsys):
    assert pack.main(["--out", str(tmp_path / "nowhere" / "out.zip")]) == 2
    assert "Choose another --out" in capsys.readouterr().err


def test_a_name_that_is_no_wheels_is_refused(tmp_path):
    with pytest.raises(UserError, match="not named like a wheel"):
        pack.name_and_version(tmp_path / "torch.whl")
