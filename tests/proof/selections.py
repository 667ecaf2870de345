"""Exact configurations on the line for the rules of inference about windows, balls and least spreads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt
from random import Random

import numpy as np

from resam_theory.definitions.minimax import Minimax
from resam_theory.definitions.order_by_size import OrderBySize
from resam_theory.rules import get

from .configurations import Point, Values, diameter2, draw, least_set, sizes, squared
from .configurations import mean as centre_of
from .configurations import variance as variance_of

Sampler = Callable[[Random, bool], Values | None]
Line = list[Fraction]


def line(random: Random) -> tuple[Line, int, int, int]:
    """The points, n, f and m = |S|; S are the first m."""
    n, f = sizes(random, most=3, extra=3)
    return [p[0] for p in draw(random, n, 1)], n, f, n - f


def mean(values: Line) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def variance(values: Line) -> Fraction:
    centre = mean(values)
    return sum(((x - centre) ** 2 for x in values), Fraction(0)) / len(values)


def nearest(random: Random, x: Line, centre: Fraction, count: int, first: int | None = None) -> list[int]:
    """The numbers of ``count`` points nearest to a place, ties at random; ``first`` is one of them."""
    return sorted(range(len(x)), key=lambda i: (i != first, abs(x[i] - centre), random.random()))[:count]


def fractions(values: dict[str, int | float | Fraction]) -> Values:
    return {key: Fraction(value) for key, value in values.items()}


def window(random: Random, weakened: bool) -> Values | None:
    """Mean around the trimmed mean; weakened: around the largest value."""
    x, n, f, m = line(random)
    a = n - 2 * f
    chosen = nearest(random, x, max(x) if weakened else mean(sorted(x)[f:m]), m)
    s, centre = sorted(x[:m]), mean(x[:m])
    error = mean([x[i] for i in chosen]) - centre
    least = min(x[i] for i in chosen)
    below = sum(i not in chosen and x[i] <= least for i in range(m))
    if error < 0 or not 0 < below <= f:
        return None
    groups = {"A": mean(s[-a:]) - centre, "B": mean(s[:below]) - centre}
    return fractions({"f": f, "l": below, "a": a, "m": m, "E": error, "D": s[-1] - s[0], "V": variance(s), **groups})


def weights(random: Random, weakened: bool) -> Values | None:
    """Winsorised mean or midpoint; weakened: the f highest positions carry weight as well."""
    x, n, f, m = line(random)
    w = OrderBySize(random.choice(("winsorised", "midrange"))).weights(n, f)
    return _combined(x, m, [Fraction(1, n)] * n if weakened else w, w[m - 1], k=f, r=n - 2 * f - 1)


def quartiles(random: Random, weakened: bool) -> Values | None:
    """Inter-quartile mean, f <= n/4; weakened: the mean of all, the faulty far away."""
    f = random.randint(1, 2)
    n = 4 * f + random.randint(0, 7)
    x, w, m, k = [p[0] for p in draw(random, n, 1)], OrderBySize("interquartile").weights(n, f), n - f, n // 4
    if weakened:
        x[m:] = [8 * abs(u) + 9 for u in x[m:]]
    least = sum(w[k + 1 :], Fraction(0))
    beta = random.choice((least, least, (1 + least) / 2, Fraction(1)))
    return _combined(x, m, [Fraction(1, n)] * n if weakened else w, beta, k=k, r=1)


def _combined(x: Line, m: int, used: Sequence[Fraction], beta: Fraction, *, k: int, r: int) -> Values | None:
    """A combination of the sorted values, S the first m; k, r and the others of S."""
    s, centre = sorted(x[:m]), mean(x[:m])
    error = sum((a * u for a, u in zip(used, sorted(x), strict=True)), Fraction(0)) - centre
    if error < 0:
        return None
    parts = {"B": s[:k], "C": s[k : k + r], "T": s[k + r :]}
    groups = {name: mean(part) - centre if part else Fraction(0) for name, part in parts.items()}
    spread = {"V": variance(s), "D": s[-1] - s[0]}
    return fractions({"beta": beta, "k": k, "m": m, "r": r, "E": error, **spread, **groups})


def coupled(random: Random, weakened: bool) -> Values | None:
    """A k-trimmed mean in the plane, roots rounded away from the bound in the 30th digit; weakened: k < f."""
    n, f = sizes(random)
    k, m = (random.randint(0, f - 1) if weakened else random.randint(f, (n - 1) // 2)), n - f
    if k == 0:
        return None
    x, b, small, error2 = draw(random, n, 2), min(k, m - k), [], Fraction(0)
    if weakened:
        x[m:] = [tuple(9 * c + 9 for c in p) for p in x[m:]]
    for c in (0, 1):
        kept = sorted(p[c] for p in x)[k : n - k]
        error = sum(kept, Fraction(0)) / len(kept) - sum((p[c] for p in x[:m]), Fraction(0)) / m
        order = sorted(range(m), key=lambda i: (x[i][c] * (1 if error >= 0 else -1), random.random()))
        small.append(set(order[:k] if k == b else order[k:]))
        error2 += error * error
    values = {"A": Fraction(len(small[0] & small[1]), b), "b": b, "f": f, "k": k, "n": n}
    lengths = {"E": root(error2), "D": root(diameter2(x[:m])) + Fraction(1, 10**30)}
    return fractions({**values, **lengths, "t": Fraction(random.randint(1, 20), 10)})


def root(square: Fraction) -> Fraction:
    """The root, rounded down to 30 digits."""
    return Fraction(isqrt(int(square * 10**60)), 10**30)


def own_row(random: Random, weakened: bool) -> Values | None:
    """Nearest to a point of S; weakened: to a faulty one."""
    x, n, _, m = line(random)
    own = random.randint(m, n - 1) if weakened else random.randint(0, m - 1)
    chosen = nearest(random, x, x[own], m, own)
    dropped = [i for i in range(m) if i not in chosen]
    if not 0 < len(dropped) < m:
        return None
    s = x[:m]
    error2 = (mean([x[i] for i in chosen]) - mean(s)) ** 2
    total = sum((abs(x[i] - x[own]) for i in dropped), Fraction(0))
    spread = {"V": variance(s), "D2": (max(s) - min(s)) ** 2}
    return fractions({"b": len(dropped), "m": m, "E2": error2, "T": total, **spread})


def ball(*, radius: bool) -> Sampler:
    """Nearest to the point of least radius or least sum; weakened: to any point, the faulty far away."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        x, n, _, m = line(random)
        if weakened:
            x[m:] = [8 * u + 9 for u in x[m:]]
        near = [sorted(abs(u - v) for v in x)[:m] for u in x]
        costs = [row[-1] if radius else sum((u * u for u in row), Fraction(0)) for row in near]
        centre = random.choice([i for i in range(n) if weakened or costs[i] == min(costs)])
        chosen = nearest(random, x, x[centre], m, centre)
        common = [x[i] for i in chosen if i < m]
        b = m - len(common)
        if not 0 < b < m:
            return None
        s = x[:m]
        error = abs(mean([x[i] for i in chosen]) - mean(s))
        taken, left = mean([x[i] for i in chosen if i >= m]), mean([x[i] for i in range(m) if i not in chosen])
        lengths = {"p1": abs(taken - mean(common)), "q1": abs(left - mean(common)), "r": near[centre][-1]}
        lengths["g"] = max(Fraction(2 * b - 1), 2 * b - Fraction(b, m - b))
        spread = {"V": variance(s), "D": max(s) - min(s)}
        return fractions({"b": b, "m": m, "E": error, "E2": error**2, **lengths, **spread})

    return sampler


def minimax(*, one: bool) -> Sampler:
    """The minimax point; weakened: the farthest point."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        x, _, f, m = line(random)
        if one and f != 1:
            return None
        ((z,),) = Minimax().outputs([(u,) for u in x], f)
        s = x[:m]
        error = abs((max(x) + 9 if weakened else z) - mean(s))
        extent = max(s) - min(s)
        return fractions({"f": f, "m": m, "E": error, "E2": error**2, "D": extent, "D2": extent**2})

    return sampler


def minimax_in_space(random: Random, weakened: bool) -> Values | None:
    """The same in R^d, floats: even f/m times D is hardly exceeded; weakened: a point far away."""
    d = random.randint(2, 4)
    return _in_space(random, weakened, *random.choice([(5, 2), (6, 2), (7, 2), (7, 3)]), d=d) | {"d": Fraction(d)}


def minimax_around_a_centrepoint(random: Random, weakened: bool) -> Values | None:
    """The same for n >= 3f + 1, where f/m times D may be reached: rounded down in the 8th digit."""
    return _in_space(random, weakened, *random.choice([(4, 1), (5, 1), (7, 2), (8, 2)]), rounded=1e-8)


def _in_space(random: Random, weakened: bool, n: int, f: int, *, d: int = 2, rounded: float = 0.0) -> Values:
    m = n - f
    x = np.asarray([[random.randint(-4, 4) for _ in range(d)] for _ in range(n)], dtype=float)
    z = get("minimax")(x, f=f) + (9 if weakened else 0)
    error2 = float(((z - x[:m].mean(axis=0)) ** 2).sum()) * (1 - rounded)
    extent2 = float(((x[:m, None] - x[None, :m]) ** 2).sum(axis=-1).max())
    return fractions({"f": f, "m": m, "E": error2**0.5, "E2": error2, "D": extent2**0.5, "D2": extent2})


def least_spread(random: Random, weakened: bool) -> Values | None:
    """The set of least variance, which on the line is also the largest eigenvalue; weakened: any set."""
    x, _, _, m = line(random)
    if weakened:
        x[m:] = [8 * u + 9 for u in x[m:]]
    chosen = least_set(random, x, m, variance, weakened)
    common = [x[i] for i in chosen if i < m]
    b = m - len(common)
    if not 0 < b < m:
        return None
    dropped, s = [x[i] for i in range(m) if i not in chosen], x[:m]
    origin = mean(common)
    groups = {"r": mean([x[i] for i in chosen if i >= m]) - origin, "q": mean(dropped) - origin, "v": variance(dropped)}
    error2 = (mean([x[i] for i in chosen]) - mean(s)) ** 2
    spread = {"V": variance(s), "D2": (max(s) - min(s)) ** 2}
    return fractions({"b": b, "m": m, "E2": error2, **groups, **spread})


def largest(points: Sequence[Point]) -> Fraction:
    """The largest eigenvalue of the covariance of points of the plane, rounded up in the 30th digit."""
    centre = centre_of(points)
    a, b, c = (
        sum(((p[i] - centre[i]) * (p[j] - centre[j]) for p in points), Fraction(0)) / len(points)
        for i, j in ((0, 0), (1, 1), (0, 1))
    )
    return (a + b + root((a - b) ** 2 + 4 * c * c)) / 2 + Fraction(1, 10**29)


def every_direction(random: Random, weakened: bool) -> Values | None:
    """The set of least trace in the plane, V the largest eigenvalue of S; weakened: any set, the faulty far away.

    Lengths are rounded down, E2 in the 20th digit, the others in the 30th.
    """
    n, f = sizes(random, most=3, extra=2)
    x, m = draw(random, n, 2), n - f
    if weakened:
        x[m:] = [tuple(8 * u + 9 for u in p) for p in x[m:]]
    chosen = least_set(random, x, m, variance_of, weakened)
    common = [x[i] for i in chosen if i < m]
    b = m - len(common)
    if not 0 < b < m:
        return None
    origin, s = centre_of(common), x[:m]
    taken, left = centre_of([x[i] for i in chosen if i >= m]), centre_of([x[i] for i in range(m) if i not in chosen])
    p, q = root(squared(taken, origin)), root(squared(left, origin))
    error2 = squared(centre_of([x[i] for i in chosen]), centre_of(s)) * (1 - Fraction(1, 10**20))
    return fractions({"b": b, "d": 2, "m": m, "p": p, "q": q, "E2": error2, "V": largest(s)})


SAMPLERS: dict[str, Sampler] = {
    "window around the trimmed mean": window,
    "weights on a block and one value": weights,
    "weights on one value and a block": quartiles,
    "coupling of two coordinates": coupled,
    "own row in S": own_row,
    "ball of least radius": ball(radius=True),
    "ball of least radius, by variance": ball(radius=True),
    "ball of least sum": ball(radius=False),
    "balls on the line": minimax(one=False),
    "balls that meet pairwise": minimax(one=False),
    "balls that meet pairwise in d dimensions": minimax_in_space,
    "no worse than a clipped mean around a centrepoint": minimax_around_a_centrepoint,
    "no worse than a clipped mean": minimax(one=True),
    "least trace": least_spread,
    "least trace, in every direction": every_direction,
    "least trace, in d dimensions": every_direction,
    "least largest eigenvalue": least_spread,
}
