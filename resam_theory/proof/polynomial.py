"""Polynomials and rational functions over the rationals, and the sign that one keeps. Standard library only.

This is arithmetic that a checker of proofs can trust: a polynomial is a table of exponents and exact numbers (an int
or a Fraction; ints are many times faster, and are never divided as they are), nothing is cancelled, approximated or
sampled. A sign is decided by the coefficients in coordinates that run over the positive orthant, if need be after
cutting the orthant at 1 in every coordinate.

>>> a, f = Polynomial.symbol("a"), Polynomial.symbol("f")
>>> (a + f) * (a - f) == a * a - f * f
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Final

from ..definitions.effort import spend

__all__ = ["ONE", "ZERO", "Polynomial", "Ratio"]

Monomial = tuple[tuple[str, int], ...]
Exact = Fraction | int
LARGEST: Final = 200_000
"""The most terms that a product may have: evidence that asks for more is refused."""


class Polynomial:
    """A polynomial in named symbols; ``terms`` maps sorted monomials ((name, power), ...) to nonzero coefficients."""

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Monomial, Exact]) -> None:
        self.terms = {key: value for key, value in terms.items() if value}

    @classmethod
    def number(cls, value: Exact) -> Polynomial:
        """A constant."""
        return cls({(): _exact(value)})

    @classmethod
    def symbol(cls, name: str) -> Polynomial:
        """One symbol."""
        return cls({((name, 1),): 1})

    @property
    def names(self) -> set[str]:
        """The symbols that occur."""
        return {name for key in self.terms for name, _ in key}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __add__(self, other: Polynomial) -> Polynomial:
        terms = dict(self.terms)
        for key, value in other.terms.items():
            terms[key] = terms.get(key, 0) + value
        return Polynomial(terms)

    def __neg__(self) -> Polynomial:
        return Polynomial({key: -value for key, value in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > LARGEST:
            raise ValueError(f"a product of {len(self.terms)} by {len(other.terms)} terms is too large")
        spend(len(self.terms) * len(other.terms))
        terms: dict[Monomial, Exact] = {}
        for left, x in self.terms.items():
            for right, y in other.terms.items():
                key = _times(left, right)
                terms[key] = terms.get(key, 0) + x * y
        return Polynomial(terms)

    def __pow__(self, power: int) -> Polynomial:
        result = ONE
        for _ in range(power):
            result = result * self
        return result

    def coefficients(self, names: Iterable[str]) -> dict[Monomial, Polynomial]:
        """The polynomial as one in ``names``, with coefficients in the other symbols."""
        chosen = set(names)
        split: dict[Monomial, dict[Monomial, Exact]] = {}
        for key, value in self.terms.items():
            inside = tuple(item for item in key if item[0] in chosen)
            split.setdefault(inside, {})[tuple(item for item in key if item[0] not in chosen)] = value
        return {key: Polynomial(terms) for key, terms in split.items()}

    def at(self, values: Mapping[str, Fraction]) -> Fraction:
        """The value at a point; KeyError where a symbol has none."""
        exact = {name: _exact(values[name]) for name in self.names}
        each = (prod((exact[name] ** power for name, power in key), start=value) for key, value in self.terms.items())
        return Fraction(sum(each))

    def signs(self) -> set[int]:
        """The signs of the coefficients."""
        return {1 if value > 0 else -1 for value in self.terms.values()}

    def divided(self, other: Polynomial) -> Polynomial | None:
        """The exact quotient, or None where there is none."""
        names = sorted(self.names | other.names)

        def powers(key: Monomial) -> list[int]:
            found = dict(key)
            return [found.get(name, 0) for name in names]

        lead, rest, quotient = max(other.terms, key=powers), self, ZERO
        while rest.terms:
            spend(len(rest.terms))
            top = max(rest.terms, key=powers)  # compared lexicographically: compatible with products
            step = [a - b for a, b in zip(powers(top), powers(lead), strict=True)]
            if any(power < 0 for power in step):
                return None
            monomial = tuple((name, power) for name, power in zip(names, step, strict=True) if power)
            factor = Polynomial({monomial: _exact(Fraction(rest.terms[top]) / other.terms[lead])})
            quotient, rest = quotient + factor, rest - factor * other
        return quotient

    def homogenised(self, name: str, top: Polynomial, bottom: Polynomial, degree: int) -> Polynomial:
        """``bottom**degree`` times the polynomial after ``name`` becomes ``top/bottom``."""
        result = ZERO
        for key, coefficient in self.coefficients([name]).items():
            power = sum(power for _, power in key)
            result = result + coefficient * top**power * bottom ** (degree - power)
        return result


def _exact(value: Exact) -> Exact:
    """The same number, as an int where it is one."""
    return value.numerator if value.denominator == 1 else value


def _times(left: Monomial, right: Monomial) -> Monomial:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


ZERO: Final = Polynomial({})
ONE: Final = Polynomial.number(1)


@dataclass(frozen=True)
class Ratio:
    """A rational function ``top/bottom``, never reduced but by an obvious common factor."""

    top: Polynomial
    bottom: Polynomial = ONE

    @classmethod
    def number(cls, value: Exact) -> Ratio:
        """A constant."""
        return cls(Polynomial.number(value))

    @classmethod
    def symbol(cls, name: str) -> Ratio:
        """One symbol."""
        return cls(Polynomial.symbol(name))

    @property
    def names(self) -> set[str]:
        """The symbols that occur."""
        return self.top.names | self.bottom.names

    def __add__(self, other: Ratio) -> Ratio:
        if self.bottom == other.bottom:
            return Ratio(self.top + other.top, self.bottom)
        for one, two in ((self, other), (other, self)):
            factor = one.bottom.divided(two.bottom)
            if factor is not None:
                return Ratio(one.top + two.top * factor, one.bottom)
        return Ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __neg__(self) -> Ratio:
        return Ratio(-self.top, self.bottom)

    def __sub__(self, other: Ratio) -> Ratio:
        return self + -other

    def __mul__(self, other: Ratio) -> Ratio:
        return Ratio(self.top * other.top, self.bottom * other.bottom).reduced()

    def __truediv__(self, other: Ratio) -> Ratio:
        if not other.top.terms:
            raise ValueError("division by zero")
        if self.bottom == other.bottom:
            return Ratio(self.top, other.top).reduced()
        return self * Ratio(other.bottom, other.top)

    def __pow__(self, power: int) -> Ratio:
        return Ratio(self.top**power, self.bottom**power)

    def reduced(self) -> Ratio:
        """The same without a denominator that divides the numerator."""
        whole = self.top if self.bottom == ONE else self.top.divided(self.bottom)
        return self if whole is None else Ratio(whole)

    @property
    def vanishes(self) -> bool:
        """Whether it is identically zero."""
        return not self.top.terms

    def at(self, values: Mapping[str, Fraction]) -> Fraction:
        """The value at a point; ValueError at a pole."""
        below = self.bottom.at(values)
        if not below:
            raise ValueError("a denominator vanishes")
        return self.top.at(values) / below

    def replaced(self, values: Mapping[str, Ratio]) -> Ratio:
        """Symbols replaced one after the other, in the order given."""
        result = self
        for name, value in values.items():
            if name in result.names:
                keys = (*result.top.terms, *result.bottom.terms)
                degree = max(power for key in keys for other, power in key if other == name)
                top, bottom = (
                    side.homogenised(name, value.top, value.bottom, degree) for side in (result.top, result.bottom)
                )
                result = Ratio(top, bottom).reduced()
        return result

    def at_once(self, values: Mapping[str, Ratio]) -> Ratio:
        """Symbols replaced, all at once."""
        apart = {name: f"{name}'" for name in values}  # which no name can be
        value = self.replaced({name: Ratio.symbol(new) for name, new in apart.items()})
        return value.replaced({apart[name]: new for name, new in values.items()})


def orthant_sign(polynomial: Polynomial, depth: int) -> int | None:
    """The sign (0: it is the zero polynomial) that a polynomial keeps where all its symbols are > 0, None if undecided.

    ``depth``: how often the orthant may be cut at 1 in every coordinate. It may vanish at a cut; without any, nowhere.
    """
    signs = polynomial.signs()
    if len(signs) < 2:
        return signs.pop() if signs else 0
    if depth == 0:
        return None
    names = sorted(polynomial.names)
    spend(2 ** len(names))
    sides = [(t / (Ratio(ONE) + t), Ratio(ONE) + t) for t in map(Ratio.symbol, names)]
    kept = None
    for chart in product(*sides):
        piece = Ratio(polynomial).replaced(dict(zip(names, chart, strict=True)))
        sign = orthant_sign(piece.top, depth - 1)
        if sign is None or kept not in (None, sign):
            return None
        kept = sign
    return kept
