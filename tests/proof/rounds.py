"""Exact configurations on the line for the rules of inference about rounds of dropping or weighing, and buckets."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from .configurations import Values
from .selections import Line, Sampler, fractions, line, mean, nearest, variance


def _spread(s: Line) -> dict[str, int | Fraction]:
    return {"V": variance(s), "D": max(s) - min(s)}


def farthest(random: Random, weakened: bool) -> Values | None:
    """f times the farthest from the mean is dropped, ties at random; weakened: any row, the faulty far away."""
    x, n, f, m = line(random)
    if weakened:
        x[m:] = [100 * u + 1000 for u in x[m:]]
    left = list(range(n))
    for _ in range(f):
        centre = mean([x[i] for i in left])
        left.remove(max(left, key=lambda i: (not weakened and abs(x[i] - centre), random.random())))
    b = sum(i not in left for i in range(m))
    if b == 0:
        return None
    error = abs(mean([x[i] for i in left]) - mean(x[:m]))
    return fractions({"a": m - f, "b": b, "f": f, "m": m, "E": error, "E2": error**2, **_spread(x[:m])})


def chosen_window(random: Random, weakened: bool) -> Values | None:
    """Any n - 2f values, then those nearest to their median; weakened: nearest to the largest."""
    f = random.choice((1, 1, 2))
    n = 4 * f + 3 + random.randint(0, 2)
    m, w, r = n - f, n - 4 * f, n - 2 * f
    x = [Fraction(random.choice((0, 0, 1, 1, 2, 3, random.randint(-9, 9)))) for _ in range(n)]
    x[m:] = [u + random.choice((0, 50 if weakened else 0)) for u in x[m:]]
    values = sorted(x[i] for i in random.sample(range(n), r))
    middle = values[-1] if weakened else (values[(r - 1) // 2] + values[r // 2]) / 2
    error = mean([values[i] for i in nearest(random, values, middle, w)]) - mean(x[:m])
    return fractions({"f": f, "q": (r + 1) // 2 - f, "m": m, "w": w, "E2": error**2, "V": variance(x[:m])})


def filtered(random: Random, weakened: bool) -> Values | None:
    """The filter on the line, n > 3f; weakened: its first round, the faulty far away."""
    f = random.choice((1, 1, 2))
    n = 3 * f + 1 + random.randint(0, 4)
    m = n - f
    x = [Fraction(random.choice((0, 0, 1, 1, 2, random.randint(-9, 9)))) for _ in range(n)]
    if weakened:
        x[m:] = [u + 10**4 for u in x[m:]]
    c, rounds = [Fraction(1)] * n, []
    while sum(c) > n - 2 * f:
        centre = sum((w * u for w, u in zip(c, x, strict=True)), Fraction(0)) / sum(c)
        squares = [(u - centre) ** 2 for u in x]
        rounds.append((sum((w * t for w, t in zip(c, squares, strict=True)), Fraction(0)) / sum(c), c, centre))
        largest = max(t for w, t in zip(c, squares, strict=True) if w)
        if not largest or weakened:
            break
        c = [w * (1 - t / largest) if w else w for w, t in zip(c, squares, strict=True)]
    _, c, output = min(rounds, key=lambda item: item[0])
    common = [min(w / sum(c), Fraction(1, m)) for w in c[:m]]
    middle = sum((w * u for w, u in zip(common, x[:m], strict=True)), Fraction(0)) / sum(common)
    p, q = abs(middle - output), abs(middle - mean(x[:m]))
    error2 = (output - mean(x[:m])) ** 2
    return fractions({"a": m - f, "f": f, "m": m, "p": p, "q": q, "E2": error2, "V": variance(x[:m])})


def buckets(random: Random, weakened: bool) -> Values | None:
    """Faulty rows anywhere; weakened: 2f - 1 buckets of the same rows."""
    x, n, f, m = line(random)
    number = 2 * f + 1
    s = n // number
    faulty = set(random.sample(range(n), f))
    if weakened:
        number = max(1, 2 * f - 1)
        for i in faulty:
            x[i] += 100
    sizes = [n // number + (i < n % number) for i in range(number)]
    ends = [sum(sizes[:i]) for i in range(number + 1)]
    output = sorted(mean(x[ends[i] : ends[i + 1]]) for i in range(number))[number // 2]
    inside = [u for i, u in enumerate(x) if i not in faulty]
    return fractions({"m": m, "s": s, "E": abs(output - mean(inside)), **_spread(inside)})


SAMPLERS: dict[str, Sampler] = {
    "the first honest row dropped": farthest,
    "honest rows dropped one by one": farthest,
    "window around the median of the chosen": chosen_window,
    "covariance filter": filtered,
    "median of bucket means": buckets,
}
