"""The built wheel, installed into an environment of its own and used in an empty folder: every command works there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RULE = (
    "def middle(x):\n    import numpy as np\n\n    return np.median(np.nan_to_num(x, posinf=0.0, neginf=0.0), axis=0)\n"
)
RUN = '[algorithm]\nrule = "median"\nn = 5\nf = 1\nsteps = 3\n'
LEDGER = ("verify", "--only", "sign_majority.kappa.unbounded")
COMMANDS: dict[str, tuple[str, ...]] = {
    "rules": (),
    "verify": LEDGER[1:],
    "constant": ("median", "--n", "5", "--f", "1", "--criterion", "kappa"),
    "recheck": ("results/verify/selection.json",),
    "theorem": ("--theorem", "T1"),
    "probe": ("mine.py:middle", "--n", "3", "--f", "1", "--d", "1", "--seconds", "0.2", "--only", "robustness"),
    "run": ("run.toml",),
    "sweep": ("grid.toml",),
    "figures": ("table_corollaries", "--quick"),
    "report": ("--reuse-data",),
    "atlas": ("--n-max", "3"),
    "criteria": (),
    "byzfl": ("none",),
    "compare": ("--n", "3", "--f", "1"),
    "tightness": ("--trials", "1"),
    "traces": ("run.toml",),
    "sample": ("--n", "20", "--f", "2", "--rounds", "10", "--failure", "0.1"),
}
"""A call of each command, in an order in which one finds what another has left."""
STATUS = {"report": 1, "byzfl": 2}
"""The page says that it is made from what there is; there is no results folder of ByzFL here, which is one line."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has the wheel, and its dependencies from this one."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True, timeout=120)
    programs = home / "bin"
    [site] = home.glob("lib/python*/site-packages")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(programs / "python")]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True, timeout=120)
    below = sysconfig.get_path("purelib")  # found after the environment's own packages
    (site / "dependencies.pth").write_text(f"import site; site.addsitedir({below!r})\n")
    return programs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing but what a user wrote."""
    path = tmp_path_factory.mktemp("user")
    (path / "mine.py").write_text(RULE)
    (path / "run.toml").write_text(RUN)
    (path / "grid.toml").write_text(RUN + "[grid]\nseed = [0, 1]\n")
    return path


def call(program: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    return subprocess.run(
        [str(program), *words], cwd=folder, capture_output=True, text=True, timeout=280, check=False, env=environment
    )


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_what_the_wheel_carries(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"resam_theory/theory.md", "resam_theory/CITATION.cff", "experiments/configs/digits.toml"} <= names
    top = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert top == {"resam_theory", "experiments", "verification", "paper_figures"}
    tracked = subprocess.run(["git", "ls-files", *sorted(top)], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode == 0:
        assert set(tracked.stdout.split()) <= names


def test_the_version_is_one() -> None:
    from resam_theory import __version__

    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in cited
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]


def test_every_command_is_tried() -> None:
    assert {point.name for point in entry_points(group="resam.commands")} <= set(COMMANDS)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_works_in_an_empty_folder(name: str, installed: Path, folder: Path) -> None:
    if name == "recheck" and not (folder / COMMANDS[name][0]).exists():  # another process tried verify
        call(installed / "resam", folder, *LEDGER)
    done = call(installed / "resam", folder, name, *COMMANDS[name])
    assert done.returncode == STATUS.get(name, 0), done.stderr
    if done.returncode == 2:
        assert len(done.stderr.strip().splitlines()) == 1
    else:
        assert answer(done)
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_packages_are_those_of_the_wheel(installed: Path, folder: Path) -> None:
    code = "import resam_theory as t, experiments as e, verification as v, paper_figures as p; print(t, e, v, p)"
    done = call(installed / "python", folder, "-c", code)
    assert done.stdout.count(str(installed.parent)) == 4, done.stdout + done.stderr


@pytest.mark.slow
def test_a_shipped_config_is_found_by_name(installed: Path, folder: Path) -> None:
    done = call(installed / "resam", folder, "run", "none.toml")
    assert done.returncode == 2
    assert "shipped are attacks.toml, digits.toml" in done.stderr
    done = call(installed / "resam", folder, "run", "experiments/configs/attacks.toml")
    assert "has a [grid]: use resam sweep" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_pytest_plugin_of_the_wheel(installed: Path, folder: Path) -> None:
    """With warnings as errors: pytest rewrites the assertions of installed plugins, ours must bear that."""
    words = ("--resam", "mine.py:middle", "--n", "3", "--f", "1", "--d", "1", "--resam-seconds", "5")
    done = call(installed / "python", folder, "-m", "pytest", "-q", "-W", "error", *words, "-k", "robustness")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("package", "command"), [("experiments", "run"), ("paper_figures", "figures")])
def test_a_package_that_hides_ours_is_named(installed: Path, folder: Path, package: str, command: str) -> None:
    shadow = folder / "shadow"
    (shadow / package).mkdir(parents=True, exist_ok=True)
    (shadow / package / "__init__.py").write_text("")
    code = f"import sys; sys.path.insert(0, {str(shadow)!r}); from resam_theory.cli import main; main(sys.argv[1:])"
    done = call(installed / "python", folder, "-c", code, command, "--help")
    assert done.returncode == 2
    assert (
        f"package '{package}' of resam-theory is hidden by another one of that name, {shadow / package}" in done.stderr
    )
    assert len(done.stderr.strip().splitlines()) == 1
    done = call(installed / "python", folder, "-c", code, "--help")  # the other commands are still there
    assert done.returncode == 0
    assert f"(cannot be loaded: ImportError: package '{package}'" in " ".join(done.stdout.split())
