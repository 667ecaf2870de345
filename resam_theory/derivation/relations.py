"""Facts and what they may rest on: inequalities between expressions, named assumptions, rules for expectations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import sympy as sp

__all__ = ["ASSUMPTIONS", "Assumption", "Relation", "Replacement", "declare"]


@dataclass(frozen=True)
class Relation:
    """``small <= large`` (``small == large`` when ``equal``) in symbols for vectors and scalars; in expectation if
    random."""

    name: str
    small: sp.Expr
    large: sp.Expr
    equal: bool = False

    @property
    def slack(self) -> sp.Expr:
        """``large - small``: nonnegative by the fact."""
        return self.large - self.small

    def __str__(self) -> str:
        return f"{self.small} {'=' if self.equal else '<='} {self.large}"


@dataclass(frozen=True)
class Assumption:
    """A named hypothesis: its statement and, where it is an inequality, the fact that it provides.

    ``definitions`` hold what the algorithm or a notation defines; they are substituted in the order given.
    """

    name: str
    statement: str
    fact: Relation | None = None
    definitions: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()


@dataclass(frozen=True)
class Replacement:
    """A rule for expectations: the monomials it replaces, by what, and the assumptions that allow it.

    A replacement by an upper bound (``bound``) is only allowed where the monomial's coefficient is >= 0. A sum over the
    workers (``whole``) must replace every monomial: what is no sum over workers is multiplied by their number.
    """

    name: str
    statement: str
    hypotheses: tuple[str, ...]
    replaces: tuple[tuple[sp.Expr, sp.Expr], ...] = ()
    bound: bool = False
    whole: bool = False

    def of(self, statement: str, symbols: Mapping[Any, Any]) -> Replacement:
        """The same rule for other vectors: ``statement`` says it, ``symbols`` says which."""
        renamed = tuple((a.subs(symbols), b.subs(symbols)) for a, b in self.replaces)
        return replace(self, statement=statement, replaces=renamed)


ASSUMPTIONS: Final[dict[str, Assumption]] = {}
"""Every hypothesis that a statement may name; each part of the theory declares its own, and a name has one meaning."""


def declare(*items: Assumption) -> dict[str, Assumption]:
    """Enter assumptions into :data:`ASSUMPTIONS`; ValueError where a name would get a second meaning."""
    for item in items:
        if ASSUMPTIONS.setdefault(item.name, item) != item:
            raise ValueError(f"assumption = {item.name!r} is not admissible: need a name that is not taken")
    return {item.name: item for item in items}
