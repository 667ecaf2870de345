"""Evidence written on purpose, by someone who has read the checker, for what is false; all of it must be refused.

Each entry was accepted once. What a bound needs beside what is said here has the values of :data:`_BOUND`.
"""

from __future__ import annotations

from typing import Any, Final

from resam_theory.definitions.registry import REGISTRY

__all__ = ["CRAFTED"]

_BOUND: Final[dict[str, Any]] = {
    **{"id": "x", "criterion": "kappa", "exhaustive": "", "squared": False, "line": False, "names": {}, "where": ""},
    **{"roots": None, "alternatives": [], "source": "", "plane": False},
}


def _evidence(kind: str, side: str, value: str, about: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    rule, criterion, n, f, d, *other = about
    definition = other[0] if other else dict(REGISTRY[rule].definition)
    claim = {"rule": rule, "definition": definition, "criterion": criterion, "n": n, "f": f, "d": d}
    return {"format": 1, "kind": kind, "side": side, "claim": claim, "value": value, "squared": False, **more}


def _theorem(value: str, about: tuple[Any, ...], case: dict[str, Any], **bound: Any) -> dict[str, Any]:
    stated = {**_BOUND, "criterion": about[1], "value": value, "cases": [{"name": "x", "given": {}, "at": {}, **case}]}
    return _evidence("theorem", "upper", value, about, bound=stated | bound)


def _claim(small: str, large: str, **weights: str) -> dict[str, Any]:
    return {"name": "claim", "small": small, "large": large, "weights": weights}


def _reserved() -> dict[str, dict[str, Any]]:
    """The region says what E and D are: any rule is as good as one likes."""
    resilient = {"region": [["D", "0", ""], ["E", "0", "D/1000"]], "at": {"D": "1"}}
    robust = {"region": [["E", "0", ""], ["V", "1000*E**2", ""]], "at": {"E": "1"}}
    return {
        "the diameter is a parameter": _theorem(
            "1/1000", ("krum", "lambda", 7, 2, "inf"), {**resilient, "steps": [_claim("E", "D/1000")]}
        ),
        "the error is a parameter": _theorem(
            "1/1000", ("krum", "kappa", 7, 2, "inf"), {**robust, "steps": [_claim("E2", "V/1000")]}
        ),
    }


def _pinned() -> dict[str, Any]:
    """kappa* <= 2(f+t)/(n-2f+1) where f + t values are trimmed on each side: its infimum over t is no bound at t = 1.

    The median of 5 values at f = 1 has kappa* = 1, not 1/2."""
    n = "(2*f + 2*t + 1 + c)"
    value, own = f"2*(f + t)/({n} - 2*f + 1)", f"(f + t)/({n} - 2*f - t)"
    steps = [
        {"rule": "added points shift order statistics", "at": {"f": "f", "k": "f + t", "n": n}, "prefix": ""},
        {"rule": "variance is nonnegative", "at": {}, "prefix": ""},
        _claim("E2", f"{value}*V", **{"squared shift": "1", "variance between": own, "V >= 0": f"{value} - {own}"}),
    ]
    case = {
        **{"region": [["t", "0", ""], ["f", "1", ""], ["c", "0", ""]], "given": {"n": n, "m": f"{n} - f"}},
        **{"at": {"t": "1", "f": "f", "c": "n - 2*f - 3"}, "steps": steps},
    }
    roots = ["2*f/(n - 2*f + 1)", "2/(n - 2*f + 1)", "0"]
    found = _theorem("2*(f + t)/(n - 2*f + 1)", ("median", "kappa", 5, 1, 1), case, line=True, roots=roots)
    return {**found, "value": "1/2"}


def _rooted() -> dict[str, Any]:
    """S = {0, 1, 1} on the diagonal of the plane, the median at 0: xi is 2. At 3 a pivot is exactly zero."""
    points = [[[x, "0"], [x, "0"]] for x in "00011"]
    return _evidence("witness", "lower", "3", ("median", "xi", 5, 2, 2), points=points, honest=[2, 3, 4], root=3)


CRAFTED: Final[dict[str, Any]] = {
    **_reserved(),
    "the root's variable is pinned": _pinned(),
    "a zero pivot among numbers with sqrt 3": _rooted(),
}
"""By what is wrong with it."""
