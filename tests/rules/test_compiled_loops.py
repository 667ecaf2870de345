"""Kernels: compiled once, callable from one another, and without a folder to keep machine code in."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from resam_theory.rules.kernels.compiled import compiled, compiled_sums


@compiled_sums
def _total(values: Any) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


@compiled
def _mean(values: Any) -> float:
    return _total(values) / len(values)


def test_kernels_call_kernels() -> None:
    assert _mean(np.arange(5.0)) == 2.0
    assert _mean(np.arange(5.0, dtype=np.float32)) == 2.0


def test_infinities_are_numbers() -> None:
    assert _mean(np.asarray([1.0, np.inf])) == np.inf


def test_without_a_folder_for_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, kept = numba.njit, []

    def homeless(**options: Any) -> Any:
        kept.append(options.get("cache", False))
        if kept[-1]:
            raise RuntimeError("cannot cache function: no locator available")
        return whole(**options)

    monkeypatch.setattr(numba, "njit", homeless)

    @compiled
    def twice(values: Any) -> Any:
        return 2 * values[0]

    assert twice(np.asarray([3.0])) == 6.0
    assert kept == [True, False]
