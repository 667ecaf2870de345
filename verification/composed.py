"""What a stage makes of bounds for all (n, f) on the rule that follows: a bound for all (n, f) on the composition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final

import sympy as sp

from resam_theory import symbols as s
from resam_theory.claims import Claim, Criterion
from resam_theory.definitions.criteria import POWERS
from resam_theory.proof.bounds import Bound
from resam_theory.proof.region import Region, parse

from .covering import PLACES
from .expressions import named
from .general import is_size

__all__ = ["Composed", "Converted"]

_C: Final = sp.Symbol("c", positive=True)


@dataclass(frozen=True)
class Composed:
    """By ``proof`` the coefficient is at most shift + factor c where c bounds that of the rule that follows, ``inner``.

    That rule gets ``rows`` rows, an expression in n that is n or n/s on the domain ``where``.
    """

    inner: Callable[[Claim, Any], bool]
    proof: Bound
    rows: sp.Expr
    where: Any

    def __call__(self, claim: Claim, stated: Any) -> bool:
        """Whether the coefficient is at most ``stated`` at every (n, f) of the claim's domain: whether c is at most
        what ``stated`` leaves for it, where nothing but n and f is left in that."""
        if claim.criterion != self.proof.criterion or stated is None or stated.has(sp.oo):
            return False
        return _follows(self, claim, stated)

    def follows(self, claim: Claim, stated: Any) -> bool:
        """The same, not kept."""
        conditions, own = (set(sp.And.make_args(sp.sympify(where))) for where in (claim.domain.where, self.where))
        if not own - {sp.true} <= conditions:
            return False
        shift, factor = self._affine
        left = sp.expand((named(stated, self.proof.names) - shift) / factor)
        if not left.free_symbols <= {s.n, s.f, s.m}:
            return False
        rest = {self._moved(condition) for condition in conditions - own} - {s.n > 2 * s.f}
        domain, left = replace(claim.domain, where=sp.And(*rest)), self._moved(left)
        places = [(n, f) for n, f in PLACES if domain.admits(n, f, sp.sympify(domain.d_min))]
        positive = all(s.expand(left).subs({s.n: n, s.f: f}) > 0 for n, f in places)
        return positive and bool(places) and self.inner(replace(claim, domain=domain), left)

    @cached_property
    def _affine(self) -> tuple[Any, Any]:
        """shift and factor in n, f, m and the proof's names."""
        own = {"n": s.n, "f": s.f, "m": s.m, "inner_top": _C, "inner_bottom": sp.Integer(1)}
        names: Any = {name: own.get(name, sp.Symbol(name, positive=True)) for name in parse(self.proof.value).names}
        read: Any = sp.sympify
        value = sp.expand(read(self.proof.value, locals=names))
        factor = value.coeff(_C)
        assert sp.expand(value - factor * _C).free_symbols.isdisjoint({_C})
        return value.subs(_C, 0), factor

    def is_size(self, stated: Any) -> bool:
        """Whether an expression is seen to be >= 0 wherever the rule that follows gets more than 2f rows."""
        if self.rows == s.n:
            return is_size(stated)
        size = s.n / self.rows.args[0]
        n = f"{size}*(a + 2*f)"
        case = Region.of(("f", "1", ""), ("a", "1", "")), (("n", n), ("m", f"{n} - f"), ("N", "a + 2*f"))
        return is_size(stated, (case,), (("N", f"0-(0-n)//{size}"),))

    def _moved(self, expression: Any) -> Any:
        """In terms of the rows that the rule gets, called n again."""
        if self.rows == s.n:
            return expression
        size = s.n / self.rows.args[0] * s.n
        return sp.sympify(expression).subs({s.n: size, s.m: size - s.f}, simultaneous=True)


@dataclass(frozen=True)
class Converted:
    """A bound for all (n, f) on another coefficient: it, or its square, is at most ``factor`` times kappa*."""

    given: Composed
    criterion: Criterion
    factor: str

    def __call__(self, claim: Claim, stated: Any) -> bool:
        """Whether kappa* is at most what ``stated`` leaves for it; a coefficient that is squared must be >= 0."""
        if claim.criterion is not self.criterion or stated is None or self.given.proof.criterion != "kappa":
            return False
        if POWERS[self.criterion] == 2 and not self.given.is_size(stated):
            return False
        names: Any = {"n": s.n, "f": s.f, "m": s.m}
        read: Any = sp.sympify
        left = stated ** POWERS[self.criterion] / read(self.factor, locals=names)
        return self.given(replace(claim, criterion=Criterion.KAPPA), left)


@lru_cache(maxsize=4096)
def _follows(composed: Composed, claim: Claim, stated: Any) -> bool:
    return composed.follows(claim, stated)
