"""Expressions in n, f, m and the symbols of a region: read, taken apart, and their signs told from coefficients."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import sympy as sp

from resam_theory import symbols as s
from resam_theory.definitions import counts
from resam_theory.proof.region import Region, parse

__all__ = [
    "Given",
    "branches",
    "by_root",
    "condition",
    "is_nonnegative",
    "is_positive",
    "is_rational",
    "named",
    "parts",
    "place",
    "plain",
    "read",
    "square_at_least",
    "vanishes",
]

Given = tuple[tuple[str, str], ...]


def by_root(total: Any) -> list[Any]:
    """The terms of a sum, those with the same root of a number added up, without it; none where a
    number is no such root.

    >>> by_root(s.n + sp.sqrt(3) * s.n - 2 * sp.sqrt(3) * s.f)
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


def vanishes(expression: Any) -> bool:
    """Whether it is identically zero: its numerator expanded, else by simplification."""
    above, _ = sp.fraction(sp.together(expression))
    return sp.expand(above) == 0 or sp.simplify(sp.expand(expression)) == 0


def parts(expression: Any) -> tuple[Any, list[Any]]:
    """The rational terms of a sum, added up, and the others."""
    terms = sp.Add.make_args(sp.expand(expression))
    irrational = [term for term in terms if not is_rational(term)]
    return sum((term for term in terms if is_rational(term)), sp.S.Zero), irrational


def is_rational(expression: Any) -> bool:
    """Whether it is a rational function with rational coefficients."""
    return expression.is_rational_function() and all(power.exp.is_integer for power in expression.atoms(sp.Pow))


def is_nonnegative(expression: Any, region: Region) -> bool:
    """Whether a rational function in the symbols of the region is >= 0 there, as far as signs of coefficients tell."""
    difference: Any = sp.together(expression)
    if not is_rational(difference):
        return False
    try:
        return region.sign(parse(str(sp.cancel(difference)).replace(" ", ""))) in (0, 1)
    except ValueError:
        return False


def square_at_least(root: Any, wanted: Any, region: Region) -> bool:
    """Whether the square of a rational function is at least another one; not expanded, as its terms are many."""
    try:
        one, two = (parse(str(sp.cancel(value)).replace(" ", "")) for value in (root, wanted))
        return region.sign(one * one - two) in (0, 1)
    except ValueError:
        return False


def is_positive(term: Any, region: Region) -> bool:
    """Whether sympy sees that a term with square roots is >= 0 above the lower ends of the region."""
    for name, low, _ in reversed(region.rows):
        symbol = sp.Symbol(name, positive=True)
        term = term.subs(symbol, read(low) + symbol)
    return bool(sp.expand(term).is_nonnegative)


def read(text: str) -> Any:
    """Text as sympy has it, in positive symbols."""
    names: Any = {name: sp.Symbol(name, positive=True) for name in parse(text).names}
    sympify: Any = sp.sympify
    return sympify(text, locals=names)


def branches(stated: Any) -> list[Any]:
    """The branches of a claim that is a multiple of a maximum, or the claim itself."""
    largest = list(stated.atoms(sp.Max))
    return [stated.subs(largest[0], branch) for branch in largest[0].args] if len(largest) == 1 else [stated]


def place(n: int, f: int) -> dict[Any, int]:
    """The values of n and f."""
    return {s.n: n, s.f: f}


def condition(text: str) -> Any:
    """A condition on n and f from text."""
    sympify: Any = sp.sympify
    return sympify(text, locals={"n": s.n, "f": s.f})


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


def plain(expression: Any, names: Given) -> Any:
    """The expression in plain symbols."""
    positive: Any = {symbol: sp.Symbol(symbol.name, positive=True) for symbol in (s.n, s.f, s.m)}
    moved: Any = named(expression, names).subs(positive)
    return moved
