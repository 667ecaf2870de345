"""Speed of the rules, beside ByzFL where it is installed: ``make bench``.

ByzFL imports torchvision and seaborn for its experiments; where those do not import, stand-ins take their place, since
the aggregators do not use them.
"""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
import torch


@pytest.fixture(scope="session")
def byzfl() -> Any:
    for name in ("torchvision", "seaborn"):
        try:
            __import__(name)
        except (ImportError, RuntimeError):
            sys.modules[name] = MagicMock()
    return pytest.importorskip("byzfl")


def make_rows(n: int, d: int, dtype: str, library: str, seed: int = 0) -> Any:
    """Gaussian rows (n, d) of ``dtype``, from numpy or torch."""
    rows = np.random.default_rng(seed).normal(size=(n, d)).astype(dtype)
    return torch.from_numpy(rows) if library == "torch" else rows


@pytest.fixture(scope="session")
def rows_of() -> Any:
    return make_rows


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The ratios of the medians of one run, which is what these benchmarks are for."""
    session = getattr(config, "_benchmarksession", None)
    medians: dict[str, dict[str, float]] = {}
    for benchmark in session.benchmarks if session else ():
        if "who" in benchmark.extra_info and benchmark.stats.rounds:
            medians.setdefault(benchmark.group, {})[benchmark.extra_info["who"]] = benchmark.stats.median
    pairs = {group: times for group, times in medians.items() if len(times) > 1}
    if pairs:
        terminalreporter.section("times as fast as ByzFL")
        for group, times in pairs.items():
            ratio = times["byzfl"] / times["ours"]
            terminalreporter.write_line(f"{ratio:8.2f}  {group}  (ours {times['ours'] * 1e3:.3f} ms)")
    limited = [b for b in (session.benchmarks if session else ()) if "needs" in b.extra_info and b.stats.rounds]
    if limited:
        terminalreporter.section("least time, in readings of the rows; how much of it is needed, for what")
    for benchmark in limited:
        spent, info = benchmark.stats.min, benchmark.extra_info
        terminalreporter.write_line(
            f"{spent / info['reading']:6.1f} {info['seconds'] / spent:5.0%} {info['needs']:12s} {benchmark.group}"
            f"  ({spent * 1e3:.3f} ms; a reading at {info['rate'] / 1e9:.1f} GB/s)"
        )
