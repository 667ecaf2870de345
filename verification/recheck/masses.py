"""Weighted problems on the line: which sorted orders and which sets S there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, product
from math import factorial, lcm, prod
from typing import Final

from resam_theory.definitions.effort import spend

__all__ = ["MOST", "Arrangement", "Masses"]

MOST: Final = 20_000
"""Most arrangements (sorted orders of the workers, with S) that are solved one by one."""
_FEW: Final = 9
"""Most workers whose pairs of faulty sets are looked at for the floor."""


@dataclass(frozen=True)
class Arrangement:
    """The weights in the order of the sorted values, and which of them belong to S."""

    weights: tuple[Fraction, ...]
    honest: tuple[bool, ...]

    @property
    def share(self) -> tuple[Fraction, ...]:
        """The weights in the mean of S."""
        mass = sum((w for w, inside in zip(self.weights, self.honest, strict=True) if inside), Fraction(0))
        return tuple(w / mass if inside else Fraction(0) for w, inside in zip(self.weights, self.honest, strict=True))


@dataclass(frozen=True)
class Masses:
    """Weights > 0 of sum 1 and the largest faulty mass ``phi`` < 1/2; with ``f``, S is any set of n - f workers.

    Without ``f``, S is any set of mass >= 1 - phi.
    """

    weights: tuple[Fraction, ...]
    phi: Fraction
    f: int | None = None

    @classmethod
    def of(cls, weights: Sequence[Fraction], f: int | None, phi: Fraction | None) -> Masses:
        """The problem with these weights, which need not sum to 1; ValueError (one line) for what is not admissible.

        >>> Masses.of([Fraction(3), Fraction(1), Fraction(1)], 1, None)
        Traceback (most recent call last):
        ...
        ValueError: f = 1 of these weights can hold 3/5 of their sum: need less than one half
        """
        n, total = len(weights), sum(weights, Fraction(0))
        if n < 2:
            raise ValueError(f"weights = {', '.join(map(str, weights))} are not admissible: need two numbers at least")
        wrong = [w for w in weights if w <= 0]
        if wrong:
            raise ValueError(f"weights contain {wrong[0]}: need numbers > 0")
        if (f is None) == (phi is None):
            raise ValueError("need f, a number of workers, or faulty_weight, a share of the weights: one of the two")
        w = tuple(x / total for x in weights)
        if f is not None:
            if not 1 <= f < n:
                raise ValueError(f"f = {f} is not admissible: need 1 <= f < {n}, the number of weights")
            phi = sum(sorted(w)[n - f :], Fraction(0))
            if 2 * phi >= 1:
                raise ValueError(f"f = {f} of these weights can hold {phi} of their sum: need less than one half")
        assert phi is not None
        if not 0 < 2 * phi < 1:
            raise ValueError(f"faulty_weight = {phi} is not admissible: need 0 < faulty_weight < 1/2")
        return cls(w, phi, f)

    def copies(self) -> tuple[tuple[int, ...], int]:
        """Numbers of copies proportional to the weights, and how many of their sum are faulty: phi of it.

        >>> Masses.of([Fraction(3), Fraction(1), Fraction(1)], None, Fraction(3, 10)).copies()
        ((6, 2, 2), 3)
        """
        total = lcm(self.phi.denominator, *(w.denominator for w in self.weights))
        return tuple(int(w * total) for w in self.weights), int(self.phi * total)

    def admits(self, honest: Sequence[int]) -> bool:
        """Whether S may consist of these workers."""
        if self.f is not None:
            return len(honest) == len(self.weights) - self.f
        return sum((self.weights[i] for i in honest), Fraction(0)) >= 1 - self.phi

    def most(self) -> int:
        """The largest number of workers that may be faulty at the same time."""
        held = accumulate(sorted(self.weights))
        return sum(mass <= self.phi for mass in held) if self.f is None else self.f

    def arrangements(self) -> Iterator[Arrangement]:
        """Every order of the sorted values with every S, one after another in a fixed order; workers of equal weight
        are not told apart. ValueError beyond :data:`MOST`.

        >>> len(list(Masses.of([Fraction(1)] * 4, 1, None).arrangements()))
        4
        """
        often, parts = sorted(Counter(self.weights).items()), list(self._faulty())
        spend(len(parts) * len(self.weights))
        marked = [
            [
                *((w, False) for (w, _), k in zip(often, part, strict=True) for _ in range(k)),
                *((w, True) for (w, size), k in zip(often, part, strict=True) for _ in range(size - k)),
            ]
            for part in parts
        ]
        count = sum(factorial(len(s)) // prod(map(factorial, Counter(s).values())) for s in marked)
        if count > MOST:
            raise ValueError(
                f"the weights of {len(self.weights)} workers have {count} arrangements with S: need at most {MOST}, "
                "that is fewer workers or more of equal weight"
            )
        for order in (order for items in marked for order in _orders(sorted(items))):
            yield Arrangement(tuple(w for w, _ in order), tuple(inside for _, inside in order))

    def floors(self) -> tuple[Fraction, Fraction] | None:
        """What no rule is below (kappa, lambda), as (C3): the faulty set B at 1, all others at 0, where S = the others
        forces F = 0; and S' = all but a faulty set A disjoint from B has the mean b/(1-a). None for many workers.

        >>> [str(x) for x in Masses.of([Fraction(1)] * 5, 1, None).floors() or ()]
        ['1/3', '1/4']
        """
        if len(self.weights) > _FEW:
            return None
        sizes = Counter(self.weights)
        often = sorted(sizes)
        masses = {part: sum((k * w for k, w in zip(part, often, strict=True)), Fraction(0)) for part in self._faulty()}
        pairs = [
            (masses[a], masses[b])
            for a in masses
            for b in masses
            if all(x + y <= sizes[w] for x, y, w in zip(a, b, often, strict=True))
        ]
        return max(b / (1 - a - b) for a, b in pairs), max(b / (1 - a) for a, b in pairs)

    def _faulty(self) -> Iterator[tuple[int, ...]]:
        """How many workers of each weight, in increasing order, may be faulty at the same time."""
        often = sorted(Counter(self.weights).items())
        ways = prod(size + 1 for _, size in often)
        if ways > MOST:
            raise ValueError(f"{ways} sets of workers are not admissible: need at most {MOST}, that is fewer workers")
        for part in product(*(range(size + 1) for _, size in often)):
            spend(len(often))
            mass = sum((k * w for k, (w, _) in zip(part, often, strict=True)), Fraction(0))
            if (sum(part) == self.f) if self.f is not None else mass <= self.phi:
                yield part


def _orders(items: Sequence[tuple[Fraction, bool]]) -> Iterator[tuple[tuple[Fraction, bool], ...]]:
    """Every order of the sorted ``items``, those of equal ones once.

    >>> len(list(_orders([(Fraction(1), True), (Fraction(1), True), (Fraction(2), False)])))
    3
    """
    spend(len(items))
    if not items:
        yield ()
    for first in dict.fromkeys(items):
        rest = list(items)
        rest.remove(first)
        yield from ((first, *order) for order in _orders(rest))
