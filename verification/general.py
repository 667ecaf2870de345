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

from .covering import PLACES, silent
from .evidence import Side

__all__ = ["General", "is_size", "named"]

Given = tuple[tuple[str, str], ...]
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
        if claim.criterion is not self.criterion or (where and sp.sympify(domain.where) != _condition(where)):
            return False
        if self.by is not None and any(domain.admits(*at, domain.d_min) for at in silent(*self.by)):
            return False
        if self.values == (UNBOUNDED,) or stated is None or stated is sp.oo:
            return self.values == (UNBOUNDED,)  # no finite value is enough
        squared = stated ** POWERS[claim.criterion]
        if squared != stated and self.side is Side.UPPER and not is_size(stated, self.cases, self.names):
            return False
        return not self._fails_somewhere(claim, squared) and _follows(self, squared)

    def _fails_somewhere(self, claim: Claim, squared: Any) -> bool:
        """Whether ``squared`` is on the wrong side at one of :data:`PLACES`, in floats: no proof is then tried."""
        sign = 1 if self.side is Side.UPPER else -1
        for n, f in PLACES:
            if claim.domain.admits(n, f, claim.domain.d_min):
                at = {"n": n, "f": f, "m": n - f, **{name: counts.evaluate(text, n, f) for name, text in self.names}}
                exact = {name: Fraction(value) for name, value in at.items()}
                p, q = map(parse, self.roots or ("0", "0"))
                value = max(parse(text).at(exact) for text in self.values) if self.roots is None else p.at(exact)
                bound = float(value) + 2 * float(q.at(exact)) ** 0.5
                given = float(sp.N(squared.subs({s.n: n, s.f: f, s.m: n - f})))
                if sign * (bound - given) > _ALIKE * abs(bound):
                    return True
        return False

    def holds(self, squared: Any) -> bool:
        """Whether kappa* or lambda*^2 is at most (at least) ``squared`` on every case."""
        plain = _plain(squared, self.names)
        if self.roots is None:
            return all(self._meets(plain, value, *case) for value in self.values for case in self.cases)
        return self._meets_roots(plain, *map(_read, self.roots))

    def _meets(self, stated: Any, value: str, region: Region, given: Given) -> bool:
        """On one case; a claim may be a maximum: an upper bound is below one branch, a lower bound reaches them all."""
        upper = self.side is Side.UPPER
        branches = _branches(stated)
        met = (self._at_least(branch, value, region, given, 1 if upper else -1) for branch in branches)
        return any(met) if upper else all(met)

    def _at_least(self, stated: Any, text: str, region: Region, given: Given, sign: int) -> bool:
        value = _read(text)
        if _is_rational(stated) and self._directly(stated, text, region, given) in (0, sign):
            return True
        difference: Any = self._placed(stated, given) - self._placed(value, given)
        if _is_rational(difference):
            return _nonnegative(sign * difference, region)
        if sign < 0:
            return False
        rational, irrational = _parts(difference)
        return all(_is_positive(term, region) for term in irrational) and _nonnegative(rational, region)

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
        product = {sp.Symbol("m", positive=True): _read("n - f")}
        rest: Any = (stated - p).subs(self._counted).subs(product)
        square: Any = rest**2 - (4 * q).subs(self._counted).subs(product)
        elsewhere = self._elsewhere
        if abs(float(square.subs(elsewhere))) < _ALIKE:
            return bool(rest.subs(elsewhere) > 0) and _vanishes(square)
        return self._everywhere_above_roots(stated - p, 4 * q)

    def _everywhere_above_roots(self, rest: Any, square: Any) -> bool:
        for region, given in self.cases:
            rational, irrational = _parts(self._placed(rest, given))
            if not _nonnegative(rational, region):
                return False
            wanted = self._placed(square, given)
            rest_of: Any = sum(irrational, sp.S.Zero) ** 2
            if not (_square_at_least(rational, wanted, region) or _nonnegative(sp.expand(rest_of) - wanted, region)):
                return False
            if not all(_is_positive(term, region) for term in irrational):
                return False
        return True

    @cached_property
    def _counted(self) -> dict[Any, Any]:
        """The names that are polynomials in n and f."""
        return {sp.Symbol(name, positive=True): _read(text) for name, text in self.names if "//" not in text}

    @cached_property
    def _elsewhere(self) -> dict[Any, int]:
        """n, f and the names at one of :data:`_ELSEWHERE`."""
        inside = (pair for pair in _ELSEWHERE if not self.where or _condition(self.where).subs(_at(*pair)))
        n, f = next(inside, _ELSEWHERE[0])
        named = {name: counts.evaluate(text, n, f) for name, text in self.names}
        return {sp.Symbol(name, positive=True): value for name, value in {**named, "n": n, "f": f}.items()}

    def _placed(self, expression: Any, given: Given) -> Any:
        """In the symbols of a region."""
        here = {sp.Symbol(name, positive=True): _read(text) for name, text in given}
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
    return any(_is_size(branch, way) for branch in _branches(stated) for way in ways)


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
    parts = _by_root(stated) if stated.is_Add else []
    return len(parts) > 1 and all(_is_size(part, general) for part in parts)


def _by_root(total: Any) -> list[Any]:
    """The terms of a sum, those with the same root of a number added up, without it; none where a
    number is no such root.

    >>> _by_root(s.n + sp.sqrt(3) * s.n - 2 * sp.sqrt(3) * s.f)
    [n, -2*f + n]
    """
    found: dict[Any, Any] = {}
    for term in total.args:
        number, rest = term.as_independent(*term.free_symbols)
        rational, root = number.as_coeff_Mul()
        if not root.is_positive:
            return []
        found[root] = found.get(root, sp.S.Zero) + rational * rest
    return list(found.values()) if len(found) > 1 else list(total.args)


@lru_cache(maxsize=4096)
def _follows(general: General, squared: Any) -> bool:
    return general.holds(squared)


_ELSEWHERE: Final = PLACES[:2]
"""(n, f) at which the sign of a square root is read: the first in the domain."""
_ALIKE: Final = 1e-9
"""What differs by less at that point is tried as an identity."""


def _vanishes(expression: Any) -> bool:
    """Whether it is identically zero: its numerator expanded, else by simplification."""
    above, _ = sp.fraction(sp.together(expression))
    return sp.expand(above) == 0 or sp.simplify(sp.expand(expression)) == 0


def _parts(expression: Any) -> tuple[Any, list[Any]]:
    """The rational terms of a sum, added up, and the others."""
    terms = sp.Add.make_args(sp.expand(expression))
    irrational = [term for term in terms if not _is_rational(term)]
    return sum((term for term in terms if _is_rational(term)), sp.S.Zero), irrational


def _is_rational(expression: Any) -> bool:
    """Whether it is a rational function with rational coefficients."""
    return expression.is_rational_function() and all(power.exp.is_integer for power in expression.atoms(sp.Pow))


def _nonnegative(expression: Any, region: Region) -> bool:
    """Whether a rational function in the symbols of the region is >= 0 there, as far as signs of coefficients tell."""
    difference: Any = sp.together(expression)
    if not _is_rational(difference):
        return False
    try:
        return region.sign(parse(str(sp.cancel(difference)).replace(" ", ""))) in (0, 1)
    except ValueError:
        return False


def _square_at_least(root: Any, wanted: Any, region: Region) -> bool:
    """Whether the square of a rational function is at least another one; not expanded, as its terms are many."""
    try:
        one, two = (parse(str(sp.cancel(value)).replace(" ", "")) for value in (root, wanted))
        return region.sign(one * one - two) in (0, 1)
    except ValueError:
        return False


def _is_positive(term: Any, region: Region) -> bool:
    """Whether sympy sees that a term with square roots is >= 0 above the lower ends of the region."""
    for name, low, _ in reversed(region.rows):
        symbol = sp.Symbol(name, positive=True)
        term = term.subs(symbol, _read(low) + symbol)
    return bool(sp.expand(term).is_nonnegative)


def _read(text: str) -> Any:
    names: Any = {name: sp.Symbol(name, positive=True) for name in parse(text).names}
    read: Any = sp.sympify
    return read(text, locals=names)


def _branches(stated: Any) -> list[Any]:
    """The branches of a claim that is a multiple of a maximum, or the claim itself."""
    largest = list(stated.atoms(sp.Max))
    return [stated.subs(largest[0], branch) for branch in largest[0].args] if len(largest) == 1 else [stated]


def _at(n: int, f: int) -> dict[Any, int]:
    return {s.n: n, s.f: f}


def _condition(text: str) -> Any:
    read: Any = sp.sympify
    return read(text, locals={"n": s.n, "f": s.f})


def named(expression: Any, names: Given) -> Any:
    """The expression with the floors that a name of the bound stands for, or is an integer more than, replaced."""
    expression = expression.replace(sp.ceiling, lambda value: -sp.floor(-value))
    for name, text in names:
        meant = counts.evaluate(text, s.n, s.f) if "//" in text else sp.S.Zero
        for floor in meant.atoms(sp.floor):
            often = meant.coeff(floor)
            rest = meant - often * floor
            same = [atom for atom in expression.atoms(sp.floor) if _alike(atom, floor)]
            if not rest.has(sp.floor):
                expression = expression.subs(dict.fromkeys(same, (sp.Symbol(name, positive=True) - rest) / often))
    return expression


@lru_cache(maxsize=256)
def _alike(one: Any, two: Any) -> bool:
    return one == two or sp.simplify(s.expand(one) - two) == 0


def _plain(expression: Any, names: Given) -> Any:
    """The expression in plain symbols."""
    plain: Any = {symbol: sp.Symbol(symbol.name, positive=True) for symbol in (s.n, s.f, s.m)}
    moved: Any = named(expression, names).subs(plain)
    return moved
