"""The results folder that ByzFL's benchmark writes: one folder per experiment, with its config and accuracies.

An experiment's folder holds ``config.json`` and, per pair of seeds, ``test_accuracy_tr_seed_A_dd_seed_B.txt``: one line
of numbers, the accuracy every ``evaluation_delta`` steps from step 0, and after the last step. Format: ByzFL 0.0.11.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from .files import read_json, read_text

__all__ = ["Recorded", "read_results"]

_ACCURACIES: Final = "test_accuracy_tr_seed_*_dd_seed_*.txt"


@dataclass(frozen=True, eq=False)
class Recorded:
    """An experiment of ByzFL: its configuration, the steps (K,), the test accuracies (seeds, K)."""

    name: str
    table: Mapping[str, Any]
    steps: np.ndarray
    accuracy: np.ndarray


def read_results(folder: Path) -> list[Recorded]:
    """All experiments in ``folder`` with test accuracies, by name; ValueError (one line) where there is none."""
    if not folder.is_dir():
        raise ValueError(f"results {folder} is no folder")
    homes = sorted(path for path in folder.iterdir() if path.is_dir() and (path / "config.json").is_file())
    found = [one for one in map(_experiment, homes) if one is not None]
    if not found:
        raise ValueError(f"results {folder} hold no ByzFL experiment: need folders with config.json and {_ACCURACIES}")
    return found


def _experiment(home: Path) -> Recorded | None:
    files = sorted(home.glob(_ACCURACIES))
    if not files:
        return None
    table = read_json(home / "config.json")
    try:
        steps, delta = table["benchmark_config"]["nb_steps"], table["evaluation_and_results"]["evaluation_delta"]
        when = np.array([*range(0, steps, delta), steps])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{home / 'config.json'} lacks nb_steps or evaluation_delta ({error!r})") from error
    rows = [_numbers(path) for path in files]
    complete = [row for row in rows if len(row) == len(when)]
    if not complete:
        raise ValueError(f"{files[0]} holds {len(rows[0])} numbers: need {len(when)}, the experiment has not ended")
    return Recorded(home.name, table, when, np.array(complete))


def _numbers(path: Path) -> list[float]:
    try:
        return [float(word) for word in read_text(path).replace("\n", ",").split(",") if word.strip()]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{path} is not a line of accuracies: {error}") from error
