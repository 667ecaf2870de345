"""The ordered field Q(sqrt 3): exact arithmetic for what equilateral triangles need."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["SQRT3", "Root3"]


@dataclass(frozen=True, eq=False)
class Root3:
    """a + b sqrt(3) with rational a, b; compared exactly.

    >>> SQRT3 * SQRT3 == 3, SQRT3 > Fraction(17320, 10000), SQRT3 < Fraction(17321, 10000)
    (True, True, True)
    """

    a: Fraction
    b: Fraction = Fraction(0)

    def sign(self) -> int:
        """The exact sign: that of a + b sqrt(3), that of the larger term, as a^2 != 3 b^2 unless both vanish."""
        larger = self.a if self.a**2 > 3 * self.b**2 else self.b
        return (larger > 0) - (larger < 0)

    def __add__(self, other: Root3 | Fraction | int) -> Root3:
        x = _lift(other)
        return Root3(self.a + x.a, self.b + x.b)

    def __neg__(self) -> Root3:
        return Root3(-self.a, -self.b)

    def __sub__(self, other: Root3 | Fraction | int) -> Root3:
        return self + -_lift(other)

    def __mul__(self, other: Root3 | Fraction | int) -> Root3:
        x = _lift(other)
        return Root3(self.a * x.a + 3 * self.b * x.b, self.a * x.b + self.b * x.a)

    def __truediv__(self, other: Root3 | Fraction | int) -> Root3:
        y = _lift(other)
        norm = y.a**2 - 3 * y.b**2
        return self * Root3(y.a / norm, -y.b / norm)

    def __bool__(self) -> bool:
        return bool(self.a or self.b)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Root3 | Fraction | int) and not self - other

    def __hash__(self) -> int:
        return hash((self.a, self.b)) if self.b else hash(self.a)

    def __lt__(self, other: Root3 | Fraction | int) -> bool:
        return (self - other).sign() < 0

    def __gt__(self, other: Root3 | Fraction | int) -> bool:
        return (self - other).sign() > 0

    def __le__(self, other: Root3 | Fraction | int) -> bool:
        return not self > other

    def __ge__(self, other: Root3 | Fraction | int) -> bool:
        return not self < other

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Fraction | int) -> Root3:
        return _lift(other) - self

    def below(self) -> Fraction:
        """A rational at most 10^-12 (|b| + 1) below."""
        return self._beside(-1)

    def above(self) -> Fraction:
        """A rational at most 10^-12 (|b| + 1) above."""
        return self._beside(1)

    def _beside(self, side: int) -> Fraction:
        low, high = _SQRT3_ENCLOSED
        return self.a + self.b * (high if self.b * side > 0 else low)


def _lift(value: Root3 | Fraction | int) -> Root3:
    return value if isinstance(value, Root3) else Root3(Fraction(value))


SQRT3 = Root3(Fraction(0), Fraction(1))
_SQRT3_ENCLOSED = (Fraction(1732050807568, 10**12), Fraction(1732050807569, 10**12))
