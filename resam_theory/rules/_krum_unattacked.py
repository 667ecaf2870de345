r"""Krum without an attack: kappa_0* with k neighbours, o = n - k - 1 others and a = n - 2o = k + 1 - o.

With u, w, v, z as in the rule of inference "least score of all", the neighbours' scores give (k-1) u^2 <= (k+1) v, so
that kappa_0* <= (n+o)/(k+1). The others' scores give more: eliminating v, B u^2 <= w^2 + (2o/a + 1) z with

    B = (2k^2 - (k-1)a)/((k+1)a) >= 1.

*Input:* the selected row and the k nearest to it at the vertices of a regular simplex, the o others together beyond its
middle, at y >= sqrt(B) times the distance of the selected row from the mean of the k. The k + 1 scores tie, those of
the others are no less. Its ratio is R(y) = ((n-1)^2 + o^2 B + 2o(n-1) y)/(D + 2o y) at y = sqrt(B), where
D = n (1 + k(k-1)/(k+1) + oB) - 1 - o^2 B.

*Bound:* -2<u, w> <= t u^2 + w^2/t for every t > 0, so that kappa_0* <= R((t + B/t)/2) for every t that leaves all
multipliers >= 0. Where t = sqrt(B) does, R(sqrt(B)) is the supremum (over d >= k); the proof for all (n, f) with a >= o
takes t = (1+B)/2, which keeps everything rational and is half a percent above or less.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..definitions.classes import Configuration
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region

__all__ = ["by_neighbours", "by_others", "expression", "simplex"]

_FINE: Final = 10**9
"""Roots are rounded up to multiples of 1/_FINE."""
_NEAR: Final = "(a**3 + 4*a**2*o - a**2 + 4*a*o**2 - 2*a*o + o**3 - 2*o**2 + o)"
_FAR: Final = "(a**3 + 5*a**2*o - 2*a**2 + 8*a*o**2 - 8*a*o + 2*a + 4*o**3 - 9*o**2 + 6*o - 1)"
_BELOW: Final = (
    "(a**6 + 7*a**5*o - 3*a**5 + 20*a**4*o**2 - 17*a**4*o + 4*a**4 + 30*a**3*o**3 - 39*a**3*o**2 + 20*a**3*o - 3*a**3"
    " + 25*a**2*o**4 - 46*a**2*o**3 + 34*a**2*o**2 - 10*a**2*o + a**2 + 11*a*o**5 - 28*a*o**4 + 26*a*o**3 - 12*a*o**2"
    " + 3*a*o + 2*o**6 - 7*o**5 + 8*o**4 - 2*o**3 - 2*o**2 + o)"
)
_VALUE: Final = f"{_NEAR}*{_FAR}/{_BELOW}"
"""R((t + B/t)/2)."""
_MULTIPLIERS: Final = {
    "error": "1",
    "far": "o*(a + 2*o)*(a + o - 1)*(a*o + a + o**2 - 2*o + 1)",
    "near": "(a + 2*o)*(a + o - 1)**2*(a**2 + 3*a*o - a + o**2 - 2*o + 1)",
    "others": "o*(a + 2*o)*(a + 2*o - 2)*(a**3 + 2*a**2*o - a**2 - 2*a*o - o**3 + 2*o**2 - o)",
    "spread": _VALUE,
}
"""Times n^-2, and for the scores and the others _NEAR/(a _BELOW)."""


def _placed(text: str, less: int, a: str) -> str:
    """In f and a, or n, for n - f - ``less`` neighbours."""
    return re.sub(r"\ba\b", a, re.sub(r"\bo\b", f"(f + {less - 1})" if less > 1 else "f", text))


def _case(less: int, least: str, value: str, weights: tuple[tuple[str, str], ...]) -> Case:
    n = _placed("(a + 2*o)", less, "a")
    use = Use("least score of all", (("k", _placed("(a + o - 1)", less, "a")), ("m", n), ("n", n)))
    claim = Combine("no attack", "E2", f"({value})*V", weights)
    at = (("f", "f"), ("a", _placed("n - 2*o", less, "a")))
    region = Region.of(("f", "1", ""), ("a", _placed(least, less, "a"), ""))
    return Case("all" if least == "1" else "a >= o", region, (("n", n), ("m", f"({n} - f)")), at, (use, claim))


def by_neighbours(rule: str, less: int) -> Bound:
    """kappa_0* <= (n + o)/(k + 1), in every dimension."""
    value = _placed("(a + 3*o)/(a + o)", less, "a")
    share = {"error": "1/n**2", "near": f"{value}*(a + o - 1)/(n*(a + o))", "spread": f"{value}/n**2"}
    share |= {"others": f"{value}*o/n"}
    weights = tuple((name, _placed(text.replace("n", "(a + 2*o)"), less, "a")) for name, text in share.items())
    stated = f"(n + f + {less - 1})/(m - {less - 1})" if less > 1 else "(n + f)/m"
    return Bound(f"{rule}.no_attack.all", "no_attack", stated, (_case(less, "1", value, weights),), "one case")


def by_others(rule: str, less: int) -> Bound:
    """R((t + B/t)/2) for a >= o."""
    common = {name: "" if name in {"error", "spread"} else f"*{_NEAR}/(a*{_BELOW})" for name in _MULTIPLIERS}
    each = ((name, f"({text})/(a + 2*o)**2{common[name]}") for name, text in _MULTIPLIERS.items())
    weights = tuple((name, _placed(text, less, "a")) for name, text in each)
    case = _case(less, "o", _placed(_VALUE, less, "a"), weights)
    stated = _placed(_VALUE, less, "(n - 2*o)")
    where = "n >= 3*f" if less == 1 else f"n >= 3*f + {3 * (less - 1)}"
    return Bound(f"{rule}.no_attack.others", "no_attack", _placed(stated, less, "a"), (case,), "one case", where=where)


def expression(less: int) -> Any:
    """What :func:`by_others` says, in n and f."""
    read: Any = sp.sympify
    return read(by_others("", less).value, locals={"n": s.n, "f": s.f})


def simplex(n: int, k: int) -> Configuration | None:
    """The input of the docstring, y a little above sqrt(B); None without neighbours enough."""
    o = n - k - 1
    a = k + 1 - o
    if k < 2 or o < 1 or a < 1:
        return None
    square = Fraction(2 * k * k - (k - 1) * a, (k + 1) * a) * _FINE**2
    y = Fraction(math.isqrt(math.ceil(square) - 1) + 1, _FINE)
    places = (Fraction(1), Fraction(0), -y)
    gram = tuple(tuple(p * q for q in places) for p in places)
    return Configuration((1, k, o), (True,) * 3, gram, (Fraction(0), Fraction(k - 1, k + 1), Fraction(0)))
