r"""(A1), (A5), (A7), (A8), (W2) for all (n, f) as data: what a stage makes of a coefficient ``inner`` of what follows.

``inner`` is any positive rational inner_top/inner_bottom. For kappa, with the descriptor (B, G), the last step is
Cauchy-Schwarz (E1): (p + q)^2 <= (B + G inner)(q^2/B + p^2/(G inner)), a semidefinite remainder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["arc", "arc_floors", "bucketing", "ctma", "floors", "nnm"]

_INNER: Final = "(inner_top/inner_bottom)"
_OVER: Final = "(inner_bottom/inner_top)"
_ROWS: Final = (("inner_top", "1", ""), ("inner_bottom", "1", ""))
_AT: Final = (("inner_top", "inner_top"), ("inner_bottom", "inner_bottom"))
_POSITIVE: Final = Use("variance is nonnegative")
_M: Final = (("f", "1", ""), ("m", "f + 1", ""))


@dataclass(frozen=True)
class _Place:
    """A region, n and m in its symbols, the values of its symbols at (n, f), and what is counted."""

    rows: tuple[tuple[str, str, str], ...] = _M
    given: tuple[tuple[str, str], ...] = (("n", "m + f"),)
    at: tuple[tuple[str, str], ...] = (("f", "f"), ("m", "m"))
    names: tuple[tuple[str, str], ...] = ()

    def bound(self, stage: str, criterion: str, value: str, use: Use, claim: Combine) -> Bound:
        """The bound whose only case is here."""
        region = Region.of(*self.rows, *_ROWS)
        case = Case("all", region, self.given, (*self.at, *_AT), (use, _POSITIVE, claim))
        name = f"{stage}.{criterion}"
        return Bound(name, criterion, value, (case,), "one case", names=self.names, source="theory.md, 4")


def _use(rule: str, **at: str) -> Use:
    return Use(rule, (*at.items(), ("inner", _INNER)))


def nnm() -> tuple[Bound, ...]:
    """(A1): (4f/m)(1 + inner); (A5): (2f/m)(1 + inner)."""
    whole = f"(1 + {_INNER})"
    weights = (
        ("triangle", "1"),
        ("inner", f"1 + {_OVER}"),
        ("bias", whole),
        ("charges", f"{whole}/m**3"),
        ("pairs", f"4*u*{whole}/m**3"),
        ("V >= 0", f"4*(f - u)*{whole}/m"),
    )
    pairs = _use("mixing by charged pairs", f="f", m="m", u="u")
    rows = _use("mixing by paired rows", f="f", m="m")
    kappa, lambda_ = f"4*f/m*{whole}", f"2*f/m*{whole}"
    linear = (("triangle", "1"), ("bias", "1/m"), ("spread", f"{_INNER}/m"))
    charged = _Place((*_M, ("u", "0", "f"))).bound(
        "nnm", "kappa", kappa, pairs, Combine("c", "E2", f"{kappa}*V", weights)
    )
    return charged, _Place().bound("nnm", "lambda", lambda_, rows, Combine("c", "E", f"{lambda_}*D", linear))


def floors() -> tuple[Family, ...]:
    """(A3): n - 2f of S at 0, f of S at 1, the faulty at -1: 4f/(n-2f) and (2f/m)^2, whatever follows NNM."""
    region, places = Region.of(("f", "1", ""), ("c", "0", "")), []
    for parity, more in (("odd n", 1), ("even n", 2)):  # a median needs to know
        kept = f"2*c + {more}"
        clusters = (Cluster(kept, ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False))
        given, at = (("n", f"{kept} + 2*f"), ("m", f"{kept} + f")), (("f", "f"), ("c", f"(n - 2*f - {more})/2"))
        places.append(Place(parity, region, given, at, clusters))
    values = {"kappa": "4*f/(n - 2*f)", "lambda": "(2*f/m)**2"}
    return tuple(Family(f"nnm.{name}.floor", name, value, tuple(places), source="A3") for name, value in values.items())


def _descriptor(shift: str, factor: str, *rest: tuple[str, str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """B + G inner, and the weights of (E1); ``rest``: those of the facts that give b/B + v/G <= 1, times that."""
    whole = f"({shift} + {factor}*{_INNER})"
    first = (("triangle", "1"), ("inner", f"{whole}/({factor})*{_OVER}"), ("bias", f"{whole}/({shift})"))
    return whole, (*first, *((name, f"{whole}*{weight}") for name, weight in rest))


def bucketing(s: int) -> tuple[Bound, ...]:
    """(A7), s dividing n: w/(m-w) + m/(m-w) inner; w/m + inner; none for s = 1, which changes nothing."""
    if s == 1:
        return ()
    w = f"({s - 1}*f)"
    kappa, weights = _descriptor(f"{w}/(m - {w})", f"m/(m - {w})", ("between", "1/m"))
    lambda_ = f"({w}/m + {_INNER})"
    n = f"{s}*(a + 2*f)"
    rows, given = (("f", "1", ""), ("a", "1", "")), (("n", n), ("m", f"({n} - f)"))
    at, use = (("f", "f"), ("a", f"n/{s} - 2*f")), {"f": "f", "m": f"({n} - f)", "s": str(s)}
    linear = (("triangle", "1"), ("bias", "1/m"), ("spread", _INNER))

    def placed(text: str) -> str:
        return _at(text, m=f"({n} - f)")

    def claim(error: str, value: str, spread: str, parts: tuple[tuple[str, str], ...]) -> Combine:
        return Combine("c", error, f"{placed(value)}*{spread}", tuple((name, placed(weight)) for name, weight in parts))

    name, here = f"bucketing(s={s})", _Place(rows, given, at)
    uses = (_use("buckets without faulty rows", **use), _use("buckets within the diameter", **use))
    return (
        here.bound(name, "kappa", kappa, uses[0], claim("E2", kappa, "V", weights)),
        here.bound(name, "lambda", lambda_, uses[1], claim("E", lambda_, "D", linear)),
    )


def arc() -> tuple[Bound, ...]:
    """(A8): k/(m-k) + inner; 2f/(n-2f) + inner; k/m + inner, k = floor(2fm/n)."""
    kappa, weights = _descriptor("k/r", "1", ("projection", "1"), ("few moved", "1/k"))
    lambda_ = f"(k/(k + r) + {_INNER})"
    rows, given = (("f", "1", ""), ("k", "1", ""), ("r", "1", "")), (("n", "k + r + f"), ("m", "k + r"))
    at, use = (("f", "f"), ("k", "k"), ("r", "m - k")), {"m": "k + r", "k": "k"}
    linear = (("triangle", "1"), ("bias", "1/(k + r)"), ("spread", _INNER))
    stated = (kappa.replace("k/r", "k/(m - k)"), lambda_.replace("(k + r)", "m"))
    claims = (Combine("c", "E2", f"{kappa}*V", weights), Combine("c", "E", f"{lambda_}*D", linear))
    uses = (_use("few rows are projected", **use), _use("few rows are projected within the diameter", **use))
    here = _Place(rows, given, at, _SHORTENED)
    return (
        here.bound("arc", "kappa", stated[0], uses[0], claims[0]),
        _arc_without_floors(uses[0], claims[0]),
        here.bound("arc", "lambda", stated[1], uses[1], claims[1]),
    )


_SHORTENED: Final = (("k", "2*f*(n-f)//n"),)
"""k = f + j; k n <= 2f m is f >= j (n - 2f)/(n - 2k), and b = n - 2k > 0 where j > 0."""


def _arc_without_floors(use: Use, claim: Combine) -> Bound:
    """By k/(m-k) <= 2f/(n-2f), which is k n <= 2f m: m - k >= j k/(f-j) with j = k - f."""
    value = f"(2*f/(n - 2*f) + {_INNER})"
    names = {"none more than f": ("f", "r", "f + r"), "j more than f": ("2*j + g", "r", "2*j + g + r")}
    rows = {
        "none more than f": (("f", "1", ""), ("r", "1", "")),
        "j more than f": (("j", "1", ""), ("g", "1", ""), ("r", "j*(2*j + g)/g", "")),
    }
    cases = []
    for name, (k, r, m) in names.items():
        f = "f" if name == "none more than f" else "(j + g)"
        at = (("f", "f"), ("r", "m - k")) if f == "f" else (("j", "k - f"), ("g", "2*f - k"), ("r", "m - k"))
        given = (("n", f"{m} + {f}"), ("m", m), ("k", k), *(() if f == "f" else (("f", f),)))
        placed = [(label, _at(weight, k=f"({k})", r=r)) for label, weight in claim.weights]
        first = Combine("first", "E2", _at(claim.large, k=f"({k})", r=r), tuple(placed))
        large = f"(2*{f}/({m} - {f}) + {_INNER})*V"
        last = Combine("c", "E2", large, (("first", "1"), ("V >= 0", f"2*{f}/({m} - {f}) - ({k})/{r}")))
        own = Use(use.rule, (("m", m), ("k", k), ("inner", _INNER)))
        region = Region.of(*rows[name], *_ROWS)
        cases.append(Case(name, region, given, (*at, *_AT), (own, _POSITIVE, first, last)))
    exhaustive = "f <= k < 2f, as k is the integer part of 2f m/n and n/2 < m < n"
    source = "theory.md, 4"
    return Bound("arc.kappa.without_floors", "kappa", value, tuple(cases), exhaustive, names=_SHORTENED, source=source)


def _at(text: str, **names: str) -> str:
    """An expression with other expressions for names."""
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def arc_floors() -> tuple[Family, ...]:
    """(A8'): k of S at 2, all others at 1, k = floor(2fm/n): k/(m-k) and (k/m)^2, whatever follows ARC."""
    places = []
    for parity, more in (("odd n", 1), ("even n", 2)):  # a median needs to know
        b = f"2*c + {more}"
        f_only = (("f", "1", ""), ("c", "0", "")), (("f", "f"), ("c", f"(n - 2*f - {more})/2"))
        with_j = (
            (("j", "1", ""), ("c", "0", ""), ("f", f"j*(2*j + {b})/({b})", "")),
            (("j", "k - f"), ("c", f"(n - 2*k - {more})/2"), ("f", "f")),
        )
        for name, (rows, at), j in ((f"{parity}, k = f", f_only, "0"), (f"{parity}, k > f", with_j, "j")):
            k, rest = f"f + {j}", f"{j} + {b}"
            given = (("n", f"2*{j} + {b} + 2*f"), ("m", f"2*{j} + {b} + f"), ("k", k))
            clusters = (Cluster(k, ("2",), True), Cluster(rest, ("1",), True), Cluster("f", ("1",), False))
            places.append(Place(name, Region.of(*rows), given, at, clusters))
    values = {"kappa": "k/(m - k)", "lambda": "(k/m)**2"}
    return tuple(
        Family(f"arc.{name}.floor", name, value, tuple(places), names=_SHORTENED, source="A8'")
        for name, value in values.items()
    )


def ctma() -> tuple[Bound, ...]:
    """(W2): (4f/m)(1 + inner); (2f/m)((m-1)/m + inner)."""
    whole, reach = f"(1 + {_INNER})", f"((m - 1)/m + {_INNER})"
    kappa, lambda_ = f"4*f/m*{whole}", f"2*f/m*{reach}"
    weights = (
        ("exchange", "1/m**2"),
        ("anchor", "4*b/m**2"),
        ("inner", "4*b/m"),
        ("V >= 0", f"4*(f - b)*{whole}/m"),
    )
    linear = (("exchange", "1/m"), ("anchor", "2*b/m"), ("D >= 0", f"2*(f - b)*{reach}/m"))
    here, use = _Place((*_M, ("b", "1", "f"))), {"f": "f", "m": "m", "b": "b"}
    uses = (_use("nearest to an anchor", **use), _use("nearest to an anchor, farthest row", **use))
    return (
        here.bound("ctma", "kappa", kappa, uses[0], Combine("c", "E2", f"{kappa}*V", weights)),
        here.bound("ctma", "lambda", lambda_, uses[1], Combine("c", "E", f"{lambda_}*D", linear)),
    )
