"""Criteria as data: what each compares the squared error with, and the best constant between any two. Standard library.

A criterion bounds ||F - mean_S||^2 by ``c^power`` times a spread of S. ``FACTORS``: a coefficient of ``given`` gives
one of ``target``, the powers of both compared: ``target <= factor * given``. Proofs and the sets of points at which the
spreads have this ratio are in :mod:`resam_theory.criteria.conversions`; a criterion is one line of ``POWERS`` and its
rows of ``FACTORS``.

>>> factor("kappa", "xi", 11, 4), factor("kappa", "xi", 11, None), factor("lambda", "kappa", 11, None)
(Fraction(4, 1), Fraction(10, 1), Fraction(22, 1))
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Final, NamedTuple

__all__ = ["FACTORS", "POWERS", "Factor", "factor"]

POWERS: Final[Mapping[str, int]] = {
    **{"lambda": 2, "kappa": 1, "xi": 1, "agnostic": 1, "blanchard": 2},
    **{"no_attack": 1, "breakdown": 1},
}
"""Of the coefficient, in its inequality between squares."""


class Factor(NamedTuple):
    """``top/bottom`` is the constant, a product of m, m - 1, r = min(d, m - 1), q = floor(m^2/4) and numbers; ``why``:
    in a sentence."""

    top: tuple[str, ...]
    bottom: tuple[str, ...]
    why: str


_IDENTITY: Final = "V = (m-1)/(2m) P, the mean of the squared distances"
_SIMPLEX: Final = "V = (m-1)/(2m) P <= (m-1)/(2m) D^2"
_PAIR: Final = "two points at a distance D have a variance >= D^2/(2m) along their line"
_LINE: Final = "the values along a direction lie in an interval of length D"
_TRACE: Final = "the largest eigenvalue L of the covariance, of rank <= min(d, m-1), is at most its trace V"
_MEAN: Final = "E F differs from the mean by at most sqrt(E ||F - mean_S||^2), and E V = (m-1)/m d sigma^2"
FACTORS: Final[Mapping[tuple[str, str], Factor]] = {
    ("kappa", "lambda"): Factor(("m-1",), ("2", "m"), _SIMPLEX),
    ("kappa", "xi"): Factor(("r",), (), _TRACE),
    ("kappa", "agnostic"): Factor(("m-1",), ("2", "m"), _IDENTITY),
    ("lambda", "kappa"): Factor(("2", "m"), (), _PAIR),
    ("lambda", "xi"): Factor(("2", "m"), (), _PAIR),
    ("lambda", "agnostic"): Factor(("m-1",), (), f"{_PAIR}; {_IDENTITY}"),
    ("xi", "kappa"): Factor((), (), _TRACE),
    ("xi", "lambda"): Factor(("q",), ("m", "m"), _LINE),
    ("xi", "agnostic"): Factor(("m-1",), ("2", "m"), f"{_TRACE}; {_IDENTITY}"),
    ("agnostic", "kappa"): Factor(("2", "m"), ("m-1",), _IDENTITY),
    ("agnostic", "lambda"): Factor((), (), "a mean of squared distances is at most the largest"),
    ("agnostic", "xi"): Factor(("2", "m", "r"), ("m-1",), f"{_TRACE}; {_IDENTITY}"),
    ("kappa", "blanchard"): Factor(("m-1",), ("m",), _MEAN),
    ("lambda", "blanchard"): Factor(("2", "m-1"), (), f"{_PAIR}; {_MEAN}"),
}
"""By (given, target): every pair of spreads, and what follows for Byzantine resilience, from which nothing follows."""


def factor(given: str, target: str, m: int, d: int | None) -> Fraction:
    """The constant for sets of m points of R^d (None: any d)."""
    values = {"m": m, "m-1": m - 1, "2": 2, "r": m - 1 if d is None else min(d, m - 1), "q": m * m // 4}
    of = FACTORS[given, target]
    return Fraction(prod(values[name] for name in of.top), prod(values[name] for name in of.bottom))
