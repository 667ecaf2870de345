r"""Phocas: in each coordinate the mean of the m = n - f values nearest to the trimmed mean.

Tie rule: of two values at the same distance from the trimmed mean the smaller is taken, whatever the order of rows.

**Exact coefficients (L4) [derived here].** kappa* = 4f/(n-2f) in every dimension, lambda* = 2f/m for d = 1.

*Proof.* Coordinates add up (same S), so d = 1. Let c be the trimmed mean, W the window of m values, E = F - mean_S >= 0
(else mirror), L the l <= f members of S below W. The members of W outside S exceed c by at most c - max L, the distance
of an excluded value, so m E <= l (2c - max L) - sum_L <= 2 sum_L (c - x): with c <= max S, E <= (2f/m) D. By (B1), c
<= mu, the mean of the a = n - 2f largest values of S; with nu that of the l smallest and l + a <= m, m V_S >= (mu -
nu)^2/(1/l + 1/a), so E^2 <= (4l/m)(1 + l/a) V_S, which increases with l <= f to 4f/a. Attained: f of S at -2, the a
others at 2f/a, the faulty at 2 + 4f/a: a tie. QED

Reference: Xie, Koyejo, Gupta, Phocas: Dimensional Byzantine-resilient Stochastic Gradient Descent, 2018,
arXiv 1805.09682.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from .. import symbols as s
from ..claims import Criterion
from ..errors import require_n_f
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from . import _breakdown, _claims, _coordinate_wise, _without_attack
from ._base import Extremal, Rule
from .kernels import around, arrays

__all__ = ["RULES", "aggregate"]

NAME: Final = "phocas"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """Mean of the n - f values nearest to the trimmed mean, coordinate by coordinate, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [3.0], [9.0]]), f=1)
    array([1.5])
    """
    problems = arrays.prepare(x, f)
    xp, f, m = problems.xp, problems.f, problems.m
    y = xp.sort(problems.x, axis=-2, stable=False)
    low, middle, high = y[..., :f, :], y[..., f:m, :], y[..., m:, :]
    unit = 1.0 if problems.moderate else 2.0 ** -(2 * problems.n).bit_length()  # exact, and no sum overflows
    wide = unit * xp.astype(y, xp.float64, copy=False)  # sums of float32 are then exact but for extreme ranges
    closest = xp.where(around.below_centre(xp, y, wide, f), high, low)
    return arrays.mean(xp, xp.concat([closest, middle], axis=-2))


def extremal_kappa(n: int, f: int, d: int | float = 1) -> Extremal:
    """The mirror image of the input in the module's docstring, since the tie rule takes the smaller value."""
    n, f = require_n_f(n, f, f_min=1)
    m, a = n - f, n - 2 * f
    step = Fraction(2 * f, a)
    values = [2] * f + [-step] * a + [-2 * step - 2] * f
    return Extremal.on_line(values, f, -(4 * f + 2 * f * step) / m)


def extremal_lambda(n: int, f: int, d: int | float = 1) -> Extremal:
    """d = 1: n - 2f of S at 0, f of S at 1, the faulty at -1, a tie; else kappa*'s over a design."""
    line = extremal_kappa(n, f)
    spread = _coordinate_wise.over_design(line, d) if d > 1 else None
    if spread is not None:
        return spread
    return Extremal.at_a_tie(n, f, "attained")


def _proof(criterion: str, value: str) -> Bound:
    """The docstring's proof for all (n, f), l <= f members of S below the window, m = a + f."""
    large, m = "4*f/a", "(a + f)"
    if criterion == "kappa":
        rest = f"{large} - 4*l**2*(1/l + 1/a)/{m}"
        weights = (("squared window", f"1/{m}**2"), ("two far groups", f"4*l**2/{m}**2"), ("V >= 0", rest))
        claim = Combine("kappa", "E2", f"{large}*V", weights)
    else:
        weights = (("window", f"1/{m}"), ("range", f"2*l/{m}"), ("D >= 0", f"2*(f - l)/{m}"))
        claim = Combine("lambda", "E", f"2*f/{m}*D", weights)
    case = Case(
        "l below the window",
        Region.of(("f", "1", ""), ("l", "1", "f"), ("a", "1", "")),
        (("n", "(a + 2*f)"), ("m", m)),
        (("f", "f"), ("a", "n - 2*f")),
        (
            Use("window around the trimmed mean", (("f", "f"), ("l", "l"), ("a", "a"), ("m", m))),
            Use("variance is nonnegative"),
            claim,
        ),
    )
    name = f"{NAME}.{criterion}.{'every_dimension' if criterion == 'kappa' else 'line'}"
    return Bound(name, criterion, value, (case,), "l = 0 leaves E <= 0", line=True, source="L4")


def _families() -> tuple[Family, Family]:
    """The inputs above for all (n, f)."""
    step = "2*f/(n - 2*f)"
    far = (("f", "2", True), ("n - 2*f", f"-{step}", True), ("f", f"-2*{step} - 2", False))
    near = (("n - 2*f", "0", True), ("f", "1", True), ("f", "-1", False))

    def family(criterion: str, value: str, rows: tuple[tuple[str, str, bool], ...]) -> Family:
        place = Place(
            "all n, f",
            Region.of(("f", "1", ""), ("a", "1", "")),
            (("n", "a + 2*f"), ("m", "a + f")),
            (("f", "f"), ("a", "n - 2*f")),
            tuple(Cluster(size, (at,), honest) for size, at, honest in rows),
        )
        return Family(f"{NAME}.{criterion}.attained", criterion, value, (place,), source="L4")

    return family("kappa", "4*f/(n - 2*f)", far), family("lambda", "(2*f/m)**2", near)


RULES: Final = (
    Rule(
        name=NAME,
        title="Phocas (mean around the trimmed mean)",
        reference="Xie, Koyejo, Gupta, Phocas, 2018",
        aggregate=aggregate,
        claims=_claims.coordinate_wise_claims(
            NAME, 4 * s.f / (s.n - 2 * s.f), 2 * s.f / s.m, ("4f/(n-2f)", "2f/m"), "L4; docstring of the rule's module"
        ),
        proofs=(_proof("kappa", "4*f/(n - 2*f)"), _proof("lambda", "2*f/m")),
        families=_families(),
        extremal={Criterion.LAMBDA: extremal_lambda, Criterion.KAPPA: extremal_kappa},
        beside=(
            _without_attack.averages(NAME, "nearest"),
            _breakdown.at_f(NAME),
        ),
        open=_coordinate_wise.open_in_space(2),
        traits=frozenset({"translation", "scale", "permutation", "hull", "coordinate_wise"}),
    ),
)
