r"""(T4) Momentum is necessary: the floor below which no number of steps leads, with its constant enclosed rigorously.

Setting: Q(theta) = (L/2) theta^2 (one coordinate; d coordinates with noise sigma^2/d each add up to the same), Gaussian
honest noise, a translation-equivariant and positively homogeneous rule F, and an attack that is a function of the
honest
momenta with the same equivariances. Then R_t = G_t + s_t F(Z), with G_t the momentum of the gradients, Z standard
normal,
s_t^2 -> sigma^2 (1-beta)/(1+beta). With b = E F(Z) the means obey an affine recursion (:data:`FLOOR`) that is stable
for
0 < x < 2(1+beta)/(1-beta) and has the fixed point E nabla = -b s; so by Jensen, for **every** stable step size,

    liminf E||nabla_t||^2 >= b^2 sigma^2 (1-beta)/(1+beta),                                              [derived here]

and the two sides agree as gamma -> 0. For rules that are linear in order statistics and faulty values beyond all honest
ones, b = sum_j w_j E Z_(j:m) is an integral, enclosed here by ball arithmetic.

>>> floor_constant("trimmed_mean", 15, 5)
0.73892...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import sympy as sp
from flint import acb, arb

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.relations import Relation
from ..derivation.signs import Ranges, nonnegative
from ..derivation.steps import Grounds, Replay, Step
from ..derivation.theorem import Theorem
from ..errors import require_n_f
from . import vectors as v

__all__ = ["FLOOR", "WEIGHTS", "StableMean", "floor_constant", "floor_enclosure", "order_statistics_mean"]

_bias: Final = v.bias
_mean2: Final = v.mean2
CUT: Final = 16
"""The integral is taken over [-CUT, CUT]; the tails are bounded by 2 m max|w| phi(CUT) < 1e-54 m max|w|."""


def _top(m: int, count: int) -> list[Fraction]:
    return [Fraction(0)] * (m - count) + [Fraction(1, count)] * count


def _median(n: int, f: int) -> list[Fraction]:
    weights = [Fraction(0)] * (n - f)
    for position in {(n - 1) // 2, n // 2}:
        weights[position] += Fraction(1, 1 if n % 2 else 2)
    return weights


WEIGHTS: Final[Mapping[str, Callable[[int, int], list[Fraction]]]] = {
    "trimmed_mean": lambda n, f: _top(n - f, n - 2 * f),
    "median": _median,
}
"""Rule -> (n, f) -> weights w_1..w_m of the sorted honest values in F when all f faulty values lie above them."""


def order_statistics_mean(weights: Sequence[Fraction]) -> arb:
    """A ball that contains ``sum_j w_j E Z_(j:m)``, the Z_j independent standard normals and m = len(weights).

    >>> order_statistics_mean([Fraction(0), Fraction(1)]).overlaps(1 / arb.pi().sqrt())
    True
    """
    m = len(weights)
    half, root = acb(1) / 2, acb(2).sqrt()
    scale = acb(1) / (2 * acb.pi()).sqrt()
    terms = [
        (m * sp.binomial(m - 1, j), weight, j) for j, weight in enumerate(weights) if weight
    ]  # density of Z_(j+1:m) is m binomial(m-1, j) Phi^j (1-Phi)^(m-1-j) phi

    def integrand(z: acb, _analytic: bool) -> acb:
        below, above = half * (-z / root).erfc(), half * (z / root).erfc()
        density = scale * (-z * z / 2).exp()
        total = acb(0)
        for count, weight, j in terms:
            total += acb(int(count)) * weight.numerator / weight.denominator * below**j * above ** (m - 1 - j)
        return z * density * total

    inside = acb.integral(integrand, acb(-CUT), acb(CUT)).real
    largest = max((abs(weight) for weight in weights), default=Fraction(0))
    tail = 2 * m * (arb(largest.numerator) / largest.denominator) * (arb(-CUT * CUT) / 2).exp() / (2 * arb.pi()).sqrt()
    return inside + arb(0, tail.upper())


def floor_enclosure(rule: str, n: int, f: int) -> tuple[float, float]:
    """Floats ``low <= b <= high`` for b of (T4), for a rule of :data:`WEIGHTS`; b is infinite for the mean with f >=
    1."""
    n, f = require_n_f(n, f)
    if rule == "mean" and f:
        return float("inf"), float("inf")
    if rule not in WEIGHTS:
        raise ValueError(f"rule = {rule!r} is not admissible: (T4) needs one of mean, {', '.join(WEIGHTS)}")
    ball = order_statistics_mean(WEIGHTS[rule](n, f))
    return float(ball.lower()), float(ball.upper())


def floor_constant(rule: str, n: int, f: int) -> float:
    """A float lower bound on b that is also within rounding of it."""
    return floor_enclosure(rule, n, f)[0]


@dataclass(frozen=True)
class StableMean(Step):
    """A mean z that obeys z' = A z + c with A stable tends to its fixed point: conclusion ``E z_1 -> value`` of the
    region."""

    matrix: tuple[tuple[sp.Expr, ...], ...] = ()
    offset: tuple[sp.Expr, ...] = ()
    fixed: tuple[sp.Expr, ...] = ()
    names: sp.Symbol = _mean2
    by: tuple[str, ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """The fixed point by substitution; |eigenvalues| < 1 by the Jury conditions, as strict signs on the region."""
        method = "stable affine recursion"
        missing = [name for name in self.by if name not in setting.assumptions]
        if missing:
            return self._failed(method, f"assumption not made: {missing[0]}")
        A, c, z = sp.Matrix(self.matrix), sp.Matrix(self.offset), sp.Matrix(self.fixed)
        if not (A * z + c - z).applyfunc(sp.cancel).is_zero_matrix:
            return self._failed(method, "not a fixed point of the recursion")
        if self.conclusion != Relation(self.conclusion.name, self.names, self.fixed[0] ** 2, equal=True):
            return self._failed(method, "the conclusion is not the squared fixed point")
        trace, det = sp.cancel(A.trace()), sp.cancel(A.det())
        signs = {}
        for name, condition in (
            ("1-det", 1 - det),
            ("1+det", 1 + det),
            ("1-tr+det", 1 - trace + det),
            ("1+tr+det", 1 + trace + det),
        ):
            sign = nonnegative(condition, setting.region)
            if not sign.holds or "square" in sign.how or "zero" in sign.how:
                return self._failed(method, f"Jury condition {name} > 0: {sign.how}", witness=sign.witness)
            signs[name] = sign.how
        return Replay(self.conclusion.name, True, method, {"statement": str(self.conclusion), "Jury conditions": signs})


_fixed: Final = Relation("limit of the mean", _mean2, _bias**2, equal=True)
FLOOR: Final = Theorem(
    "T4",
    "Momentum is necessary",
    "Gaussian noise, quadratic Q, 0 < x < 2(1+beta)/(1-beta): E nabla_t -> -mu, so liminf E||nabla_t||^2 >= mu^2 = "
    "b^2 sigma^2 (1-beta)/(1+beta), mu the mean bias R_t - G_t of the rule under attack",
    Ranges.of((s.beta, 0, 1), (s.x, 0, 2 * (1 + s.beta) / (1 - s.beta))),
    ("quadratic loss",),
    _fixed,
    (
        StableMean(
            _fixed,
            matrix=((sp.Integer(1), -s.x), (1 - s.beta, s.beta - (1 - s.beta) * s.x)),
            offset=(-s.x * _bias, -(1 - s.beta) * s.x * _bias),
            fixed=(-_bias, -_bias),
            by=("quadratic loss",),
        ),
    ),
    Source(Provenance.DERIVED, where="T4"),
)
"""State (E nabla_t, E G_t): nabla' = nabla - x(G + mu), G' = beta G + (1-beta) nabla'; written with bias for mu."""
