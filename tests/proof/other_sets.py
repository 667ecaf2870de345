"""Samplers for the rules of inference about all n inputs, or about sets of another size than n - f; on the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from resam_theory.definitions.ball import Ball
from resam_theory.definitions.base import Form
from resam_theory.definitions.buckets import Buckets
from resam_theory.definitions.clipped import Clipped
from resam_theory.definitions.farthest import Farthest
from resam_theory.definitions.filters import CovarianceFilter, NormClipped, SignMajority, TopDirection
from resam_theory.definitions.huber import Huber
from resam_theory.definitions.least_diameter import LeastDiameter
from resam_theory.definitions.least_norm import LeastNorm
from resam_theory.definitions.least_spread import LeastSpread
from resam_theory.definitions.nearest import Nearest
from resam_theory.definitions.order_by_size import OrderBySize
from resam_theory.definitions.scores import Scores
from resam_theory.definitions.trimmed import Trimmed

from .configurations import Point, Sampler, Values, draw, mean, squared, variance

FORMS: dict[str, Callable[[str], Form]] = {
    "ball": lambda q: Ball("least_sum", q),
    "least_diameter": LeastDiameter,
    "least_norm": LeastNorm,
    "least_spread": lambda q: LeastSpread("trace", q),
    "nearest": lambda q: Nearest(Trimmed("(n-1)//2"), q),
    "top_direction": TopDirection,
    "scores": lambda q: Scores("m-1", q, "1"),
}


def fractions(**values: Any) -> Values:
    return {name: Fraction(value) for name, value in values.items()}


def output(random: Random, form: Form, points: Sequence[Point], f: int) -> Fraction:
    """An output that the definition admits."""
    return random.choice(form.outputs(list(points), f))[0]


def against(own: Sequence[Point], z: Fraction) -> Values:
    """E2 and V for S."""
    return {"E2": (z - mean(own)[0]) ** 2, "V": variance(own)}


def averaging(make: Callable[[str], Form]) -> Sampler:
    """The mean of q rows; weakened: S lacks a row, which is far away."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        n = random.randint(3, 6)
        q = random.randint(1, n)
        points = draw(random, n, 1)
        if weakened:
            points[0] = (Fraction(40),)
        own = points[1:] if weakened else points
        return fractions(m=n, n=n, q=q, **against(own, output(random, make(str(q)), points, 1)))

    return sampler


def rounds(random: Random, weakened: bool) -> Values | None:
    n = random.randint(3, 6)
    p = random.randint(0, n - 1)
    points = draw(random, n, 1)
    own = points[1:] if weakened else points
    return fractions(m=n, n=n, p=p, **against(own, output(random, Farthest(str(p)), points, 1)))


def whole(random: Random, weakened: bool) -> Values | None:
    """The mean; weakened: the median."""
    points = draw(random, random.randint(3, 6), 1)
    form = Trimmed("(n-1)//2") if weakened else Trimmed("0")
    return fractions(m=len(points), n=len(points), **against(points, output(random, form, points, 1)))


def least_score(random: Random, weakened: bool) -> Values | None:
    """Weakened: the largest score."""
    n = random.randint(3, 7)
    k, points = random.randint((n - 1) // 2, n - 2), draw(random, n, 2)
    away = (sorted(squared(p, q) for j, q in enumerate(points) if j != i) for i, p in enumerate(points))
    scores = [sum(distances[:k], Fraction(0)) for distances in away]
    wanted = max(scores) if weakened else min(scores)
    u = random.choice([i for i in range(n) if scores[i] == wanted])
    others = [points[i] for i in range(n) if i != u]
    others.sort(key=lambda p: (squared(p, points[u]), random.random()))
    near, far = others[:k], others[k:]
    vectors = {
        "u": tuple(x - y for x, y in zip(points[u], mean(near), strict=True)),
        "w": tuple(x - y for x, y in zip(mean(far), mean(near), strict=True)),
    }
    products = {f"{i}*{j}": sum(x * y for x, y in zip(vectors[i], vectors[j], strict=True)) for i in "uw" for j in "uw"}
    spreads = {"v": variance(near), "z": variance(far), "V": variance(points)}
    return fractions(k=k, m=n, n=n, E2=squared(points[u], mean(points)), **products, **spreads)


def huber(random: Random, weakened: bool) -> Values | None:
    """Weakened: the largest row."""
    points = [(4 * p[0],) for p in draw(random, random.randint(3, 6), 1)]
    n, centre = len(points), mean(points)[0]
    z = max(points)[0] if weakened else output(random, Huber(), points, 1)
    side = 1 if centre >= z else -1
    p = sum(side * (x[0] - z) > 1 for x in points)
    return fractions(m=n, n=n, p=p, **against(points, z))


def shortened(random: Random, weakened: bool) -> Values | None:
    """Weakened: all are shortened to nothing."""
    points = draw(random, random.randint(2, 6), 1)
    z = Fraction(0) if weakened else output(random, NormClipped(), points, 1)
    return fractions(h=len(points) // 2, m=len(points), n=len(points), **against(points, z))


def filtered(random: Random, weakened: bool) -> Values | None:
    """Weakened: one row has all of the weight."""
    n = random.randint(3, 7)
    f, points = random.randint(1, (n - 1) // 2), draw(random, n, 1)
    z = max(points)[0] if weakened else output(random, CovarianceFilter(), points, f)
    return fractions(a=n - 2 * f, m=n, n=n, **against(points, z))


def buckets(random: Random, weakened: bool) -> Values | None:
    """Weakened: the largest mean of a bucket."""
    k, s = random.randint(1, 2), random.randint(1, 3)
    n = (2 * k + 1) * s + random.randint(0, 2 * k)
    points = draw(random, n, 1)
    form = Buckets("2*f+1")
    z, start = output(random, form, points, k), 0
    if weakened:
        means = []
        for size in form.sizes(n, k):
            means.append(mean(points[start : start + size])[0])
            start += size
        z = max(means)
    return fractions(k=k, m=n, n=n, s=s, **against(points, z))


def bounded(
    make: Callable[[int], Form], room: Callable[[int], int], bound: Callable[[Sequence[Point], int, int], Fraction]
) -> Sampler:
    """S and rows far from it; ``room(n)``: how many may be far; weakened: more are."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        n = random.randint(3, 7)
        most = room(n)
        f = random.randint(most + 1, n - 1) if weakened else random.randint(0, most)
        own = draw(random, n - f, 1)
        reach = 10 ** random.randint(1, 9)
        far = [(Fraction(reach * random.choice((1, 1, 2, -1))),) for _ in range(f)]
        z = output(random, make(n), [*own, *far], 1)
        values = fractions(f=f, m=n - f, q=n - most, E2=against(own, z)["E2"], K=bound(own, n, f))
        return values

    return sampler


def radius(own: Sequence[Point]) -> Fraction:
    return max(abs(p[0] - mean(own)[0]) for p in own)


def norm(own: Sequence[Point]) -> Fraction:
    return max(abs(p[0]) for p in own)


def _of_huber(own: Sequence[Point], n: int, f: int) -> Fraction:
    m, r = n - f, radius(own)
    return (1 + r) ** 2 + (r * r * m * m / (m * m - f * f) if m > f else 0)


def steps(make: Form, far: Fraction) -> Sampler:
    """Whatever the rows are; weakened: their mean."""

    def sampler(random: Random, weakened: bool) -> Values | None:
        own = draw(random, random.randint(1, 3), 1)
        rows = [*own, *((Fraction(10 ** random.randint(1, 9)),) for _ in range(random.randint(1, 5)))]
        z = output(random, Trimmed("0") if weakened else make, rows, 1)
        return fractions(E2=against(own, z)["E2"], K=(far + norm(own)) ** 2)

    return sampler


SAMPLERS: dict[str, Sampler] = {
    **{f"mean of q rows ({name})": averaging(make) for name, make in FORMS.items()},
    "mean of what p rounds leave": rounds,
    "mean of all": whole,
    "least score of all": least_score,
    "Huber's location of all": huber,
    "half of the rows shortened": shortened,
    "weights of at most 1/a": filtered,
    "means of most buckets": buckets,
    "rows of least norm": bounded(
        lambda n: LeastNorm(str(n - (n - 1) // 2)), lambda n: (n - 1) // 2, lambda own, n, f: 4 * norm(own) ** 2
    ),
    "rows shortened to the median of the norms": bounded(
        lambda n: NormClipped(), lambda n: (n - 1) // 2, lambda own, n, f: 4 * norm(own) ** 2
    ),
    "a far row along the top direction": bounded(
        lambda n: TopDirection(str(n - 1)), lambda n: 1, lambda own, n, f: (n * radius(own)) ** 2
    ),
    "Huber's location where most rows are near": bounded(lambda n: Huber(), lambda n: (n - 1) // 2, _of_huber),
    "steps of bounded length": steps(Clipped(), Fraction(3)),
    "majority of signs": steps(SignMajority(), Fraction(1)),
}


def trimmed(random: Random, weakened: bool) -> Values | None:
    """S of n - f rows for any f <= k; weakened: f > k."""
    n = random.randint(3, 8)
    k = random.randint(1, (n - 1) // 2)
    f = random.randint(k + 1, n - k - 1) if weakened and n - k - 1 > k else random.randint(0, k)
    x = [p[0] for p in draw(random, n, 1)]
    own, kept = sorted(x[: n - f]), sorted(x)[k : n - k]
    centre = sum(own) / len(own)
    error, top = sum(kept) / len(kept) - centre, own[k:]
    if error < 0:
        return None
    lengths = {"A": sum(top) / len(top) - centre, "V": variance([(y,) for y in own]), "D": own[-1] - own[0]}
    return fractions(n=n, f=f, k=k, E=error, **lengths)


def fermat(random: Random, weakened: bool) -> Values | None:
    """S of any size; weakened: the point above the middle ones."""
    n = random.randint(3, 8)
    x = sorted(p[0] for p in draw(random, n, 1))
    z = x[-1] if weakened else random.choice((x[(n - 1) // 2], x[n // 2]))
    own = [(y,) for y in random.sample(x, random.randint(1, n))]
    side = 1 if mean(own)[0] >= z else -1
    p = sum(side * (y[0] - z) > 0 for y in own)
    return fractions(m=len(own), n=n, p=p, **against(own, z))


def weights(random: Random, weakened: bool) -> Values | None:
    """S of n - f rows or more, the last weight at most beta; weakened: it is larger."""
    n = random.randint(3, 8)
    k = random.randint(1, (n - 1) // 2)
    r = n - 2 * k - 1
    m = random.randint(n - k, n)
    w = OrderBySize(random.choice(("winsorised", "midrange"))).weights(n, k)
    x = [p[0] for p in draw(random, n, 1)]
    own, centre = sorted(x[:m]), sum(x[:m], Fraction(0)) / m
    error = sum((a * u for a, u in zip(w, sorted(x), strict=True)), Fraction(0)) - centre
    if error < 0:
        return None
    last = w[n - k - 1]
    beta = last / 4 if weakened else max(last, random.choice((last, Fraction(random.randint(0, 4), 4))))
    groups = {"B": own[:k], "C": own[k : k + r], "T": own[k + r :]}
    means = {name: sum(of, Fraction(0)) / len(of) - centre if of else Fraction(0) for name, of in groups.items()}
    spread = {"V": variance([(y,) for y in own]), "D": own[-1] - own[0]}
    return fractions(beta=beta, k=k, m=m, r=r, E=error, **spread, **means)


def nonnegative(random: Random, weakened: bool) -> Values | None:
    points = draw(random, random.randint(1, 6), 1)
    return fractions(V=variance(points) - int(weakened), D=0, D2=0)


OTHER_SIZES: dict[str, Sampler] = {
    "added points shift order statistics": trimmed,
    "stationarity of a geometric median": fermat,
    "weights on a block and one value": weights,
    "variance is nonnegative": nonnegative,
    **SAMPLERS,
}
"""Of every rule that may be used of sets of another size: what it is attacked with."""
