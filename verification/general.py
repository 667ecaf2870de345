"""What a bound for all (n, f) says about a claim for all (n, f): their difference has one sign on every region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion
from resam_theory.proof.bounds import Bound
from resam_theory.proof.region import Region, parse
from resam_theory.proof.worst import Family

from .evidence import Side

__all__ = ["General"]


@dataclass(frozen=True)
class General:
    """kappa* or lambda*^2 is at most (at least) the largest of ``values`` at the (n, f) of ``cases``: all of ``where``.

    ``roots``: the value is (sqrt X + sqrt Y)^2 instead.
    """

    side: Side
    criterion: Criterion
    values: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    where: str
    cases: tuple[tuple[Region, tuple[tuple[str, str], ...]], ...]
    roots: tuple[str, str] | None = None

    @classmethod
    def of(cls, given: Bound | Family) -> General:
        """What a bound or a family of worst inputs says."""
        roots, values, side = None, (given.value,), Side.LOWER
        if isinstance(given, Bound):
            roots, side, values = given.roots, Side.UPPER, (given.value, *given.alternatives)
            if given.criterion == "lambda" and not given.squared:
                values = tuple(f"({value})**2" for value in values)
        cases = tuple((case.region, case.given) for case in given.cases)
        return cls(side, Criterion(given.criterion), values, given.names, given.where, cases, roots)

    def converted(self, criterion: Criterion, factor: str) -> General:
        """The same about the other coefficient, by (C1) or (C2): the values times ``factor``."""
        roots = None if self.roots is None else (f"({factor})*({self.roots[0]})", f"({factor})*({self.roots[1]})")
        values = tuple(f"({factor})*({value})" for value in self.values)
        return replace(self, criterion=criterion, values=values, roots=roots)

    def __call__(self, claim: Claim) -> bool:
        """Whether the claim, at every (n, f) of its domain, follows from this bound alone."""
        if claim.expression is None or claim.criterion is not self.criterion:
            return False
        if self.where and sp.sympify(claim.domain.where) != _condition(self.where):
            return False
        stated = _named(claim.expression, self.names)
        stated = stated if claim.criterion is Criterion.KAPPA else stated**2
        if self.roots is None:
            upper = self.side is Side.UPPER
            enough = any if upper else all  # a maximum is at least each branch, and at most what all of them are
            return all(
                enough(
                    self._nonnegative((branch - _read(value)) * (1 if upper else -1)) for branch in _branches(stated)
                )
                for value in self.values
            )
        x, y = (_read(part) for part in self.roots)
        rest = stated - x - y
        if self._nonnegative(rest) and self._nonnegative(rest**2 - 4 * x * y):
            return True
        product = {sp.Symbol("m", positive=True): _read("n - f")}
        square: Any = sp.expand(sp.expand(rest.subs(product)) ** 2 - (4 * x * y).subs(product))
        return sp.simplify(square) == 0 and bool(rest.subs(product).subs(_ELSEWHERE) > 0)

    def _nonnegative(self, expression: Any) -> bool:
        """Whether a rational function of n, f, m and the names is >= 0 on every case."""
        difference: Any = sp.together(expression)
        if not difference.is_rational_function():
            return False
        counted = {name: parse(text) for name, text in self.names if "//" not in text}
        try:
            wanted = parse(str(sp.cancel(difference)).replace(" ", ""))
            return all(
                region.sign(wanted.replaced({name: parse(text) for name, text in given} | counted)) in (0, 1)
                for region, given in self.cases
            )
        except ValueError:
            return False


_ELSEWHERE = {sp.Symbol("n", positive=True): 31, sp.Symbol("f", positive=True): 7}
"""A point at which the sign of a square root is read."""


def _read(text: str) -> Any:
    names: Any = {name: sp.Symbol(name, positive=True) for name in parse(text).names}
    read: Any = sp.sympify
    return read(text, locals=names)


def _branches(stated: Any) -> list[Any]:
    """The branches of a claim that is a multiple of a maximum, or the claim itself."""
    largest = list(stated.atoms(sp.Max))
    return [stated.subs(largest[0], branch) for branch in largest[0].args] if len(largest) == 1 else [stated]


def _condition(text: str) -> Any:
    read: Any = sp.sympify
    return read(text, locals={"n": s.n, "f": s.f})


def _named(expression: sp.Expr, names: tuple[tuple[str, str], ...]) -> Any:
    """The expression in plain symbols, floors replaced by the names they have in the bound."""
    floors = {"n//2": sp.floor(s.n / 2), "(n-1)//2": sp.floor((s.n - 1) / 2)}
    for name, text in names:
        if text in floors:
            expression = expression.subs(floors[text], sp.Symbol(name, positive=True))
    plain: Any = {symbol: sp.Symbol(symbol.name, positive=True) for symbol in (s.n, s.f, s.m)}
    moved: Any = expression.subs(plain)
    return moved
