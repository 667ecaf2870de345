r"""The error without an attack: kappa_0* = sup ||F(x) - mean(x)||^2 / V(x) over all n rows, the rule built for f.

Where each bound comes from [derived here]:

* pieces: on the line F - mean is linear on each piece, and its least norm over the multipliers of the piece's rows is
  computed exactly (:mod:`.line.solver` with S all of the rows); in every dimension if the rule acts on coordinates;
* equal weights on q of the rows: ||mean_T - mean||^2 <= ((n-q)/q) V for every T of q rows (Cauchy-Schwarz);
* weights of at most 1/a each, a = n - 2f (CAF stops before they sum to less): ||sum w_i x_i - mean||^2 <= (n sum w_i^2
  - 1) V <= (2f/a) V;
* Krum: the Gram programme with S all of the rows, certified in exact arithmetic;
* geometric median and Huber's location z, h = floor(n/2): (B2) with S all of the rows; for Huber's, sum s_i = 0 gives
  mean - z = (1/n) sum (max(t, r_i) - t) s_i, and max(t, r_i) - t <= r_i: h/(n-h), whatever t is;
* median of means: the rows of more than half of the buckets have a mean on the far side of F, so that the second item
  bounds F as well, q the rows of the smallest so many buckets;
* rows shortened to the median of the norms: at most floor(n/2) = k move, by a projection on a ball: (A8) gives k/(n-k);
* any rule: (kappa* n (m-1) - f)/(m (n-1)), by averaging (D2) over all S.

From below: inputs evaluated by the rule's definition in exact arithmetic: two clusters of every size, the pieces'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final, NamedTuple

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.criteria import ratios
from resam_theory.definitions.ball import Ball
from resam_theory.definitions.base import Form
from resam_theory.definitions.buckets import Buckets
from resam_theory.definitions.counts import evaluate
from resam_theory.definitions.farthest import Farthest
from resam_theory.definitions.fermat import Fermat
from resam_theory.definitions.filters import CovarianceFilter, NormClipped, TopDirection
from resam_theory.definitions.huber import Huber
from resam_theory.definitions.least_diameter import LeastDiameter
from resam_theory.definitions.least_norm import LeastNorm
from resam_theory.definitions.least_spread import LeastSpread
from resam_theory.definitions.nearest import Nearest
from resam_theory.definitions.scores import Scores
from resam_theory.rules import Rule

from ..evidence import Side, best
from ..recheck.line import functional, rows_of
from .gather import bounds
from .gram.prove import prove
from .gram.solve import SolverError as GramError
from .line import solution as line
from .line.solver import SolverError

__all__ = ["Interval", "without_attack"]

MOST_ROWS: Final = 15
"""Largest n at which inputs are evaluated row by row and pieces are solved."""


class Interval(NamedTuple):
    """Exact bounds and where they come from; ``upper`` None: none is known."""

    lower: sp.Expr
    upper: sp.Expr | None
    below: str
    above: str


_Bound = tuple[sp.Expr, str]


def without_attack(rule: Rule, n: int, f: int, d: int | float) -> Interval:
    """The best bounds on kappa_0* of the rule at (n, f) in R^d.

    >>> from resam_theory.rules import get
    >>> [without_attack(get(name), 7, 2, 3)[:2] for name in ("trimmed_mean", "mda", "geometric_median", "mean")]
    [(2/5, 2/5), (2/5, 2/5), (3/4, 3/4), (0, 0)]
    """
    n, f = rule.require(n, f)
    below = max(_below(rule, n, f), key=lambda item: (item[0] is sp.oo, item[0]), default=(sp.Integer(0), "none"))
    if below[0] is sp.oo:
        return Interval(sp.oo, sp.oo, below[1], below[1])
    above: _Bound | None = None
    for source in _SOURCES:
        for item in source(rule, n, f, d):
            above = item if above is None or item[0] < above[0] else above
        if above is not None and above[0] == below[0]:
            break
    return Interval(below[0], *((None, below[1], "unknown") if above is None else (above[0], below[1], above[1])))


def _below(rule: Rule, n: int, f: int) -> Iterator[_Bound]:
    if n > MOST_ROWS:
        return
    inputs = [[low] * (n - k) + [high] * k for k in range(1, n) for low, high in ((0, 1), (1, 2))]
    for values in ([n**2] * n, *inputs, *_of_pieces(rule, n, f)):
        points = [(Fraction(value),) for value in values]
        try:
            outputs = rule.exact(points, f)
        except ValueError:
            continue
        yield max(ratios(points, range(n), output)[1] for output in outputs), "an exact input"


def _solved(rule: Rule, n: int, f: int) -> tuple[list[Any], Any]:
    """What is proved of every piece on the line, and the worst piece with its input; none where it is not known."""
    form = rule.definition
    pieces = None if form is None or n > min(MOST_ROWS, form.line_up_to) else form.pieces(n, f)
    if pieces is None:
        return [], None
    try:
        solved, (worst, extreme) = line.solve_all(pieces, n, 0, Criterion.KAPPA)
    except SolverError:
        return [], None
    listed = [(pieces[pattern.piece], pattern, solution) for pattern, solution in solved]
    return listed, (pieces[worst.piece], extreme)


def _of_pieces(rule: Rule, n: int, f: int) -> list[Any]:
    _, worst = _solved(rule, n, f)
    if worst is None or worst[1].value is None:
        return []
    piece, extreme = worst
    return [[extreme.values[place] for place in piece.order or range(n)]]


def _pieces(rule: Rule, n: int, f: int, d: int | float) -> Iterator[_Bound]:
    assert rule.definition is not None
    solved, _ = _solved(rule, n, f)
    if not solved or not (d == 1 or rule.definition.coordinate_wise):
        return
    values = []
    for piece, pattern, solution in solved:
        if solution.value is None:
            return
        v = list(functional(piece, pattern, n, 0))
        for row, mu in solution.multipliers.items():
            v = [x + mu * a for x, a in zip(v, rows_of(piece, n)[row], strict=True)]
        if sum(v) != 0 or min(solution.multipliers.values(), default=0) < 0:
            return
        values.append(n * sum((x * x for x in v), Fraction(0)))
    yield _exact(max(values)), "exact projections of all pieces"


_Count = Callable[[Any, int, int], Any]
_AVERAGED: Final[dict[type[Form], _Count]] = {
    Scores: lambda form, n, f: form.counts(n, f)[1],
    Farthest: lambda form, n, f: n - evaluate(form.drop, n, f),
    **{
        form: lambda form, n, f: evaluate(form.count, n, f)
        for form in (Ball, LeastDiameter, LeastNorm, LeastSpread, Nearest, TopDirection)
    },
}
"""How many of the rows, or of the values of each coordinate, are averaged with the same weight."""


def _averages(rule: Rule, n: int, f: int, d: int | float) -> Iterator[_Bound]:
    count = _AVERAGED.get(type(rule.definition))  # pyright: ignore[reportArgumentType]
    if count is not None:
        q = count(rule.definition, n, f)
        yield sp.Rational(n - q, q), f"a mean of {q} of the rows"


def _programme(rule: Rule, n: int, f: int, d: int | float) -> Iterator[_Bound]:
    form = rule.definition
    if not isinstance(form, Scores) or form.counts(n, f)[1] != 1:
        return
    frozen = replace(form, neighbours=str(form.counts(n, f)[0]), keep="1", least="1")
    families = [family for family in frozen.families(n, 0) or () if family.low <= family.high]
    try:
        yield _exact(prove(tuple(families), "kappa").value), "Gram programme, S all of the rows"
    except GramError:
        return


def _on_paper(rule: Rule, n: int, f: int, d: int | float) -> Iterator[_Bound]:
    h = n // 2
    if isinstance(rule.definition, Fermat | Huber):
        yield sp.Rational(h, n - h), "(B2) with S all of the rows"
    if isinstance(rule.definition, NormClipped):
        yield sp.Rational(h, n - h), "(A8): at most half of the rows move"
    if isinstance(rule.definition, Buckets):
        sizes = sorted(rule.definition.sizes(n, f))
        kept = sum(sizes[: len(sizes) // 2 + 1])
        yield sp.Rational(n - kept, kept), "more than half of the buckets have means on one side"
    if isinstance(rule.definition, CovarianceFilter):
        yield sp.Rational(2 * f, n - 2 * f), "weights of at most 1/(n-2f)"


def _average_over_s(rule: Rule, n: int, f: int, d: int | float) -> Iterator[_Bound]:
    if f == 0 or rule.trusted:
        return
    known = best([item for item in bounds(rule, Criterion.KAPPA, n, f, d) if item.exact], Side.UPPER)
    if known is not None:
        m = n - f
        yield (sp.sympify(known.value) * n * (m - 1) - f) / (m * (n - 1)), "(D2), averaged over all S"


_SOURCES: Final = (_averages, _on_paper, _pieces, _programme, _average_over_s)


def _exact(value: Fraction) -> sp.Expr:
    return sp.Rational(value.numerator, value.denominator)
