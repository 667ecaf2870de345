"""A claim is a statement of the theory with its kind, its domain and its source.

A claim about a coefficient carries *one* sympy expression in the symbols of :mod:`resam_theory.symbols`; floats, exact
numbers and LaTeX all derive from it. Whether a claim *holds* is not decided here (see ``verification``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import sympy as sp

from . import symbols as s
from .errors import require_d, require_n_f
from .kinds import Criterion, Kind, Provenance

__all__ = ["FBM", "RESAM", "Claim", "Criterion", "Domain", "Kind", "Provenance", "Source"]


RESAM: Final = "Farhadkhani et al., RESAM, ICML 2022"
FBM: Final = "Allouah et al., Fixing by Mixing, AISTATS 2023"
"""The two works that most published constants come from."""


@dataclass(frozen=True)
class Source:
    """Provenance, the work, and the place in it (theorem number, or a number of theory.md such as ``B1``)."""

    provenance: Provenance
    reference: str = "this project"
    where: str = ""

    def __str__(self) -> str:
        place = f", {self.where}" if self.where else ""
        return f"{self.provenance}: {self.reference}{place}"


@dataclass(frozen=True)
class Domain:
    """The admissible (n, f, d): ``f_min <= f < n/2``, ``d_min <= d <= d_max`` and the condition ``where`` on (n, f).

    ``parity`` restricts n to ``"odd"`` or ``"even"``. The dimension is an int or sympy's ``oo``: the supremum over d.

    >>> Domain(where=s.n >= 2 * s.f + 3).check(7, 3, 1)
    Traceback (most recent call last):
    ...
    ValueError: (n, f) = (7, 3) is not admissible: need n >= 2*f + 3
    """

    f_min: int = 1
    d_min: int | sp.Expr = 1
    d_max: int | sp.Expr = sp.oo
    parity: str | None = None
    where: Any = sp.true

    def check(self, n: int, f: int, d: int | float | sp.Expr = sp.oo) -> None:
        """ValueError that names what is admissible unless (n, f, d) lies in the domain."""
        require_n_f(n, f, f_min=self.f_min)
        dim = _dimension(d)
        match _outside(self, n, f, dim):
            case "parity":
                raise ValueError(f"n = {n} is not admissible: need n {self.parity}")
            case "where":
                raise ValueError(f"(n, f) = ({n}, {f}) is not admissible: need {self.where}")
            case "d":
                raise ValueError(f"d = {dim} is not admissible: need {self.d_min} <= d <= {self.d_max}")

    def admits(self, n: int, f: int, d: int | float | sp.Expr = sp.oo) -> bool:
        """Whether (n, f, d) lies in the domain."""
        try:
            require_n_f(n, f, f_min=self.f_min)
            dim = _dimension(d)
        except ValueError:
            return False
        return not _outside(self, n, f, dim)


@lru_cache(maxsize=65_536)
def _outside(domain: Domain, n: int, f: int, dim: sp.Expr) -> str:
    """Which condition of a domain (n, f, d) misses, n and f being admissible for some rule; empty for none."""
    if (domain.parity == "odd" and n % 2 == 0) or (domain.parity == "even" and n % 2 == 1):
        return "parity"
    if not bool(sp.sympify(domain.where).subs({s.m: s.n - s.f}).subs({s.n: n, s.f: f})):
        return "where"
    return "" if bool(sp.And(sp.Le(domain.d_min, dim), sp.Le(dim, domain.d_max))) else "d"


def _dimension(d: int | float | sp.Expr) -> sp.Expr:
    if isinstance(d, sp.Expr):
        return d
    number = require_d(d)
    return sp.oo if number == float("inf") else sp.Integer(int(number))


@dataclass(frozen=True)
class Claim:
    """A statement about the exact coefficient (D3) of a rule, or a lemma (``criterion`` PROOF, no expression).

    ``id`` is ``subject.criterion.name``; ``subject`` is a rule's name, or ``any`` for a statement about every rule.
    ``expression`` is the claimed value of lambda* or kappa* in n, f, m, d (None for NEGATIVE and PROOF).

    >>> floor = Claim("any.kappa.floor", "any", Criterion.KAPPA, Kind.LOWER, "kappa* >= f/(n-2f)",
    ...               s.f / (s.n - 2 * s.f), Source(Provenance.PUBLISHED, "FBM", "C3"))
    >>> floor.exact(15, 4), floor.value(15, 4), floor.latex()
    (4/7, 0.5714285714285714, '\\\\frac{f}{- 2 f + n}')
    >>> floor.scaled(sp.Rational(99, 100)).exact(15, 4)
    99/175
    """

    id: str
    subject: str
    criterion: Criterion
    kind: Kind
    statement: str
    expression: sp.Expr | None
    source: Source
    domain: Domain = field(default_factory=Domain)

    def exact(self, n: int, f: int, d: int | float | sp.Expr = sp.oo) -> sp.Expr:
        """The claimed value as an exact number; ``oo`` for NEGATIVE. ValueError outside the domain."""
        self.domain.check(n, f, d)
        if self.expression is None:
            return sp.oo
        dim = _dimension(d)
        value = s.expand(self.expression).subs({s.n: sp.Integer(n), s.f: sp.Integer(f)}).subs(s.d, dim)
        if value.is_Rational:
            return value
        return sp.nsimplify(sp.simplify(value)) if value.has(sp.Float) else sp.simplify(value)

    def value(self, n: int, f: int, d: int | float | sp.Expr = sp.oo) -> float:
        """The claimed value as a float."""
        return float(self.exact(n, f, d))

    def rational(self, n: int, f: int, d: int | float | sp.Expr = sp.oo) -> Fraction:
        """The claimed value as a Fraction; ValueError when it is irrational."""
        number = self.exact(n, f, d)
        if not isinstance(number, sp.Rational):
            raise ValueError(f"{self.id} = {number} at (n, f, d) = ({n}, {f}, {d}) is not rational")
        return Fraction(int(number.p), int(number.q))

    def latex(self) -> str:
        """LaTeX of the claimed value as a function of n, f, m, d; the infinity sign for NEGATIVE."""
        return sp.latex(sp.oo if self.expression is None else self.expression)

    def scaled(self, factor: sp.Expr) -> Claim:
        """The same claim with its constant multiplied by ``factor``: how checks are shown to have teeth."""
        if self.expression is None:
            raise ValueError(f"{self.id} has no constant to scale")
        return replace(
            self,
            id=f"{self.id}*{factor}",
            statement=f"({self.statement}) with the constant x {factor}",
            expression=factor * self.expression,
        )
