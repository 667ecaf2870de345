"""What a proof about the algorithm may take as given: a closed list, read by a person. Standard library only.

``premises.json`` holds the assumptions (an inequality, or definitions that may be inserted), the rules for expectations
(monomials and what they become) and what the symbols mean; it is written from the theory's own declarations by
``resam_theory.convergence.writing`` and kept true by a test. Below stand the readings of time: ``w_next`` is w one step
later, ``w1`` its value at step 1, and a fact that speaks of one moment holds at every other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = [
    "APART",
    "CONSTANTS",
    "DETERMINED",
    "DOMAIN",
    "FREE",
    "FROM_ZERO",
    "LEVELS",
    "MOMENTS",
    "NUMBERS",
    "SUMS",
    "VARYING",
    "WHOLE",
    "WORKERS",
    "ZERO",
    "Expectation",
    "Premise",
    "Premises",
    "premises",
]

CONSTANTS: Final = frozenset({"Q_star", "sigma", "one"})
"""Symbols that are no parameters and the same at every step."""
FREE: Final = frozenset({"c"})
"""Parameters that a statement holds for all of; any other is one quantity, the same in all that is cited."""
ZERO: Final = {"W": CONSTANTS, "e_h": CONSTANTS | {"g_i"}}
"""Sequences that start at 0 (W_0 = 0 as m_0 = 0, and e_0 = 0), and what stays the same along them."""
VARYING: Final = {"b": "beta**2", "b_h": "y_loc + 1", "decay": ""}
"""Symbols that are a power of something (of anything, where it is left open), so that they change from step to step."""
WORKERS: Final = frozenset({"f", "m", "n"})
"""How many workers there are."""
WHOLE: Final = WORKERS | {"H_loc", "T", "b_0", "d", "g", "mhat"}
"""Parameters that are whole numbers."""
NUMBERS: Final = frozenset({"S_b"})
"""Symbols that are no parameters and yet numbers: an equation between numbers may be multiplied by anything."""
LOCAL: Final = ("H_loc", "b_h", "b_H")
"""The number of local steps, and powers of 1 + y_loc."""
_NODES: Final = ("median nodes", "trimmed nodes, few")
DOMAIN: Final[dict[str, tuple[str, ...]]] = {
    "": ("1 - beta", "1 - b", "1 - decay", "m - mhat", "n - 2*f", *(f"{x} - 1" for x in ("mhat", "T", "d", *LOCAL))),
    "independent": ("m - 1",),
    "size of the error": ("n - (B**2 + 2)*f",),
    "Polyak-Lojasiewicz": ("x - gamma*mu", "L - mu"),
    **dict.fromkeys(("trimmed nodes", "between groups"), ("m - 2*f",)),
    **dict.fromkeys(("trimmed nodes, few", "between groups, few"), ("m - 2*g",)),
    **dict.fromkeys((f"{nodes}, m even" for nodes in _NODES), ("m - 2*g",)),
    **dict.fromkeys((f"{nodes}, m odd" for nodes in _NODES), ("m - 1", "m - 2*g - 1")),
}
"""What is >= 0 of the parameters, each of which is, and of those that a premise speaks about."""
DETERMINED: Final[tuple[tuple[str, frozenset[str], str, str, str], ...]] = (
    *(("", frozenset[str](), *row) for row in (("b", "0", "1"), ("decay", "0", "1"), ("b_h", "1", ""))),
    *(("", frozenset({"n"}), "m", "1", ""), ("", frozenset({"L", "gamma"}), "x", "0", "")),
    *(("values in an interval", frozenset(), "p", "0", "1/4"), ("geometric sum", frozenset(), "b_H", "1", "")),
    *(("size of the error", frozenset(), "E", "0", ""), ("reduction rate", frozenset(), "ell", "0", "")),
    *((f"{nodes}{m}", frozenset[str](), "f", "0", "") for nodes in _NODES for m in ("", ", m even", ", m odd")),
)
"""(premise, other parameters, symbol, low, high): with them the symbol is determined by the other parameters (powers,
m = n - f, x = L gamma), or must be small enough for them. It then runs from low to high, and no end depends on it, so
that a region holds what the others determine, whatever they are."""
_TRIMMED: Final = frozenset({"trimmed nodes", "between groups", "means within the diameter"})
_FEW: Final = frozenset(
    {"trimmed nodes, few", "between groups, few", "trimmed nodes, few, m even", "trimmed nodes, few, m odd"}
)
_MEDIAN: Final = frozenset({"median nodes, m even", "median nodes, m odd"})
_MOMENTA: Final = frozenset({"workers", "dissimilar workers", "Nesterov", "momentum starts at 0"})
APART: Final = ((_TRIMMED, _FEW | _MEDIAN), (_FEW, _MEDIAN), (frozenset({"first batch"}), _MOMENTA))
"""Premises of the one and of the other set exclude one another."""
MOMENTS: Final[dict[str, dict[str, str]]] = {
    "one step later": {"Q": "Q_next", "nabla": "nabla_next", "W": "W_next"},
    "at step 1": {"Q": "Q1", "nabla": "nabla1"},
    "for the noise of step 1": {"e": "e1"},
    "from step 0 to step 1": {"W": "0", "W_next": "W1", "nabla_next": "nabla1"},
    "at theta_{t+1}": {"Qz": "Q_next"},
    "at theta_t": {"H": "H_now", "nabla_next": "nabla"},
}
"""Where a fact may be read: it speaks of these symbols and of constants only."""
SUMS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "t = 1..T": (
        ("nabla**2", "gradients"),
        ("xi**2", "drifts"),
        ("e**2", "noises"),
        ("W", "dispersions"),
        ("one**2", "T*one**2"),
        ("sigma**2", "T*sigma**2"),
    ),
    "t = 1..T, noise of step t": (("e**2", "noises + e1**2 - e**2"), ("sigma**2", "T*sigma**2")),
    "t = 0..T-1": (
        ("W", "dispersions - W_next"),
        ("nabla_next**2", "gradients"),
        ("one**2", "T*one**2"),
        ("sigma**2", "T*sigma**2"),
    ),
    "h = 0..H-1": (("e_h", "S_e"), ("b_h*g_i", "S_b*g_i"), ("g_i", "H_loc*g_i")),
}
"""Sums over the steps: a monomial and its sum. After it, w_next is the value of w at the end."""
FROM_ZERO: Final = "t = 0..T-1"
LEVELS: Final = ("t = 1..T", FROM_ZERO)
"""The sums in which a potential telescopes, and of them the one that starts at 0."""


@dataclass(frozen=True)
class Premise:
    """A hypothesis: a sentence, and the inequality ``fact`` (small, large, equal; None: none), the ``definitions`` or
    the affine ``recursion`` (rows of the matrix, then the offset) that it stands for."""

    statement: str
    fact: Any
    definitions: Sequence[Sequence[str]]
    recursion: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Expectation:
    """A rule for expectations: what each monomial becomes, and the premises that it ``needs``.

    ``bound``: it becomes an upper bound, so its coefficient must be >= 0. ``whole``: it is a sum over workers, so that
    every monomial must become something.
    """

    statement: str
    needs: Sequence[str]
    replaces: Sequence[Sequence[str]]
    bound: bool
    whole: bool


@dataclass(frozen=True)
class Premises:
    """All that may be assumed: premises and rules by name, and what atoms and parameters mean."""

    premises: dict[str, Premise]
    rules: dict[str, Expectation]
    atoms: dict[str, str]
    parameters: dict[str, str]


@cache
def premises() -> Premises:
    """The list as it is read from ``premises.json``."""
    data: Any = json.loads(Path(__file__).with_name("premises.json").read_text(encoding="utf-8"))
    listed = {name: Premise(**row) for name, row in data["premises"].items()}
    rules = {name: Expectation(**row) for name, row in data["rules"].items()}
    return Premises(listed, rules, data["atoms"], data["parameters"])
