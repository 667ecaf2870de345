r"""(W1) Workers of unequal weights: what a faulty mass phi < 1/2 can do, whatever the weights.

Weights w_i > 0, sum 1; S any set of mass at least 1 - phi; mean_S, V_S with the weights of S, D_S its diameter.

**Replication** [derived here]. For rational weights let N be a common denominator of the w_i and phi. N w_i copies of
row i turn the problem into one without weights, of N rows and F = phi N faulty: S has at least N - F rows, its mean,
variance and diameter are the same, and so is the output of a rule to which weight is copies. (Of an S with more than
N - F copies (D1), (D2) with F faulty hold too: a mean, and V, of all of S are averages over its parts of N - F
copies, so that ||F - mean_S||^2 <= kappa V_S by convexity.) So every upper bound in N and F holds with weights; those
below are the largest over N, at fixed phi, and continuous in the weights, so that they hold for all real ones:

- trimmed mean: kappa = F/(N - 2F) = phi/(1-2phi), lambda = F/(N-F) = phi/(1-phi): the floors, reached at equal weights;
- median, geometric median: kappa = k/(N-F-k), k <= N/2: 1/(1-2phi); on the line lambda = k/(N-F): 1/(2(1-phi));
- mean around the median: kappa = 4F(h+1)/((N-F)(h+1-F)), h + 1 > N/2: 4phi/((1-phi)(1-2phi)); lambda = 2phi/(1-phi);
- CTMA of a rule with (kappa, lambda): 4phi/(1-phi) (1 + kappa), 2phi/(1-phi) (1 + lambda) (W2).

Published for the weighted median and geometric median: (1-phi)^2/(1-2phi)^2 (from memory).

>>> bound("trimmed_mean", Criterion.KAPPA).subs(PHI, sp.Rational(3, 10))
3/4
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import sympy as sp

from . import symbols as s
from .claims import Claim, Domain, Source
from .kinds import Criterion, Kind, Provenance

__all__ = ["PHI", "bound", "claim", "read"]

PHI: Final = sp.Symbol("phi", positive=True)
"""The largest faulty mass, a share of the sum of the weights."""

_HALF: Final = (1 / (1 - 2 * PHI), 1 / (2 * (1 - PHI)))
_KNOWN: Final[Mapping[str, tuple[sp.Expr, sp.Expr]]] = {
    "trimmed_mean": (PHI / (1 - 2 * PHI), PHI / (1 - PHI)),
    "median": _HALF,
    "geometric_median": _HALF,
    "mean_around_median": (4 * PHI / ((1 - PHI) * (1 - 2 * PHI)), 2 * PHI / (1 - PHI)),
}
_NUMBER: Final = re.compile(r"[+-]?(\d+(/0*[1-9]\d*)?|\d*\.\d+|\d+\.\d*)(e[+-]?\d{1,3})?", re.IGNORECASE)


def bound(rule: str, criterion: Criterion) -> sp.Expr | None:
    """(W1) The bound on the line in phi; None where there is none."""
    place = 0 if criterion is Criterion.KAPPA else 1
    before, _, inner = rule.partition("+")
    if before == "ctma" and inner:
        anchor = bound(inner, criterion)
        share = 2 * (2 - place) * PHI / (1 - PHI)
        return None if anchor is None else share * (1 + anchor)
    return _KNOWN[rule][place] if rule in _KNOWN else None


def claim(rule: str, criterion: Criterion) -> Claim | None:
    """(W1) The same bound as a claim about the rule without weights, for all (n, f) in place of phi = f/n, on the line:
    what it says of the copies is what it says of the weights."""
    expression = bound(rule, criterion)
    if expression is None:
        return None
    place = f"{rule}.{criterion}.by_mass"
    value = sp.cancel(expression.subs(PHI, s.f / s.n))  # type: ignore[no-untyped-call]
    domain = Domain(d_max=1)
    return Claim(
        place,
        rule,
        criterion,
        Kind.UPPER,
        f"{criterion} = {value}",
        value,
        Source(Provenance.DERIVED, where="W1"),
        domain,
    )


def read(text: str, what: str = "weights") -> tuple[Fraction, ...]:
    """The numbers of a list such as ``3,1,1/2,0.25``, read exactly; ValueError (one line) for anything else.

    >>> read("3,1,0.5")
    (Fraction(3, 1), Fraction(1, 1), Fraction(1, 2))
    >>> read("3,nan")
    Traceback (most recent call last):
    ...
    ValueError: weights contain 'nan': need finite numbers >= 0, such as 3, 1/3 or 0.25
    """
    listed = [part.strip() for part in text.split(",")]
    for part in listed:
        if not _NUMBER.fullmatch(part) or part.startswith("-"):
            raise ValueError(f"{what} contain {part!r}: need finite numbers >= 0, such as 3, 1/3 or 0.25")
    return tuple(Fraction(part) for part in listed)
