r"""Exact decisions about signs: a polynomial on a whole region, a quadratic form on a whole region.

Nothing here samples: a region is mapped onto the positive orthant, and the sign is read off the coefficients there,
from
the factors, from a subdivision, or, in one variable, from real root counting (Sturm). Sampling only looks for a witness
*against* a statement, and a witness is a rational point with an exactly evaluated negative value.

>>> t = sp.Symbol("t")
>>> region = Ranges.of((t, 0, sp.Rational(1, 24)))
>>> nonnegative(12 * t**2 + 15 * t / 2 + sp.Rational(1, 4), region).holds
True
>>> nonnegative(t - sp.Rational(1, 25), region).witness
{'t': '1/48', 'value': '-23/1200'}
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sympy as sp

__all__ = ["Interval", "Ranges", "Sign", "nonnegative", "semidefinite"]

MAX_SPLITS: Final = 3
"""How often a chart of the region is halved in every direction before a sign counts as undecided."""
_PROBES: Final = tuple(sp.Rational(*pair) for pair in ((1, 1), (1, 9), (9, 1), (1, 99), (99, 1)))


@dataclass(frozen=True)
class Interval:
    """``low < symbol < high``; ``high`` may be ``oo`` or an expression in symbols that come earlier in the region."""

    symbol: sp.Symbol
    low: sp.Expr
    high: sp.Expr

    def __str__(self) -> str:
        right = "" if self.high == sp.oo else f" < {self.high}"
        return f"{self.low} < {self.symbol}{right}"


@dataclass(frozen=True)
class Ranges:
    """A product of intervals. A weak inequality between polynomials on the open region also holds on its closure."""

    intervals: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, *rows: tuple[sp.Symbol, Any, Any]) -> Ranges:
        """The region ``low < symbol < high`` for each row ``(symbol, low, high)``."""
        return cls(tuple(Interval(name, sp.sympify(low), sp.sympify(high)) for name, low, high in rows))

    def __str__(self) -> str:
        return ", ".join(map(str, self.intervals)) or "no parameters"

    def chart(self, expression: sp.Expr) -> tuple[sp.Expr, tuple[sp.Symbol, ...]]:
        """``expression`` in coordinates that run over the open positive orthant exactly when the point runs over the
        region."""
        names = tuple(sp.Symbol(f"_{interval.symbol.name}", positive=True) for interval in self.intervals)
        for name, interval in reversed(list(zip(names, self.intervals, strict=True))):
            low, high = interval.low, interval.high
            inside = low + name if high == sp.oo else (low + high * name) / (1 + name)
            expression = expression.subs(interval.symbol, inside)
        return expression, names

    def point(self, coordinates: Sequence[sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
        """The point of the region that has these orthant coordinates."""
        found: dict[sp.Symbol, sp.Expr] = {}
        for at, interval in zip(coordinates, self.intervals, strict=True):
            low, high = (end.subs(list(found.items())) for end in (interval.low, interval.high))
            found[interval.symbol] = low + at if high == sp.oo else (low + high * at) / (1 + at)
        return found


@dataclass(frozen=True)
class Sign:
    """Whether something is >= 0 on a region; ``how`` says by what argument, ``witness`` is a point where it is not."""

    holds: bool
    how: str
    witness: dict[str, str] = field(default_factory=dict)


def nonnegative(expression: sp.Expr, region: Ranges) -> Sign:
    """Decide ``expression >= 0`` for every point of ``region``, for a rational function without a pole there."""
    expression = sp.sympify(expression)
    stray = expression.free_symbols - {interval.symbol for interval in region.intervals}
    if stray:
        return Sign(False, f"depends on {sorted(map(str, stray))}, which are no parameters")
    top, bottom = sp.fraction(sp.cancel(sp.together(expression)))
    if top == 0:
        return Sign(True, "identically zero")
    above, below = _product_sign(top, region), _product_sign(bottom, region)
    if above and below and above[0] * below[0] > 0:
        return Sign(True, above[1])
    return _against(expression, region)


def _product_sign(expression: sp.Expr, region: Ranges) -> tuple[int, str] | None:
    """The sign that a polynomial keeps on ``region``, factor by factor, and why; None where it is not decided."""
    listed: Any = sp.factor_list(expression)
    constant, factors = listed
    sign, reasons = _sign(constant), []
    for factor, power in factors:
        if power % 2 == 0:
            reasons.append("square")
            continue
        shifted, names = region.chart(factor)
        for part, outer in zip(sp.fraction(sp.cancel(sp.together(shifted))), (True, False), strict=True):
            kept = _keeps_sign(sp.Poly(part, *names))
            if kept is None:
                return None
            sign *= kept[0]
            if outer:
                reasons.append(kept[1])
    return sign, ", ".join(dict.fromkeys(reasons)) or "a number"


def _probes(size: int) -> Iterator[list[Any]]:
    """Coordinates to look for a witness at: at most two differ from the middle of the region."""
    for changed in range(min(size, 2) + 1):
        for places in itertools.combinations(range(size), changed):
            for values in itertools.product(_PROBES[1:], repeat=changed):
                at = [_PROBES[0]] * size
                for place, value in zip(places, values, strict=True):
                    at[place] = value
                yield at


def _against(expression: sp.Expr, region: Ranges) -> Sign:
    for coordinates in _probes(len(region.intervals)):
        at = region.point(coordinates)
        value = sp.cancel(expression.subs(list(at.items())))
        if value.is_negative:
            shown = {str(name): str(number) for name, number in at.items()}
            return Sign(False, "negative at a point", {**shown, "value": str(value)})
    return Sign(False, "undecided")


def _keeps_sign(polynomial: sp.Poly) -> tuple[int, str] | None:
    """The sign that ``polynomial`` keeps on the open positive orthant (0: it is the zero polynomial) and why, or
    None."""
    direct = _by_coefficients(polynomial)
    if direct is not None:
        return direct, "coefficients of one sign"
    constant, factors = polynomial.factor_list()
    sign = _sign(constant)
    reasons: list[str] = []
    for factor, power in factors:
        if power % 2 == 0:
            reasons.append("square")
            continue
        kept = _factor_sign(factor)
        if kept is None:
            return None
        sign *= kept[0]
        reasons.append(kept[1])
    return sign, ", ".join(dict.fromkeys(reasons))


def _sign(number: Any) -> int:
    return 1 if number > 0 else -1


def _factor_sign(factor: sp.Poly) -> tuple[int, str] | None:
    direct = _by_coefficients(factor)
    if direct is not None:
        return direct, "coefficients of one sign"
    if len(factor.free_symbols) == 1:
        # Irreducible, so every root is simple: the factor keeps its sign iff it has no root in (0, oo).
        single = sp.Poly(factor.as_expr(), *factor.free_symbols)
        if single.count_roots(0, None) - (1 if single.eval(0) == 0 else 0):
            return None
        return _sign(single.eval(1)), "Sturm: no root"
    return _by_splitting(factor, MAX_SPLITS)


def _by_coefficients(polynomial: sp.Poly) -> int | None:
    signs = {1 if number > 0 else -1 for number in polynomial.coeffs() if number != 0}
    return 0 if not signs else (signs.pop() if len(signs) == 1 else None)


def _by_splitting(polynomial: sp.Poly, depth: int) -> tuple[int, str] | None:
    """Cut the orthant at 1 in every coordinate; on each piece map back onto the orthant and look at the
    coefficients."""
    if depth == 0:
        return None
    kept: set[int] = set()
    for ends in itertools.product((False, True), repeat=len(polynomial.gens)):
        moved = {name: 1 + name if far else name / (1 + name) for name, far in zip(polynomial.gens, ends, strict=True)}
        piece = sp.Poly(
            sp.fraction(sp.together(polynomial.as_expr().subs(list(moved.items()), simultaneous=True)))[0],
            *polynomial.gens,
        )
        sign = _by_coefficients(piece)
        if sign is None:
            deeper = _by_splitting(piece, depth - 1)
            if deeper is None:
                return None
            sign = deeper[0]
        kept.add(sign)
        if len(kept) > 1:
            return None
    return kept.pop(), "coefficients of one sign after subdivision"


def semidefinite(matrix: sp.Matrix, region: Ranges) -> tuple[Sign, dict[str, str]]:
    """Decide ``matrix >= 0`` (positive semidefinite) on all of ``region`` by all its principal minors.

    Returns the sign and, per minor (named by its rows), the argument; a matrix is positive semidefinite iff every
    principal minor is nonnegative. Blocks that do not interact are treated apart.
    """
    reasons: dict[str, str] = {}
    for block in matrix.connected_components():
        for size in range(1, len(block) + 1):
            for rows in itertools.combinations(block, size):
                minor = sp.cancel(matrix.extract(list(rows), list(rows)).det(method="berkowitz"))
                sign = nonnegative(minor, region)
                reasons[",".join(map(str, rows))] = sign.how
                if not sign.holds:
                    return Sign(False, f"the minor of rows {rows} is {sign.how}", sign.witness), reasons
    return Sign(True, "every principal minor is >= 0"), reasons
