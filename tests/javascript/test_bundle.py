"""One text out of several modules: whole, in order, each once, with nothing left to fetch."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest

from explainer.javascript import bundle
from explainer.server.arrival import SCRIPT as ARRIVAL
from explainer.server.device import WORKER

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "explainer").rglob("*.js"))
DEFAULT = re.compile(r"^export default ", re.M)
COMPONENTS = [path for path in SCRIPTS if DEFAULT.search(path.read_text(encoding="utf-8"))]
WHOLE = [*COMPONENTS, WORKER, ARRIVAL]


def modules(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def test_every_module_stands_once_before_those_that_import_it(tmp_path):
    main = modules(
        tmp_path,
        one="export const one = 1;\n",
        two='// two\nimport { one } from "./one.js";\n\nexport async function two() {}\n',
        main='import { two } from "./two.js";\nimport {\n  one,\n} from "./one.js";\n\nexport default () => one;\n',
    )
    assert re.sub(r"\n+", "\n", bundle(main)) == (
        "const one = 1;\n// two\nasync function two() {}\nexport default () => one;\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        'import one from "./one.js";',
        'import * as one from "./one.js";',
        'import { one } from "https://elsewhere/one.js";',
        'import "./one.js";',
        "export { one };",
        'export * from "./one.js";',
        "export default 1;",
    ],
)
def test_what_it_cannot_put_together_is_refused(tmp_path, line):
    main = modules(tmp_path, one=f"{line}\n", main='import { one } from "./one.js";\n')
    with pytest.raises(ValueError, match=r"one\.js"):
        bundle(main)


def test_one_name_in_two_modules_is_refused(tmp_path):
    main = modules(
        tmp_path,
        one="const own = 1;\nexport const one = own;\n",
        main='import { one } from "./one.js";\nfunction own() {}\n',
    )
    with pytest.raises(ValueError, match="own"):
        bundle(main)


def test_a_name_under_another_is_refused(tmp_path):
    main = modules(
        tmp_path,
        one="export const one = 1;\n",
        main='import { one as two } from "./one.js";\n',
    )
    with pytest.raises(ValueError, match="one as two"):
        bundle(main)


def test_a_module_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"one\.js"):
        bundle(modules(tmp_path, main='import { one } from "./one.js";\n'))


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_what_the_browser_gets_is_one_module(path):
    text = bundle(path)
    assert not re.search(r"^import\b", text, re.M)
    assert len(re.findall(r"^export\b", text, re.M)) == (path in COMPONENTS)
    if node := which("node"):
        checked = subprocess.run(
            [node, "--input-type=module", "--check"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stderr


def test_every_module_reaches_a_browser():
    texts = "".join(bundle(path) for path in WHOLE)
    for path in SCRIPTS:
        assert path.read_text(encoding="utf-8").splitlines()[0] in texts, path.name
