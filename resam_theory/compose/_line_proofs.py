"""(A8'), (A5), (A6) on the line for all (n, f) as data: trimmed means after ARC and after NNM."""

from __future__ import annotations

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from ..rules import mean_around_median as meamed

__all__ = ["arc_median", "arc_trimmed", "bucketing_trimmed", "nnm_median", "nnm_median_reached", "nnm_trimmed"]


def arc_trimmed(trimmed: str) -> tuple[Bound, ...]:
    """max(t, k)/(m - max(t, k)) and max(t, k)/m for the rule that trims t >= f values on each side."""
    names = (("k", "2*f*(n-f)//n"), ("t", trimmed))
    steps = {
        "kappa": ("{K}/(m - {K})", "E2", "V", lambda most: (("squared shift", "1"), ("variance between", f"{most}/r"))),
        "lambda": ("{K}/m", "E", "D", lambda most: (("shift", "1"), ("range", f"{most}/({most} + r)"))),
    }
    bounds = []
    for criterion, (value, error, spread, weights) in steps.items():
        cases = []
        for most, less in (("k", "t"), ("t", "k")):
            n, m = f"{most} + r + f", f"{most} + r"
            use = Use("order statistics of shortened rows", (*_same("f", "k", "t"), ("K", most), ("n", n)))
            rows = (("f", "1", ""), (less, "f", ""), (most, less, ""), ("r", "1", ""))
            stated = value.format(K=most).replace("m", f"({m})")
            last = Combine(criterion, error, f"{stated}*{spread}", weights(most))
            at = (*_same("f", "k", "t"), ("r", f"m - {most}"))
            cases.append(Case(f"{most} >= {less}", Region.of(*rows), (("n", n), ("m", m)), at, (use, last)))
        name, first, second = f"arc.{criterion}.line", value.format(K="k"), (value.format(K="t"),)
        exhaustive, source = "k >= t or t >= k; f <= k as k is the integer part of 2f m/n", "A8'"
        bounds.append(
            Bound(
                *(name, criterion, first, tuple(cases), exhaustive),
                **{"line": True, "names": names, "alternatives": second, "source": source},
            )
        )
    return tuple(bounds)


def _same(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)


def arc_median() -> tuple[Family, ...]:
    """The worst input of the median, which ARC leaves as it is: t/(m - t) and (t/m)^2, t = (n-1)//2."""
    clusters = (Cluster("h", ("0",), True), Cluster("m - h", ("1",), True), Cluster("f", ("1",), False))
    region, at = Region.of(("f", "1", ""), ("h", "f", "")), (("f", "f"), ("h", "t"))
    places = tuple(
        Place(name, region, (("n", n), ("m", f"{n} - f"), ("t", "h")), at, clusters)
        for name, n in (("odd n", "2*h + 1"), ("even n", "2*h + 2"))
    )
    values, names = {"kappa": "t/(m - t)", "lambda": "(t/m)**2"}, (("t", "(n-1)//2"),)
    return tuple(
        Family(f"arc.{name}.median", name, value, places, names=names, source="A8'") for name, value in values.items()
    )


def nnm_trimmed(trimmed: str) -> tuple[Bound, ...]:
    """2f/m: the output lies between mixed rows of S."""
    use = Use("order statistics of mixed rows", _same("f", "m", "t"))
    region = Region.of(("f", "1", ""), ("t", "f", ""), ("m", "t + 1", ""))
    steps = (use, Combine("lambda", "E", "2*f/m*D", (("between", "1/m"),)))
    case = Case("all", region, (("n", "m + f"),), _same("f", "m", "t"), steps)
    return (
        Bound(
            *("nnm.lambda.line", "lambda", "2*f/m", (case,), "one case"),
            **{"line": True, "names": (("t", trimmed),), "source": "A5"},
        ),
    )


def nnm_median() -> tuple[Bound, ...]:
    """What the mean around the median has: it is that rule for odd n."""
    return (meamed.proof("nnm.kappa.median", "kappa", meamed.VALUE, "window around the median of mixed rows"),)


def nnm_median_reached() -> tuple[Family, ...]:
    """The worst input of the mean around the median, q = h + 1 - f; which rows of S the middle ones are nearest to
    depends on whether q > f."""
    many, least = (*meamed.FAR, meamed.MIDDLE), meamed.FAR
    f, small, free, split = ("f", "1", ""), (("f", "f"),), ("h", "h"), ("p", "h - f")
    rows = (
        ("n = 2f + 1", "2*f + 1", "f", (f,), small, least),
        ("n = 2f + 2", "2*f + 2", "f + 1", (f,), small, least),
        ("odd n, q > f", "2*h + 1", "", (f, ("h", "2*f", "")), (*small, free), many),
        ("odd n, q = f", "4*f - 1", "2*f - 1", (("f", "2", ""),), small, many),
        ("odd n, q < f", "2*(f + p) + 1", "f + p", (("p", "1", ""), ("f", "p + 2", "")), (*small, split), many),
        ("even n, q > f", "2*h", "", (("f", "2", ""), ("h", "2*f", "")), (*small, free), many),
        ("even n, f = 1", "2*h", "", (("h", "3", ""),), (free,), many),
        ("even n, q = f", "4*f - 2", "2*f - 1", (("f", "3", ""),), small, many),
        ("even n, q < f", "2*(f + p)", "f + p", (("p", "2", ""), ("f", "p + 2", "")), (*small, split), many),
    )
    places = tuple(
        Place(
            name,
            Region.of(*region),
            (
                ("n", n),
                *((("f", "1"), ("m", f"{n} - 1")) if name.endswith("f = 1") else (("m", f"{n} - f"),)),
                *((("h", h),) if h else ()),
            ),
            at,
            clusters,
        )
        for name, n, h, region, at, clusters in rows
    )
    return (Family("nnm.kappa.median_attained", "kappa", meamed.VALUE, places, (("h", "n//2"),), source="A6"),)


def bucketing_trimmed(s: int) -> tuple[Family, ...]:
    """(A7), s | n: f good buckets at 0, the others at 1; the rows of S that share a bucket with a faulty one are at 0
    too, and the faulty one is where the mean is 1."""
    rows = (
        *(Cluster(f"{s}*f", ("0",), True), Cluster(f"{s}*(N - 2*f)", ("1",), True)),
        *(Cluster(f"{s - 1}*f", ("0",), True), Cluster("f", (f"{s}",), False)),
    )
    case = Place(
        *("all", Region.of(("f", "1", ""), ("N", "2*f + 1", ""))),
        *((("n", f"{s}*N"), ("m", f"{s}*N - f")), (("f", "f"), ("N", "N"))),
        rows,
    )
    where, names = f"Eq(Mod(n, {s}), 0) & Gt(ceiling(n/{s}), 2*f)", (("N", f"0-(0-n)//{s}"),)
    values = {"kappa": f"({2 * s - 1})*f/(n - {2 * s}*f)", "lambda": f"(({2 * s - 1})*f/m)**2"}
    return tuple(
        Family(f"bucketing.{name}.trimmed", name, value, (case,), names, where, "A7") for name, value in values.items()
    )
