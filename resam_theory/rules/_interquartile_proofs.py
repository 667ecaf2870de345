"""Inter-quartile mean, f <= n/4: (L1) for all (n, f) as data, with k = floor(n/4), s = n - 4k and w = (4-s)/(2n).

The weight w of position k + 1 is at least that of an equal share, 1/(m-k), where s = 0, or s = 1 and k >= 3f - 1: the
worst S is then a step; else its smallest value that counts is apart.
"""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["APART", "FAMILIES", "FEW", "POOLED", "PROOFS", "condition"]

NAME: Final = "interquartile_mean"
FEW: Final = "n >= 4*f"
POOLED: Final = f"({FEW}) & (Eq(Mod(n, 4), 0) | Eq(Mod(n, 4), 1) & (n >= 12*f - 3))"
APART: Final = f"({FEW}) & ~(Eq(Mod(n, 4), 0) | Eq(Mod(n, 4), 1) & (n >= 12*f - 3))"
_W: Final = "(2*(k + 1)/n - 1/2)"
STEP: Final = "k/(m - k)"
KAPPA: Final = f"m*({_W}**2 + (1 - {_W})**2/(m - k - 1)) - 1"
LAMBDA: Final = ("k/m", f"(k + 1)/m - {_W}")
_NAMES: Final = (("k", "n//4"),)
_F: Final = ("f", "1", "")
_Rows = tuple[tuple[str, str, str], ...]
_ALL: Final[_Rows] = (_F, ("k", "f", ""))
_MANY: Final[_Rows] = (_F, ("k", "3*f - 1", ""))


def condition(text: str) -> Any:
    """The condition as an expression in n and f."""
    read: Any = sp.sympify
    return read(text, locals={"n": s.n, "f": s.f})


def _given(rest: int, k: str = "k") -> tuple[tuple[str, str], ...]:
    n = f"(4*({k}) + {rest})"
    return (("n", n), ("m", f"({n} - f)"), *((("k", k),) if k != "k" else ()))


def _case(rest: int, rows: _Rows, criterion: str, value: str, beta: str, *more: tuple[str, str]) -> Case:
    """With weights that sum to at most ``beta`` behind position k + 1; ``value`` and ``beta`` in n, m and k."""
    n = f"(4*k + {rest})"
    m = f"({n} - f)"

    def placed(text: str) -> str:
        return text.replace("n", n).replace("m", m)

    use = Use("weights on one value and a block", (("beta", placed(beta)), ("k", "k"), ("m", m), ("r", "1")))
    spread, error, first = ("V", "E2", "squared weights") if criterion == "kappa" else ("D", "E", "weights")
    second = ("variance between", f"({value})/m") if criterion == "kappa" else ("range", value)
    weights = tuple((label, placed(text)) for label, text in ((first, "1"), second, *more))
    claim = Combine(criterion, error, f"({placed(value)})*{spread}", weights)
    return Case(f"n = 4k + {rest}", Region.of(*rows), _given(rest), (("f", "f"), ("k", "k")), (use, claim))


def _bound(name: str, criterion: str, where: str, *cases: Case, values: tuple[str, ...]) -> Bound:
    return Bound(
        *(f"{NAME}.{criterion}.{name}", criterion, values[0], cases, "the remainders of n by 4"),
        **{"line": True, "names": _NAMES, "alternatives": values[1:], "where": where, "source": "L1"},
    )


_EQUAL: Final = "(m - k - 1)/(m - k)"
PROOFS: Final = (
    _bound(
        *("every_dimension", "kappa", POOLED),
        *(_case(rest, rows, "kappa", STEP, _EQUAL) for rest, rows in ((0, _ALL), (1, _MANY))),
        values=(STEP,),
    ),
    _bound(
        *("apart", "kappa", APART),
        _case(1, (_F, ("k", "f", "3*f - 2")), "kappa", KAPPA, f"1 - {_W}"),
        *(_case(rest, _ALL, "kappa", KAPPA, f"1 - {_W}") for rest in (2, 3)),
        values=(KAPPA,),
    ),
    _bound(
        *("line", "lambda", FEW),
        *(_case(rest, _ALL, "lambda", LAMBDA[0], f"1 - {_W}", ("above", f"{_W} - 1/m")) for rest in (0, 1)),
        *(_case(rest, _ALL, "lambda", LAMBDA[1], f"1 - {_W}", ("below", f"1/m - {_W}")) for rest in (2, 3)),
        values=LAMBDA,
    ),
)


def _place(rest: int, rows: _Rows, *clusters: Cluster, k: str = "k") -> Place:
    free = rows[0] if rows[0] != _F else rows[1]
    at = (("f", "f"), (free[0], "k - f" if free[0] == "p" else "k"))
    return Place(f"n = 4k + {rest}", Region.of(*rows), _given(rest, k), at, clusters)


def _family(name: str, criterion: str, value: str, where: str, *places: Place) -> Family:
    return Family(f"{NAME}.{criterion}.{name}", criterion, value, places, _NAMES, where, "L1")


_ONES: Final = (Cluster("k", ("0",), True), Cluster("m - k", ("1",), True), Cluster("f", ("1",), False))
_LATER: Final = (Cluster("k + 1", ("0",), True), Cluster("m - k - 1", ("1",), True), Cluster("f", ("1",), False))
_V: Final = f"(1 - {_W})/(m - k - 1)"
_THREE: Final = (
    *(Cluster("k", ("0",), True), Cluster("1", (_W,), True), Cluster("m - k - 1", (_V,), True)),
    Cluster("f", (_V,), False),
)
FAMILIES: Final = (
    _family("attained", "kappa", STEP, POOLED, _place(0, _ALL, *_ONES), _place(1, _MANY, *_ONES)),
    _family(
        *("apart_attained", "kappa", KAPPA, APART),
        _place(1, (("p", "0", ""), ("f", "(p + 2)/2", "")), *_THREE, k="f + p"),
        *(_place(rest, _ALL, *_THREE) for rest in (2, 3)),
    ),
    *(
        _family(name, "lambda", f"({value})**2", FEW, *(_place(rest, _ALL, *rows) for rest in range(4)))
        for name, value, rows in (("attained", LAMBDA[0], _ONES), ("later", LAMBDA[1], _LATER))
    ),
)
