r"""Runs without noise that attain (T5-tight), (T5-lower) and the breakdowns: measured against predicted.

``per_rule_worst``: gradient descent with the rule ends at ||grad Q||^2 = kappa G^2/(1 - kappa B^2); beyond B =
1/sqrt(kappa) its distance from the optimum grows by 1 + x (sqrt(kappa) B - 1) in every step. ``two_worlds``: the larger
final ||grad Q||^2 of the two worlds is at least f G^2/(n - (2+B^2) f), and the trimmed mean attains it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from experiments.config import RunConfig
from experiments.trace import Trace
from resam_theory.claims import Criterion

from ..theory.sources import certified
from ..theory.unequal import minimax
from .agreement import Agreement

__all__ = [
    "ACCURACY",
    "ATTAINED",
    "HARD",
    "PLACES",
    "attained",
    "beyond",
    "exact_kappa",
    "lower_bound",
    "per_rule",
]

ACCURACY: Final = 1e-6
"""Relative distance within which a run is said to attain: what is left of the start (below 1e-12) and the share by
which a tie is broken (1e-8) are far below it."""
_STEP: Final = 0.5
_STEPS: Final = 400


def _agreement(what: str, at: tuple[str, int, int, float], measured: float, predicted: float, config: str) -> Agreement:
    rule, n, f, B = at
    where = {"rule": rule, "n": n, "f": f, "B": B}
    shown = f"{rule} at ({n}, {f}), B = {B:.4g}: {what}"
    return Agreement(shown, measured, ACCURACY * predicted, predicted, config, where)


def _config(objective: dict[str, Any], rule: str, n: int, f: int, steps: int) -> RunConfig:
    algorithm = {"rule": rule, "n": n, "f": f, "gamma": _STEP, "beta": 0.0, "steps": steps}
    return RunConfig.of({"objective": objective, "algorithm": algorithm, "attack": "none"})


def exact_kappa(rule: str, n: int, f: int) -> float:
    """kappa* of the rule; ValueError where it is not certified exactly."""
    low, high = certified(rule, Criterion.KAPPA, n, f)
    if high is None or low != high:
        raise ValueError(f"rule = {rule!r} is not admissible: kappa is not known exactly at (n, f) = ({n}, {f})")
    return float(high)


def _run(config: RunConfig) -> Trace:
    from experiments.algorithm import run  # imports torch: not needed to read what is kept

    return run(config)


@lru_cache(maxsize=128)
def per_rule(rule: str, n: int, f: int, share: float = 0.5) -> Agreement:
    """Gradient descent at B = ``share``/sqrt(kappa*), G = 1: the final squared gradient against the floor of (T5).

    >>> per_rule("trimmed_mean", 7, 2).holds
    True
    """
    kappa = exact_kappa(rule, n, f)
    B = share / math.sqrt(kappa)
    config = _config({"name": "per_rule_worst", "G": 1.0, "B": B, "start": 3.0}, rule, n, f, _STEPS)
    last = float(_run(config)["gradient2"][-1, 0])
    return _agreement("squared gradient", (rule, n, f, B), last, kappa / (1 - kappa * B * B), config.id)


@lru_cache(maxsize=128)
def beyond(rule: str, n: int, f: int, share: float = 1.2) -> Agreement:
    """Beyond the breakdown, B = ``share``/sqrt(kappa*): by how much theta grows in a step."""
    B = share / math.sqrt(exact_kappa(rule, n, f))
    config = _config({"name": "per_rule_worst", "B": B, "start": 1.0}, rule, n, f, 40)
    squares = _run(config)["gradient2"][-2:, 0]
    growth = math.sqrt(float(squares[1] / squares[0]))
    return _agreement("growth in a step", (rule, n, f, B), growth, 1 + _STEP * (share - 1), config.id)


@lru_cache(maxsize=128)
def lower_bound(rule: str, n: int, f: int, B: float = 0.5) -> Agreement:
    """The worse of the two worlds, G = 1, against the lower bound on every algorithm.

    >>> found = lower_bound("median", 7, 2)
    >>> found.ratio >= 1 - ACCURACY
    True
    """
    worlds = [
        _config({"name": "two_worlds", "world": world, "G": 1.0, "B": B, "start": 0.3}, rule, n, f, 5 * _STEPS)
        for world in (1, 2)
    ]
    worst = max(float(_run(config)["gradient2"][-1, 0]) for config in worlds)
    return _agreement("squared gradient, worse world", (rule, n, f, B), worst, minimax(n, f, 1.0, B), worlds[0].id)


HARD: Final = ("trimmed_mean", "median", "minimum_diameter_averaging", "geometric_median")
PLACES: Final = ((15, 4), (7, 2))
ATTAINED: Final[dict[str, Callable[[str, int, int], Agreement]]] = {
    "T5-tight": per_rule,
    "T5-tight-breakdown": beyond,
    "T5-lower": lower_bound,
}
"""Statements that say what a run attains: each rule its own floor and growth, the trimmed mean the lower bound."""


def attained(statement: str, rules: Sequence[str] = (), places: Sequence[tuple[int, int]] = PLACES) -> list[Agreement]:
    """The runs of a statement of :data:`ATTAINED` for these rules (none: those of which it is claimed), (n, f)."""
    chosen = rules or (HARD[:1] if statement == "T5-lower" else HARD)
    return [ATTAINED[statement](rule, n, f) for rule in chosen for n, f in places]
