"""What a user waits for: a shipped config, a verification and the second one, the report of what is saved, and what
takes minutes: the full verification, all figures in full, the tests.

Each also in seconds of processor time, those of the processes that it starts included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import experiments
from experiments.config import RunConfig
from experiments.files import read_toml
from experiments.sweep import execute

CONFIGS = Path(experiments.__path__[0]) / "configs"
ROOT = Path(__file__).parents[2]
FEW = 3
"""Steps where benchmarks are disabled: the code runs, nothing is measured."""
ONE_CLAIM = ("--only", "sign_majority.kappa.unbounded")
"""Of a verification, where benchmarks are disabled."""


def test_the_digits_run(benchmark: Any) -> None:
    benchmark.group = "resam run experiments/configs/digits.toml, without start-up"
    config = RunConfig.of(read_toml(CONFIGS / "digits.toml"))
    config = replace(config, steps=FEW) if benchmark.disabled else config
    begin = time.process_time()
    run, arrays = benchmark.pedantic(lambda: execute(config), rounds=1)
    benchmark.extra_info["processor_seconds"] = time.process_time() - begin
    assert run.status == "done"
    assert arrays


def _processor_seconds() -> float:
    """Of this process and of those that it started and that ended."""
    return sum(os.times()[:4])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("waiting")


@pytest.fixture
def measured(benchmark: Any, folder: Path) -> Callable[..., None]:
    """Runs a command of resam as a user does; with few claims where nothing is measured."""

    def call(*words: str, admitted: tuple[int, ...] = (0,)) -> None:
        command = [sys.executable, "-c", "from resam_theory.cli import main; main()", *words]
        benchmark.group = f"resam {' '.join(words)}"
        _measured(benchmark, command, folder, admitted)

    return call


def _measured(benchmark: Any, command: list[str], folder: Path, admitted: tuple[int, ...] = (0,)) -> None:
    begin = _processor_seconds()
    done = benchmark.pedantic(lambda: subprocess.run(command, cwd=folder, capture_output=True, check=False), rounds=1)
    benchmark.extra_info["processor_seconds"] = round(_processor_seconds() - begin, 2)
    assert done.returncode in admitted, done.stderr.decode()


@pytest.mark.slow
def test_a_verification(measured: Callable[..., None], benchmark: Any) -> None:
    measured("verify", "--profile", "quick", *(ONE_CLAIM if benchmark.disabled else ()))


@pytest.mark.slow
def test_a_second_verification(measured: Callable[..., None], benchmark: Any) -> None:
    """After the one above, of which nothing has changed."""
    measured("verify", "--profile", "quick", *(ONE_CLAIM if benchmark.disabled else ()))


@pytest.mark.slow
def test_a_report_of_what_is_saved(measured: Callable[..., None]) -> None:
    """1: figures are missing, and named."""
    measured("report", "--reuse-data", "--out", "report.html", admitted=(0, 1))


@pytest.mark.minutes
@pytest.mark.slow
def test_a_full_verification(measured: Callable[..., None], benchmark: Any) -> None:
    measured("verify", "--profile", "full", "--fresh", *(ONE_CLAIM if benchmark.disabled else ()))


@pytest.mark.minutes
@pytest.mark.slow
def test_all_figures_in_full(measured: Callable[..., None], benchmark: Any) -> None:
    measured("figures", *(("table_corollaries",) if benchmark.disabled else ()), "--full")


@pytest.mark.minutes
@pytest.mark.slow
def test_the_tests(benchmark: Any) -> None:
    benchmark.group = "make test"
    chosen = ["tests/test_reported_faults.py"] if benchmark.disabled else []
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q", "-m", "not slow", *chosen]
    _measured(benchmark, command, ROOT)
