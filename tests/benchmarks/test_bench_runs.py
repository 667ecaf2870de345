"""Whole runs of the shipped configs, in seconds of processor time as well: what a user waits for."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import experiments
from experiments.config import RunConfig
from experiments.files import read_toml
from experiments.sweep import execute

CONFIGS = Path(experiments.__path__[0]) / "configs"
FEW = 3
"""Steps where benchmarks are disabled: the code runs, nothing is measured."""


def test_the_digits_run(benchmark: Any) -> None:
    benchmark.group = "resam run experiments/configs/digits.toml, without start-up"
    config = RunConfig.of(read_toml(CONFIGS / "digits.toml"))
    config = replace(config, steps=FEW) if benchmark.disabled else config
    begin = time.process_time()
    run, arrays = benchmark.pedantic(lambda: execute(config), rounds=1)
    benchmark.extra_info["processor_seconds"] = time.process_time() - begin
    assert run.status == "done"
    assert arrays
