"""Numbers that depend on (n, f), ordered by the sign of their difference on a region. Standard library only.

Code that only uses + - * / and comparisons runs on them as it runs on Fractions: what it computes then holds for every
(n, f) of the region at once. A comparison whose outcome is not the same everywhere on the closed region, as far as the
signs of coefficients tell, raises :class:`Undecided`; regions have no upper ends.

>>> region = Region.of(("f", "1", ""), ("a", "f", ""))
>>> a, f = (Number.of(name, region) for name in ("a", "f"))
>>> a + 1 > f, min(a + f, 2 * f + a) == a + f
(True, True)
>>> a > 2
Traceback (most recent call last):
...
resam_theory.proof.symbolic.Undecided: the sign of a - 2 is not the same on 1 <= f, f <= a
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..definitions.points import spend_on
from .polynomial import ONE, Polynomial, Ratio
from .region import Region, parse

__all__ = ["Number", "Undecided"]


class Undecided(ValueError):
    """A comparison has no single outcome on the region: split the region."""


@dataclass(frozen=True, eq=False)
class Number:
    """A rational function of the parameters of a region."""

    value: Ratio
    region: Region

    @classmethod
    def of(cls, text: str, region: Region, means: Mapping[str, Ratio] | None = None) -> Number:
        """The number written as ``text``, in the region's symbols and in what others ``means`` in these."""
        if any(high for _, _, high in region.rows):
            raise ValueError("strict signs need a region without upper ends")
        return cls(parse(text).replaced(means or {}), region)

    def _other(self, other: Any) -> Ratio:
        return other.value if isinstance(other, Number) else Ratio.number(Fraction(other))

    def _with(self, value: Ratio) -> Number:
        spend_on(value.top.terms.values())
        return Number(value, self.region)

    def __add__(self, other: Any) -> Number:
        return self._with(self.value + self._other(other))

    __radd__ = __add__

    def __neg__(self) -> Number:
        return self._with(-self.value)

    def __sub__(self, other: Any) -> Number:
        return self._with(self.value - self._other(other))

    def __rsub__(self, other: Any) -> Number:
        return self._with(self._other(other) - self.value)

    def __mul__(self, other: Any) -> Number:
        return self._with(self.value * self._other(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Number:
        return self._with(self.value / self._other(other))

    def __rtruediv__(self, other: Any) -> Number:
        return self._with(self._other(other) / self.value)

    def __floordiv__(self, other: int) -> Number:
        """Division with remainder, where only the constant term leaves one (parameters are integers)."""
        whole = Polynomial({k: Fraction(v) / other if k else v // other for k, v in self.value.top.terms.items()})
        if self.value.bottom != ONE or any(v.denominator != 1 for v in whole.terms.values()):
            raise Undecided(f"{_text(self.value)} has no single remainder modulo {other}")
        return self._with(Ratio(whole))

    def signs(self) -> set[int]:
        """The signs (-1, 0, 1) that it can have on the closed region, as far as it is decided."""
        moved = self.region.charted(self.value)
        below = _signs(moved.bottom)
        if 0 in below:
            raise Undecided(f"the denominator of {_text(self.value)} may vanish on {self.region}")
        return {above * sign for above in _signs(moved.top) for sign in below}

    def _compare(self, other: Any, outcome: Callable[[int], bool]) -> bool:
        difference = self - other
        answers = {outcome(sign) for sign in difference.signs()}
        if len(answers) > 1:
            raise Undecided(f"the sign of {_text(difference.value)} is not the same on {self.region}")
        return answers.pop()

    def __eq__(self, other: object) -> bool:
        return self._compare(other, lambda sign: sign == 0)

    def __lt__(self, other: Any) -> bool:
        return self._compare(other, lambda sign: sign < 0)

    def __gt__(self, other: Any) -> bool:
        return self._compare(other, lambda sign: sign > 0)

    def __le__(self, other: Any) -> bool:
        return self._compare(other, lambda sign: sign <= 0)

    def __ge__(self, other: Any) -> bool:
        return self._compare(other, lambda sign: sign >= 0)

    __hash__ = None  # type: ignore[assignment]


def _signs(polynomial: Polynomial) -> set[int]:
    """The signs that it may have wherever all its symbols are >= 0, read off the coefficients: one, where there is a
    constant and all have its sign; else 0 is among them."""
    signs = polynomial.signs()
    return signs if len(signs) == 1 and () in polynomial.terms else {*signs, 0}


def _text(value: Ratio) -> str:
    def side(polynomial: Polynomial) -> str:
        parts: list[str] = []
        for key, number in sorted(polynomial.terms.items(), key=lambda item: (-sum(p for _, p in item[0]), item[0])):
            factors = [name if power == 1 else f"{name}**{power}" for name, power in key]
            parts.append("*".join(factors if factors and number == 1 else [str(number), *factors]))
        return " + ".join(parts).replace("+ -", "- ")

    return side(value.top) if value.bottom == ONE else f"({side(value.top)})/({side(value.bottom)})"
