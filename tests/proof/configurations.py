"""Exact configurations on which rules of inference are attacked: what their symbols are worth on random inputs.

Points are small integers or halves, so that ties, copies and degenerate sets are common. A sampler returns the values
of all symbols of a rule (lengths that are no rational appear only squared, or the sampler works on the line), or None
where a draw does not meet the hypotheses that are words. ``weakened`` drops one hypothesis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import hypot, isqrt
from random import Random
from typing import Any

Point = tuple[Fraction, ...]
Values = dict[str, Fraction]
Sampler = Callable[[Random, bool], Values | None]


def squared(u: Point, v: Point) -> Fraction:
    return sum(((a - b) ** 2 for a, b in zip(u, v, strict=True)), Fraction(0))


def mean(points: Sequence[Point]) -> Point:
    return tuple(sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True))


def variance(points: Sequence[Point]) -> Fraction:
    centre = mean(points)
    return sum((squared(p, centre) for p in points), Fraction(0)) / len(points)


def diameter2(points: Sequence[Point]) -> Fraction:
    return max((squared(p, q) for p in points for q in points), default=Fraction(0))


def sizes(random: Random, most: int = 4, extra: int = 4) -> tuple[int, int]:
    """(n, f) with 1 <= f < n/2."""
    f = random.randint(1, most)
    return 2 * f + 1 + random.randint(0, extra), f


def draw(random: Random, n: int, d: int) -> list[Point]:
    """n points: a few places, used again and again, some far away."""
    reach = random.choice((1, 2, 6))
    places = [tuple(Fraction(random.randint(-reach, reach), random.choice((1, 2))) for _ in range(d)) for _ in range(n)]
    places = places[: random.randint(1, n)]
    return [random.choice(places) for _ in range(n)]


def trimmed(random: Random, weakened: bool) -> Values | None:
    """k-trimmed mean on the line; weakened: k < f."""
    n, f = sizes(random)
    k = random.randint(0, f - 1) if weakened else random.randint(f, (n - 1) // 2)
    if k == 0:
        return None
    x = [p[0] for p in draw(random, n, 1)]
    s, m = sorted(x[: n - f]), n - f
    kept = sorted(x)[k : n - k]
    centre = sum(s) / m
    error = sum(kept) / len(kept) - centre
    if error < 0:
        return None
    top = s[k:]
    v = sum((y - centre) ** 2 for y in s) / m
    values = {"n": n, "f": f, "k": k, "E": error, "A": sum(top) / len(top) - centre, "V": v, "D": s[-1] - s[0]}
    return {key: Fraction(value) for key, value in values.items()}


def nonnegative(random: Random, weakened: bool) -> Values | None:
    """Any set; weakened: the variance about a wrong centre, without its square."""
    points = draw(random, random.randint(1, 6), 1)
    if weakened:
        points = points[:1]
        return {"V": points[0][0] - 1, "D": Fraction(0), "D2": Fraction(0)}
    spread = max(p[0] for p in points) - min(p[0] for p in points)
    return {"V": variance(points), "D": spread, "D2": spread**2}


def fermat(random: Random, weakened: bool) -> Values | None:
    """The line, where a geometric median is any point between the middle values; weakened: the point above those."""
    n, f = sizes(random)
    x = [p[0] for p in draw(random, n, 1)]
    ordered = sorted(x)
    z = ordered[-1] if weakened else random.choice((ordered[(n - 1) // 2], ordered[n // 2]))
    s = [(y,) for y in x[: n - f]]
    centre, m = mean(s)[0], n - f
    error = centre - z
    sign = 1 if error >= 0 else -1
    p = sum(sign * (y[0] - z) > 0 for y in s)
    return {
        "m": Fraction(m),
        "n": Fraction(n),
        "p": Fraction(p),
        "E2": error**2,
        "V": variance(s),
    }


def angles(narrow: bool) -> Sampler:
    """The plane, the faulty at 0, which is the geometric median where the unit vectors of S sum to at most f (floats
    with a margin); y is rounded down in the 30th digit. Weakened: whether 0 is the geometric median or not."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        m = random.randint(8, 14) if narrow else random.randint(2, 8)
        f = m - 1 if narrow else random.randint(1, m - 1)
        far, wide, jitter = random.randint(2, 18), random.randint(1, 9), random.randint(0, 1)
        sides = ((-1) ** i * (wide + random.randint(0, jitter)) for i in range(m))  # narrow: far^2 about 3 wide^2
        s = [(Fraction(far + random.randint(0, jitter)), Fraction(t)) for t in sides]
        pull = [sum(float(p[i]) / hypot(*map(float, p)) for p in s) for i in (0, 1)]
        if not weakened and hypot(*pull) > f - 1e-9:
            return None
        error2, v, d2 = squared(mean(s), (Fraction(0),) * 2), variance(s), diameter2(s)
        room = Fraction(m - 1, m) * d2 - v
        if (room < error2) is not narrow:
            return None
        values = {"f": Fraction(f), "m": Fraction(m), "E2": error2, "V": v, "D2": d2}
        if narrow:
            values["y"] = Fraction(isqrt(int((1 - room / error2) * 10**60)), 10**30)
        return values

    return sampler


def least_set(
    random: Random, points: Sequence[Any], m: int, size: Callable[[Any], Any], weakened: bool
) -> Sequence[int]:
    """The numbers of m points of least size, at random where several are; weakened: of any m points."""
    subsets = list(combinations(range(len(points)), m))
    sizes = [size([points[i] for i in subset]) for subset in subsets]
    return random.choice([s for s, value in zip(subsets, sizes, strict=True) if weakened or value == min(sizes)])


def _least_diameter(random: Random, weakened: bool) -> tuple[list[Point], list[int], list[int], int] | None:
    """Points, S, S* of least diameter (weakened: any set, the faulty far away), b = |S* - S|; on the line."""
    n, f = sizes(random, most=3, extra=2)
    points, m = draw(random, n, 1), n - f
    if weakened:
        points[m:] = [tuple(8 * x + 9 for x in point) for point in points[m:]]
    chosen = least_set(random, points, m, diameter2, weakened)
    b = len(set(chosen) - set(range(m)))
    return (points, list(range(m)), list(chosen), b) if b else None


def pairing(random: Random, weakened: bool) -> Values | None:
    """Minimum diameter averaging; weakened: S* is any set of m points."""
    found = _least_diameter(random, weakened)
    if found is None:
        return None
    points, s, chosen, b = found
    inside = [points[i] for i in s]
    error = abs(mean([points[i] for i in chosen])[0] - mean(inside)[0])
    spread = max(p[0] for p in inside) - min(p[0] for p in inside)
    return {"b": Fraction(b), "m": Fraction(len(s)), "E": error, "D": spread}


def diametral(place: str) -> Sampler:
    """The same, with the ends of the diameter of S where ``place`` says."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        found = _least_diameter(random, weakened)
        if found is None:
            return None
        points, s, chosen, b = found
        inside = [points[i] for i in s]
        widest = diameter2(inside)
        ends = [(i, j) for i in s for j in s if i < j and squared(points[i], points[j]) == widest]
        if not ends:
            return None
        kept = sum(i in chosen for i in random.choice(ends))
        alone = len(s) - b == 1
        if (
            place
            != {2: "both ends kept", 1: "one end kept, alone" if alone else "one end kept", 0: "both ends dropped"}[
                kept
            ]
        ):
            return None
        error2 = squared(mean([points[i] for i in chosen]), mean(inside))
        return {"b": Fraction(b), "m": Fraction(len(s)), "E2": error2, "V": variance(inside)}

    return sampler


def window(random: Random, weakened: bool) -> Values | None:
    """Mean around the median on the line; weakened: around the largest value."""
    n, f = sizes(random)
    m, h = n - f, n // 2
    x = [p[0] for p in draw(random, n, 1)]
    ordered = sorted(x)
    mu = ordered[-1] if weakened else (ordered[(n - 1) // 2] + ordered[h]) / 2
    nearest = sorted(range(n), key=lambda i: (abs(x[i] - mu), random.random()))[:m]
    s = x[:m]
    centre = sum(s) / m
    error = sum(x[i] for i in nearest) / m - centre
    least = min(x[i] for i in nearest)
    below = [x[i] for i in range(m) if i not in nearest and x[i] <= least]
    q = h + 1 - f
    if error < 0 or not below or len(below) > f:
        return None
    largest = sorted(s)[-q:]
    # A and B about the q largest and the l smallest of S
    low = sorted(s)[: len(below)]
    v = sum((y - centre) ** 2 for y in s) / m
    values = {"f": f, "l": len(below), "q": q, "m": m, "E": error, "D": max(s) - min(s), "V": v}
    values |= {"A": sum(largest) / q - centre, "B": sum(low) / len(low) - centre}
    return {key: Fraction(value) for key, value in values.items()}


def pairs(random: Random, weakened: bool) -> Values | None:
    """Any set S; weakened: one point too many is counted."""
    points = draw(random, random.randint(1, 6), random.choice((1, 2)))
    count = len(points) + (-1 if weakened else 0)
    return {"m": Fraction(count), "V": variance(points), "D2": diameter2(points)} if count >= 1 else None


def longest(random: Random, weakened: bool) -> Values | None:
    """Any set S on the line and the ends of its diameter; weakened: about a point that is not the mean."""
    points = draw(random, random.randint(2, 6), 1)
    s = sorted(p[0] for p in points)
    centre = s[0] + 1 if weakened else sum(s, Fraction(0)) / len(s)
    width = s[-1] - s[0]
    values: Values = {"m": Fraction(len(s)), "V": variance(points), "D2": width * width}
    return values | {"x": s[-1] - centre, "y": s[0] - centre}


def hypothesis(coefficient: str, spread: str) -> Sampler:
    """A conversion's hypothesis: E2 is drawn below it; weakened: above."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        share, size = Fraction(random.randint(0, 4), 2), Fraction(random.randint(0, 4))
        return {coefficient: share, spread: size, "E2": share * size + Fraction(int(weakened))}

    return sampler


SAMPLERS: dict[str, Sampler] = {
    "added points shift order statistics": trimmed,
    "variance is nonnegative": nonnegative,
    "stationarity of a geometric median": fermat,
    "wide angles at a geometric median": angles(narrow=False),
    "narrow angles at a geometric median": angles(narrow=True),
    "pairing": pairing,
    **{
        f"diametral pair, {place}": diametral(place)
        for place in ("both ends kept", "one end kept", "one end kept, alone", "both ends dropped")
    },
    "window around the median": window,
    "pairs of S": pairs,
    "longest pair of S": longest,
    "robust": hypothesis("kappa", "V"),
    "resilient": hypothesis("lam2", "D2"),
}
