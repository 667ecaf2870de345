"""Samplers for the rules of inference about what stands before a rule: exact, on the line."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from random import Random

from .configurations import Sampler, Values
from .selections import Line, fractions, line, mean, nearest, variance


def after(random: Random, x: Line, y: Line, *, linear: bool, **lengths: Fraction | int) -> Values | None:
    """Values about S = x once the stage has made y of it: an output z anywhere, ``inner`` what it takes to reach it."""
    z = random.choice([*x, *y, Fraction(random.randint(-9, 9))])
    p, spread = abs(z - mean(y)), (max(y) - min(y)) if linear else variance(y)
    if not spread:
        return None
    q = abs(mean(y) - mean(x))
    values = {"p": p, "q": q, "BY": q**2, "VY": variance(y), "DY": max(y) - min(y), "V": variance(x)}
    values |= {"inner": (p if linear else p**2) / spread, "E": abs(z - mean(x)), "E2": (z - mean(x)) ** 2}
    return fractions({**values, "D": max(x) - min(x), "m": len(x), **lengths})


def mixing(*, linear: bool) -> Sampler:
    """NNM with any choice at ties; weakened: rows mix with any others."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        x, n, f, m = line(random)
        if weakened:
            x[m:] = [8 * u + 9 for u in x[m:]]
        chosen = [random.sample(range(n), m) if weakened else nearest(random, x, x[i], m, i) for i in range(m)]
        faulty = [{j for j in rows if j >= m} for rows in chosen]
        u = max(len(one | two) for one in faulty for two in faulty)
        pairs = sum(((x[i] - x[j]) ** 2 for i in range(m) for j in range(i)), Fraction(0))
        y = [mean([x[j] for j in rows]) for rows in chosen]
        return after(random, x[:m], y, linear=linear, f=f, u=u, T=pairs)

    return sampler


def buckets(*, linear: bool) -> Sampler:
    """Good buckets of s rows; weakened: of faulty rows too."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        s, f = random.randint(2, 3), random.randint(1, 2)
        number = 2 * f + 1 + random.randint(0, 2)
        x = [Fraction(random.randint(-3, 3)) for _ in range(s * number - f)]
        good = [x[s * b : s * b + s] for b in range(number - f)]
        if weakened:
            good[0] = [u + 50 for u in good[0]]
        return after(random, x, [mean(rows) for rows in good], linear=linear, f=f, s=s)

    return sampler


def partitions(rows: tuple[int, ...], s: int) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put the rows into buckets of s, which all come from as many orders."""
    if not rows:
        yield []
        return
    for others in combinations(rows[1:], s - 1):
        left = tuple(i for i in rows[1:] if i not in others)
        yield from ([(rows[0], *others), *rest] for rest in partitions(left, s))


def shuffled(random: Random, weakened: bool) -> Values | None:
    """All orders and all choices of good buckets, the output anywhere in each; weakened: one order and one choice."""
    n, s = random.choice(((3, 1), (4, 1), (6, 2), (6, 2), (8, 2)))
    x, f, outcomes = [Fraction(random.randint(-3, 3)) for _ in range(n)], 1, []
    m, centre = n - f, mean(x[: n - f])
    for parts in partitions(tuple(range(n)), s):
        honest = [part for part in parts if max(part) < m]
        choices = [[mean([x[i] for i in part]) for part in chosen] for chosen in combinations(honest, n // s - f)]
        outcomes += [(y, Fraction(1, len(choices))) for y in choices]
    if weakened:
        outcomes = [(random.choice(outcomes)[0], Fraction(1))]
    total = sum((weight for _, weight in outcomes), Fraction(0))
    expected: Values = dict.fromkeys(("p*p", "p*q", "q*q", "VY", "E2"), Fraction(0))
    inner = Fraction(random.randint(1, 4))
    for y, weight in outcomes:
        p, q = Fraction(random.randint(-2, 2), 2), mean(y) - centre
        p = p if p * p <= inner * variance(y) else Fraction(0)
        for name, value in {"p*p": p * p, "p*q": p * q, "q*q": q * q, "VY": variance(y), "E2": (p + q) ** 2}.items():
            expected[name] += weight / total * value
    around = sum(((u - centre) ** 2 for u in x[:m]), Fraction(0))
    across = sum(((u - centre) * (v - centre) for i, u in enumerate(x[:m]) for v in x[:i]), Fraction(0))
    lengths = {"BY": expected["q*q"], "V": around / m, "A": around, "C": 2 * across, "inner": inner}
    return fractions({**expected, **lengths, "f": f, "m": m, "s": s})


def clipped(*, linear: bool) -> Sampler:
    """ARC; weakened: all rows but one are moved, to the other side."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        x, n, f, m = line(random)
        k = 2 * f * (n - f) // n
        edge = sorted(map(abs, x))[n - 1 - k]
        y = [-u * 3 for u in x[:m]] if weakened else [max(-edge, min(edge, u)) for u in x[:m]]
        cut = [a - b for a, b in zip(x[:m], y, strict=True)]
        return after(random, x[:m], y, linear=linear, k=k, W=variance(cut))

    return sampler


def refined(*, linear: bool) -> Sampler:
    """CTMA around any point; weakened: the mean of any rows."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        x, n, f, m = line(random)
        if weakened:
            x[m:] = [8 * u + 9 for u in x[m:]]
        s = x[:m]
        o = random.choice([*x, Fraction(random.randint(-9, 9), 2)])
        order = sorted(range(n), key=lambda i: (abs(x[i] - o), random.random()))
        chosen = random.sample(range(n), m) if weakened else order[:m]
        b = len(set(range(m)) - set(chosen))
        spread, error = (max(s) - min(s)) if linear else variance(s), abs(mean([x[i] for i in chosen]) - mean(s))
        if not spread or not b:
            return None
        apart = abs(o - mean(s))
        values = {"inner": (apart if linear else apart**2) / spread, "O2": apart**2, "V": variance(s), "E": error}
        values |= {"R": max(abs(u - o) for u in s), "A": sum(((u - o) ** 2 for u in s), Fraction(0)), "E2": error**2}
        return fractions({**values, "D": max(s) - min(s), "m": m, "f": f, "b": b})

    return sampler


def shortened_order(random: Random, weakened: bool) -> Values | None:
    """ARC and a trimmed mean; weakened: every row is shortened to 0."""
    x, n, f, m = line(random)
    k, t = 2 * f * (n - f) // n, random.randint(f, (n - 1) // 2)
    most = random.randint(max(k, t), max(k, t, m - 1))
    edge = Fraction(0) if weakened else sorted(map(abs, x))[n - 1 - k]
    y = sorted(max(-edge, min(edge, u)) for u in x)
    s = sorted(x[:m])
    error = mean(y[t : n - t]) - mean(s)
    if error < 0 or most >= m:
        return None
    values = {"f": f, "k": k, "t": t, "K": most, "n": n, "E": error, "A": mean(s[most:]) - mean(s)}
    return fractions({**values, "V": variance(s), "D": s[-1] - s[0]})


def mixed_order(random: Random, weakened: bool) -> Values | None:
    """NNM and a trimmed mean; weakened: rows mix with any others."""
    x, n, f, m = line(random)
    if weakened:
        x[m:] = [8 * u + 9 for u in x[m:]]
    t = random.randint(f, (n - 1) // 2)
    chosen = [random.sample(range(n), m) if weakened else nearest(random, x, x[i], m, i) for i in range(n)]
    y = sorted(mean([x[j] for j in rows]) for rows in chosen)
    error = abs(mean(y[t : n - t]) - mean(x[:m]))
    return fractions({"f": f, "m": m, "t": t, "E": error, "D": max(x[:m]) - min(x[:m])})


def mixed_window(random: Random, weakened: bool) -> Values | None:
    """NNM and the median; weakened: the largest of the mixed rows."""
    x, n, f, m = line(random)
    if weakened:
        x[m:] = [8 * u + 9 for u in x[m:]]
    chosen = [nearest(random, x, u, m) for u in x]
    y = [mean([x[j] for j in rows]) for rows in chosen]
    order = sorted(range(n), key=lambda i: (y[i], x[i]))
    upper, s = chosen[order[n // 2]], sorted(x[:m])
    out = y[order[-1]] if weakened else (y[order[(n - 1) // 2]] + y[order[n // 2]]) / 2
    below = sum(i not in upper and x[i] <= min(x[j] for j in upper) for i in range(m))
    error, q = out - mean(s), n // 2 + 1 - f
    if error < 0 or not 0 < below <= f:
        return None
    groups = {"A": mean(s[-q:]) - mean(s), "B": mean(s[:below]) - mean(s)}
    return fractions({"f": f, "l": below, "q": q, "m": m, "E": error, "D": s[-1] - s[0], "V": variance(s), **groups})


SAMPLERS: dict[str, Sampler] = {
    "window around the median of mixed rows": mixed_window,
    "order statistics of shortened rows": shortened_order,
    "order statistics of mixed rows": mixed_order,
    "mixing by charged pairs": mixing(linear=False),
    "mixing by paired rows": mixing(linear=True),
    "buckets without faulty rows": buckets(linear=False),
    "buckets within the diameter": buckets(linear=True),
    "buckets of a random order": shuffled,
    "few rows are projected": clipped(linear=False),
    "few rows are projected within the diameter": clipped(linear=True),
    "nearest to an anchor": refined(linear=False),
    "nearest to an anchor, farthest row": refined(linear=True),
}
