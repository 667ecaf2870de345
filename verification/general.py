"""What a bound for all (n, f) says about a claim for all (n, f): their difference has one sign on every region."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache, reduce
from typing import Any, Final

import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion
from resam_theory.definitions import counts
from resam_theory.definitions.base import Form
from resam_theory.definitions.criteria import POWERS
from resam_theory.proof.bounds import Bound
from resam_theory.proof.region import Region, parse
from resam_theory.proof.worst import UNBOUNDED, Family

from . import expressions
from .covering import PLACES, silent
from .evidence import Side
from .expressions import (
    Given,
    by_root,
    condition,
    is_nonnegative,
    is_positive,
    is_rational,
    parts,
    place,
    read,
    square_at_least,
    vanishes,
)

__all__ = ["General", "is_size"]

_EVERY: Final = ((Region.of(("f", "1", ""), ("a", "1", "")), (("n", "a + 2*f"), ("m", "a + f"))),)
"""All n > 2f >= 2, as the cases of a bound are written."""


@dataclass(frozen=True)
class General:
    """kappa*, lambda*^2, ... is at most (at least) the largest of ``values`` at the (n, f) of ``cases``: all of
    ``where``.

    ``roots`` = (p, q): the value is p + 2 sqrt(q) instead. ``by``: what says so, of which definition, at which d; that
    it does at every (n, f) is asked at :data:`.covering.TRIED` only.
    """

    side: Side
    criterion: Criterion
    values: tuple[str, ...]
    names: Given
    where: str
    cases: tuple[tuple[Region, Given], ...]
    roots: tuple[str, str] | None = None
    by: tuple[Bound | Family, Form | None, int] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, given: Bound | Family, definition: Form | None = None) -> General:
        """What a bound or a family of worst inputs says; of a breakdown point a bound from below is proved."""
        roots, values, side = None, (given.value,), Side.LOWER
        if isinstance(given, Bound):
            side, values = Side.UPPER, (given.value, *given.alternatives)
            roots = None if not given.roots else (given.roots[0], f"({given.roots[1]})*({given.roots[2]})")
            if given.linear:
                values = tuple(f"({value})**2" for value in values)
                if roots is not None:  # (p + 2 sqrt q)^2
                    p, q = roots
                    roots = (f"({p})**2 + 4*({q})", f"4*({p})**2*({q})")
        if given.criterion == "breakdown":
            side = Side.LOWER if isinstance(given, Bound) else Side.UPPER
        cases = tuple((case.region, case.given) for case in given.cases)
        criterion, by = Criterion(given.criterion), (given, definition, 1)
        return cls(side, criterion, values, given.names, given.where, cases, roots, by)

    def in_dimension(self, d: int | None) -> General:
        """The same in R^d, where the values depend on d."""
        if d is None:
            return self
        placed = [re.sub(r"\bd\b", str(d), text) for text in (*self.values, *(self.roots or ()))]
        k, roots = len(self.values), None if self.roots is None else (placed[-2], placed[-1])
        return replace(self, values=tuple(placed[:k]), roots=roots, by=self.by and (*self.by[:2], d))

    def converted(self, criterion: Criterion, factor: str) -> General:
        """The same about another coefficient, by the best conversion: the values times ``factor``."""
        return replace(self.times(factor), criterion=criterion)

    def averaged(self) -> General | None:
        """What a bound on kappa says of the error without an attack; None for one with roots."""
        if self.roots is not None:
            return None
        values = tuple(f"(({value})*n*(m - 1) - f)/(m*(n - 1))" for value in self.values)
        return replace(self, criterion=Criterion.NO_ATTACK, values=values)

    def bounded(self) -> General:
        """That a coefficient is finite says that the breakdown point is at least f."""
        return replace(self, side=Side.LOWER, criterion=Criterion.BREAKDOWN, values=("f",), roots=None)

    def times(self, factor: str) -> General:
        """The values times ``factor``, an expression >= 0 in n, f, m."""
        roots = None if self.roots is None else (f"({factor})*({self.roots[0]})", f"({factor})**2*({self.roots[1]})")
        values = tuple(value if value == UNBOUNDED else f"({factor})*({value})" for value in self.values)
        return replace(self, values=values, roots=roots)

    def __call__(self, claim: Claim, stated: Any) -> bool:
        """Whether at every (n, f) of the claim's domain the coefficient is at most (at least) ``stated``, an expression
        in n, f, m, by this bound alone."""
        where, domain = self.where, claim.domain
        if claim.criterion is not self.criterion or (where and sp.sympify(domain.where) != condition(where)):
            return False
        if self.values == (UNBOUNDED,) or stated is None or stated is sp.oo:
            return self.values == (UNBOUNDED,) and self._speaks(claim)  # no finite value is enough
        squared = stated ** POWERS[claim.criterion]
        if squared != stated and self.side is Side.UPPER and not is_size(stated, self.cases, self.names):
            return False
        return not self._fails_somewhere(claim, squared) and self._speaks(claim) and _follows(self, squared)

    def _speaks(self, claim: Claim) -> bool:
        """Whether what says so does at every (n, f) of the claim's domain that is looked at."""
        return self.by is None or not any(claim.domain.admits(*at, claim.domain.d_min) for at in silent(*self.by))

    def _fails_somewhere(self, claim: Claim, squared: Any) -> bool:
        """Whether the bound has no value at one of :data:`PLACES`, or ``squared`` is on its wrong side, in floats: no
        proof is then tried."""
        sign = 1 if self.side is Side.UPPER else -1
        for n, f in PLACES:
            if claim.domain.admits(n, f, claim.domain.d_min):
                try:
                    bound = self._at(n, f)
                except ValueError:
                    return True
                if sign * (bound - _stated(squared, n, f)) > _ALIKE * abs(bound):
                    return True
        return False

    def _at(self, n: int, f: int) -> float:
        """The bound at (n, f), in floats; ValueError where it has none."""
        at = {"n": n, "f": f, "m": n - f, **{name: counts.evaluate(text, n, f) for name, text in self.names}}
        exact = {name: Fraction(value) for name, value in at.items()}
        p, q = map(parse, self.roots or ("0", "0"))
        value = max(parse(text).at(exact) for text in self.values) if self.roots is None else p.at(exact)
        return float(value) + 2 * float(q.at(exact)) ** 0.5

    def holds(self, squared: Any) -> bool:
        """Whether kappa* or lambda*^2 is at most (at least) ``squared`` on every case."""
        plain = expressions.plain(squared, self.names)
        if self.roots is None:
            return all(self._meets(plain, value, *case) for value in self.values for case in self.cases)
        return self._meets_roots(plain, *map(read, self.roots))

    def _meets(self, stated: Any, value: str, region: Region, given: Given) -> bool:
        """On one case; a claim may be a maximum: an upper bound is below one branch, a lower bound reaches them all."""
        upper = self.side is Side.UPPER
        branches = expressions.branches(stated)
        met = (self._at_least(branch, value, region, given, 1 if upper else -1) for branch in branches)
        return any(met) if upper else all(met)

    def _at_least(self, stated: Any, text: str, region: Region, given: Given, sign: int) -> bool:
        value = read(text)
        if is_rational(stated) and self._directly(stated, text, region, given) in (0, sign):
            return True
        difference: Any = self._placed(stated, given) - self._placed(value, given)
        if is_rational(difference):
            return is_nonnegative(sign * difference, region)
        if sign < 0:
            return False
        rational, irrational = parts(difference)
        return all(is_positive(term, region) for term in irrational) and is_nonnegative(rational, region)

    def _directly(self, stated: Any, text: str, region: Region, given: Given) -> int | None:
        """The sign of ``stated`` - ``text`` on a region where coefficients tell it without anything being cancelled."""
        counted = {name: parse(written) for name, written in self.names if "//" not in written}
        here = {name: parse(written) for name, written in given}
        try:
            return region.sign((parse(str(stated)) - parse(text)).replaced(counted).replaced(here))
        except ValueError:
            return None

    def _meets_roots(self, stated: Any, p: Any, q: Any) -> bool:
        """stated >= p + 2 sqrt(q): as an identity, or from the rational and the irrational part of stated - p."""
        product = {sp.Symbol("m", positive=True): read("n - f")}
        rest: Any = (stated - p).subs(self._counted).subs(product)
        square: Any = rest**2 - (4 * q).subs(self._counted).subs(product)
        elsewhere = self._elsewhere
        if abs(float(square.subs(elsewhere))) < _ALIKE:
            return bool(rest.subs(elsewhere) > 0) and vanishes(square)
        return self._everywhere_above_roots(stated - p, 4 * q)

    def _everywhere_above_roots(self, rest: Any, square: Any) -> bool:
        for region, given in self.cases:
            rational, irrational = parts(self._placed(rest, given))
            if not is_nonnegative(rational, region):
                return False
            wanted = self._placed(square, given)
            rest_of: Any = sum(irrational, sp.S.Zero) ** 2
            if not (square_at_least(rational, wanted, region) or is_nonnegative(sp.expand(rest_of) - wanted, region)):
                return False
            if not all(is_positive(term, region) for term in irrational):
                return False
        return True

    @cached_property
    def _counted(self) -> dict[Any, Any]:
        """The names that are polynomials in n and f."""
        return {sp.Symbol(name, positive=True): read(text) for name, text in self.names if "//" not in text}

    @cached_property
    def _elsewhere(self) -> dict[Any, int]:
        """n, f and the names at one of :data:`_ELSEWHERE`."""
        inside = (pair for pair in _ELSEWHERE if not self.where or condition(self.where).subs(place(*pair)))
        n, f = next(inside, _ELSEWHERE[0])
        named = {name: counts.evaluate(text, n, f) for name, text in self.names}
        return {sp.Symbol(name, positive=True): value for name, value in {**named, "n": n, "f": f}.items()}

    def _placed(self, expression: Any, given: Given) -> Any:
        """In the symbols of a region."""
        here = {sp.Symbol(name, positive=True): read(text) for name, text in given}
        return sp.sympify(expression).subs(self._counted).subs(here, simultaneous=True)


@lru_cache(maxsize=4096)
def is_size(stated: Any, cases: tuple[tuple[Region, Given], ...] = _EVERY, names: Given = ()) -> bool:
    """Whether an expression in n, f, m is seen to be >= 0 on the cases, at all n > 2f >= 2 where none are given: its
    square is then what a squared bound is compared with.

    >>> is_size((s.n - 2 * s.f) / s.m), is_size(s.n - 15)
    (True, False)
    """
    as_f = [re.compile(rf"\b{name}\b") for name, text in names if text == "f"]
    here = tuple((region, tuple((name, _replaced(text, as_f)) for name, text in given)) for region, given in cases)
    ways = [General(Side.UPPER, Criterion.LAMBDA, ("0",), names, "", way) for way in dict.fromkeys((cases, here))]
    return any(_is_size(branch, way) for branch in expressions.branches(stated) for way in ways)


def _replaced(text: str, as_f: list[re.Pattern[str]]) -> str:
    return reduce(lambda found, name: name.sub("f", found), as_f, text)


def _is_size(stated: Any, general: General) -> bool:
    """Of a product the factors, of a root what stands under it, of a sum all of it or each term."""
    if stated.is_nonnegative:
        return True
    if stated.is_Mul:
        return all(_is_size(part, general) for part in stated.args)
    if stated.is_Pow and stated.exp in (sp.S.Half, -sp.S.Half):
        return _is_size(stated.base, general)
    if general.holds(stated):
        return True
    terms = by_root(stated) if stated.is_Add else []
    return len(terms) > 1 and all(_is_size(term, general) for term in terms)


@lru_cache(maxsize=4096)
def _stated(squared: Any, n: int, f: int) -> float:
    return float(sp.N(squared.subs({s.n: n, s.f: f, s.m: n - f})))


@lru_cache(maxsize=4096)
def _follows(general: General, squared: Any) -> bool:
    return general.holds(squared)


_ELSEWHERE: Final = PLACES[:2]
"""(n, f) at which the sign of a square root is read: the first in the domain."""
_ALIKE: Final = 1e-9
"""What differs by less at that point is tried as an identity."""
