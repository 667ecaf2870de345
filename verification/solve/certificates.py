"""Evidence as JSON data: how it is built and saved. Whether it proves anything is for the re-checker alone to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from math import inf, isqrt
from pathlib import Path
from typing import Any, Final

import sympy as sp

from resam_theory.definitions.criteria import POWERS
from resam_theory.output import write_json
from resam_theory.rules import Rule

from ..evidence import Evidence, Side
from ..recheck.check import LAW, PROOF
from ..recheck.claim import ANY, FORMAT
from ..recheck.root3 import Root3
from ..recheck.theorem import RootSum
from .subject import Subject, subject

__all__ = ["about", "above", "as_sympy", "document", "exactly", "file_name", "save", "to_evidence"]

_PACKAGES: Final = ("resam-theory", "clarabel", "numpy", "scipy", "sympy", "python-flint")


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES}


def about(rule: str | Rule | Subject, criterion: str, n: int, f: int, d: int | float | None) -> dict[str, Any]:
    """The claim of a piece of evidence; d None is inf; the subject ``any`` has no definition."""
    known = None if rule == ANY else subject(rule)  # type: ignore[arg-type]
    return {
        "rule": ANY if known is None else known.name,
        "definition": None if known is None else known.form().data(),
        "criterion": str(criterion),
        "n": n,
        "f": f,
        "d": "inf" if d in {None, inf} else d,
    }


def document(
    kind: str,
    side: Side,
    claim: Mapping[str, Any],
    value: Fraction | None,
    **body: Any,
) -> dict[str, Any]:
    """Evidence of a kind that the re-checker knows; ``value`` bounds kappa*, lambda*², ... (None: infinite).

    >>> document("floor", Side.LOWER, about("any", "kappa", 5, 1, 1), Fraction(1, 3))["claim"]["d"]
    1
    """
    return {
        "format": FORMAT,
        "kind": kind,
        "side": str(side),
        "claim": dict(claim),
        "value": "inf" if value is None else str(value),
        "squared": POWERS[claim["criterion"]] == 2,
        **body,
        "versions": _versions(),
    }


def as_sympy(value: Fraction | None) -> sp.Expr:
    """A Fraction as an exact sympy number; None, infinity, as ``oo``."""
    return sp.oo if value is None else sp.Rational(value.numerator, value.denominator)


SCALE: Final = 10**15
"""Irrational square roots are rounded up to multiples of 1/SCALE."""


def _root(square: Fraction) -> Fraction:
    """The square root of a number > 0 where it is rational, else a rational number just above."""
    found = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return found if found**2 == square else Fraction(isqrt(int(square * SCALE**2)) + 1, SCALE)


def above(value: Fraction | RootSum) -> Fraction:
    """The number where it is rational, else a rational number just above it.

    >>> above(RootSum(Fraction(1), Fraction(4))), above(RootSum(Fraction(0), Fraction(1, 2)))
    (Fraction(5, 1), Fraction(176776695296637, 125000000000000))
    """
    return value if isinstance(value, Fraction) else value.p + _root(4 * value.q)


def exactly(value: Fraction | RootSum | Root3 | None) -> sp.Expr:
    """The same for p + 2 sqrt(q), and for a + b sqrt(3)."""
    if isinstance(value, RootSum):
        return as_sympy(value.p) + 2 * sp.sqrt(as_sympy(value.q))
    if isinstance(value, Root3):
        return as_sympy(value.a) + as_sympy(value.b) * sp.sqrt(3)
    return as_sympy(value)


def to_evidence(data: Mapping[str, Any], method: str, seconds: float = 0.0) -> Evidence:
    """The same as an :class:`Evidence`, whose value bounds the coefficient itself.

    >>> to_evidence(document("floor", Side.LOWER, about("any", "lambda", 5, 1, 1), Fraction(1, 16)), "floor").value
    1/4
    """
    value = sp.oo if data["value"] == "inf" else sp.Rational(data["value"])
    return Evidence(Side(data["side"]), sp.sqrt(value) if data["squared"] else value, True, method, data, seconds)


def save(evidence: Evidence, folder: Path) -> Evidence:
    """Write the data of ``evidence`` to ``folder``; the same evidence with the name of the file in its data."""
    path = folder / f"{file_name(evidence.data)}.json"
    write_json(path, evidence.data)
    return replace(evidence, data={**evidence.data, "file": str(path)})


def file_name(data: Mapping[str, Any]) -> str:
    """What the evidence is about, as the stem of a file's name."""
    if data["kind"] == LAW:
        return _part(data["law"]["id"])
    if data["kind"] == PROOF:
        return _part(f"{PROOF}-{data['statements'][-1]['id']}")
    claim = data["claim"]
    faulty = [f"mass{claim['faulty_weight']}" if claim["f"] is None else f"f{claim['f']}"]
    if "weights" in claim:
        listed = ",".join((*claim["weights"], str(claim["faulty_weight"])))
        faulty.append(f"weights{sha256(listed.encode()).hexdigest()[:12]}")
    parts = (claim["rule"], claim["criterion"], f"n{claim['n']}", *faulty, f"d{claim['d']}", data["side"], data["kind"])
    return "-".join(map(_part, parts))


def _part(part: Any) -> str:
    return "".join(c if c.isalnum() or c in "._+=(),[]" else "_" for c in str(part))[:100]
