"""What the literature says of a coefficient beyond the claims: statements that are false, and bounds that could not be
read here.

A published bound that was read, or is remembered, is a claim of its rule and is settled as all are. What an input
refutes is no claim; it is listed here, with that input's place, and ``resam constant`` says so first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sympy as sp

from . import symbols as s
from .claims import Claim
from .kinds import Criterion, Kind, Provenance

__all__ = ["FALSE", "UNREAD", "Refuted", "false_statements", "note"]


@dataclass(frozen=True)
class Refuted:
    """``statement``, a bound ``value`` on the coefficient of ``rule``; an input at ``n``, ``f`` exceeds it; ``where``:
    which, and by how much."""

    rule: str
    criterion: Criterion
    statement: str
    value: sp.Expr
    source: str
    n: int
    f: int
    where: str

    def at(self, n: int, f: int) -> float:
        """What it says at (n, f)."""
        return float(self.value.subs({s.n: n, s.f: f, s.m: n - f}))


FALSE: Final = (
    Refuted(
        "krum_blanchard",
        Criterion.LAMBDA,
        "lambda <= 1 + sqrt(m/(n-2f)), with n - f - 2 neighbours",
        1 + sp.sqrt(s.m / (s.n - 2 * s.f)),
        "published, from memory: Farhadkhani et al., RESAM, ICML 2022 (true with n - f - 1 neighbours)",
        37,
        17,
        "at (37, 17) an exact input of the Gram programme reaches 3.58629 > 3.58199",
    ),
    Refuted(
        "minimum_diameter_averaging",
        Criterion.BLANCHARD,
        "eta <= sqrt(8) f/m: resilience for sigma/||g|| < m/(sqrt(8) f)",
        sp.sqrt(8) * s.f / s.m,
        "published: the code of calicarpa/krum, aggregators/brute.py",
        13,
        1,
        "at (13, 1) honest rows 1 with probability 1/24, else 0, and the faulty row -1 where one of them is 1: "
        "eta^2 >= 0.068 > 8/144",
    ),
)
"""Each is refuted again by the tests."""

UNREAD: Final[Mapping[str, str]] = {
    "multi_krum": "bounds on kappa* from both sides are in Bareilles, Bouaziz, Fageot, El Mhamdi, MultiKrum and an "
    "optimal notion of robustness, arXiv 2602.03899 (2026), of which only the abstract could be read",
    "phocas": "Xie, Koyejo, Gupta, Phocas (2018), from memory, bound the mean squared error around the true mean, "
    "another criterion",
    "monna": "Farhadkhani et al., MoNNA (ICML 2023), could not be read",
    "caf": "of Allouah, Guerraoui, Stephan (ICML 2025, arXiv 2505.01874) only the abstract could be read",
    "faba": "contraction constants in the later literature on FABA could not be read",
    "bulyan": "El Mhamdi et al. (ICML 2018), from memory, bound the leeway in a coordinate in order of magnitude, "
    "another criterion",
}


def false_statements(rule: str, criterion: Criterion) -> tuple[Refuted, ...]:
    """Those about this coefficient."""
    return tuple(item for item in FALSE if (item.rule, item.criterion) == (rule, criterion))


def note(rule: str, about: tuple[Claim, ...]) -> str | None:
    """What is to be said where none of the claims about a coefficient is a published bound that was read or remembered;
    negative claims need none."""
    if any(claim.subject == rule and claim.source.provenance is not Provenance.DERIVED for claim in about):
        return None
    if any(claim.kind is Kind.NEGATIVE for claim in about):
        return "no constant exists, so none can be published"
    base = rule.partition("(")[0]
    more = f": {UNREAD[base]}" if base in UNREAD else ""
    return f"no published bound of this coefficient could be read{more}"
