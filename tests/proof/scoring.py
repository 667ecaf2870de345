"""Rows of least score: samplers for the rules of inference about Krum and Multi-Krum."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from .configurations import Point, Sampler, Values, diameter2, draw, mean, sizes, squared, variance


def _scores(points: Sequence[Point], neighbours: int) -> list[Fraction]:
    table = [sorted(squared(p, q) for j, q in enumerate(points) if j != i) for i, p in enumerate(points)]
    return [sum(row[:neighbours], Fraction(0)) for row in table]


def krum(own: bool) -> Sampler:
    """A selected faulty (``own`` False) or honest row; weakened: the row of largest score."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        n, f = sizes(random, most=3, extra=3)
        m, a = n - f, n - 2 * f
        points = draw(random, n, random.choice((1, 2, 3)))
        scores = _scores(points, m - 1)
        wanted = max(scores) if weakened else min(scores)
        u = random.choice([i for i in range(n) if scores[i] == wanted])
        if (u < m) is not own:
            return None
        near = sorted((j for j in range(n) if j != u), key=lambda j: (squared(points[u], points[j]), random.random()))
        inside = [j for j in near[: m - 1] if j < m][: a - own]
        rest = [j for j in range(m) if j not in inside and j != u]
        shifted = [tuple(x - y for x, y in zip(point, points[u], strict=True)) for point in points]
        groups = {"p": [shifted[j] for j in inside], "q": [shifted[j] for j in rest]}
        return _two_classes(groups, {"a": a, "f": f, "m": m, "score": scores[u]}, [shifted[j] for j in range(m)])

    return sampler


def _two_classes(groups: dict[str, list[Point]], counts: dict[str, int | Fraction], s: list[Point]) -> Values:
    """p, q as vectors are given by their products; the facts are quadratic, so these are all that is asked for."""
    zero = (Fraction(0),) * len(s[0])
    p, q = (mean(group) if group else zero for group in groups.values())
    values = {name: Fraction(value) for name, value in counts.items()}
    values |= {
        "p*p": squared(p, zero),
        "q*q": squared(q, zero),
        "p*q": sum((x * y for x, y in zip(p, q, strict=True)), Fraction(0)),
    }
    values |= {f"s{name}": variance(group) if group else Fraction(0) for name, group in groups.items()}
    return values | {"V": variance(s), "D2": diameter2(s), "E2": squared(mean(s), zero)}


def exchanged(random: Random, weakened: bool) -> Values | None:
    """Multi-Krum, the mean of the m least scores; weakened: of the m largest."""
    n, f = sizes(random, most=3, extra=3)
    m, a = n - f, n - 2 * f
    points = draw(random, n, random.choice((1, 2, 3)))
    scores = _scores(points, m - 1)
    order = sorted(range(n), key=lambda i: (scores[i], random.random()), reverse=weakened)
    chosen, s = order[:m], list(range(m))
    out = [i for i in s if i not in chosen]
    if not out:
        return None
    centre = mean([points[i] for i in out])
    u = max((i for i in chosen if i >= m), key=lambda i: squared(points[i], centre))
    near = sorted((j for j in range(n) if j != u), key=lambda j: (squared(points[u], points[j]), random.random()))
    inside = [j for j in near[: m - 1] if j < m][:a]
    honest = [points[i] for i in s]
    values: dict[str, Fraction | int] = {"a": a, "b": len(out), "f": f, "m": m, "score": scores[u]}
    values |= {
        "E2": squared(mean([points[i] for i in chosen]), mean(honest)),
        "w*w": squared(points[u], centre),
        "y*y": squared(centre, mean(honest)),
        "v": variance([points[i] for i in out]),
        "V": variance(honest),
        "TA": sum((squared(points[j], centre) for j in inside), Fraction(0)),
        "D2": diameter2(honest),
    }
    return {name: Fraction(value) for name, value in values.items()}


def near(random: Random, weakened: bool) -> Values | None:
    """Krum with k neighbours on the line, where p and q are rational; weakened: the row of largest score."""
    n, f = sizes(random, most=3, extra=4)
    m = n - f
    k = random.choice([k for k in (m - 1, m - 2) if k - f + 1 >= 1])
    points = draw(random, n, 1)
    scores = _scores(points, k)
    wanted = max(scores) if weakened else min(scores)
    u = random.choice([i for i in range(n) if scores[i] == wanted])
    others = sorted((j for j in range(n) if j != u), key=lambda j: (squared(points[u], points[j]), random.random()))
    rows = [j for j in [u, *others[:k]] if j < m]
    a = k - f + 1
    inside, honest = mean([points[j] for j in rows[:a]])[0], [points[i] for i in range(m)]
    centre = mean(honest)[0]
    values: dict[str, Fraction | int] = {"a": a, "f": f, "k": k, "m": m, "p": abs(points[u][0] - inside)}
    values |= {"q": abs(inside - centre), "E2": (points[u][0] - centre) ** 2, "V": variance(honest)}
    values |= {"D2": diameter2(honest)}
    return {name: Fraction(value) for name, value in values.items()}


SAMPLERS: dict[str, Sampler] = {
    "a faulty row has the least score": krum(own=False),
    "an honest row has the least score": krum(own=True),
    "a selected row against those left out": exchanged,
    "near members of S": near,
}
