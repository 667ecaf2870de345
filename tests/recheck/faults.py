"""Evidence made by hand: one fault each that a single change of the checker would let through."""

from __future__ import annotations

import json
from typing import Any

from resam_theory.definitions.registry import REGISTRY
from verification.solve.line import solution

__all__ = ["handmade"]


def claim(  # noqa: PLR0917 - they read as in the mathematics
    rule: str, criterion: str, n: int, f: int, d: Any, definition: Any = None
) -> dict[str, Any]:
    known = REGISTRY[rule].definition if rule in REGISTRY else definition
    return {"rule": rule, "definition": known, "criterion": criterion, "n": n, "f": f, "d": d}


def piece(kind: str, side: str, about: dict[str, Any], value: str, **body: Any) -> dict[str, Any]:
    squared = about["criterion"] == "lambda"
    return {"format": 1, "kind": kind, "side": side, "claim": about, "value": value, "squared": squared, **body}


def _witness(about: dict[str, Any], value: str, points: list[Any], honest: Any, **more: Any) -> dict[str, Any]:
    return piece("witness", "lower", about, value, points=points, honest=honest, **more)


def _classes(about: dict[str, Any], value: str, **body: Any) -> dict[str, Any]:
    return piece("classes", "lower", about, value, **body)


LINE = [["0"], ["0"], ["1"], ["1"], ["1"]]
MEDIAN = claim("median", "kappa", 5, 2, 1)
KRUM = claim("krum", "kappa", 5, 2, 1)
# P at 0, Q at -1, the faulty at 1: kappa* = n²/(f(n-2f)) = 25/2
WORST = {
    "sizes": [1, 2, 2],
    "honest": [True, True, False],
    "gram": [["0", "0", "0"], ["0", "1", "-1"], ["0", "-1", "1"]],
    "spread": ["0", "0", "0"],
}


def _witnesses() -> list[tuple[bool, Any]]:
    plane = [["0", "0"], ["0", "0"], ["1", "1"], ["1", "1"], ["1", "1"]]
    about2 = {**MEDIAN, "d": 2}
    same = [["0"], ["0"], ["0"], ["1"], ["1"]]
    return [
        (True, _witness(MEDIAN, "2", LINE, [0, 1, 2])),
        (True, _witness(about2, "2", plane, [0, 1, 2])),
        (True, _witness(about2, "2", LINE, [0, 1, 2])),
        (True, _witness({**MEDIAN, "d": "inf"}, "2", plane, [0, 1, 2])),
        (True, _witness(MEDIAN, "0", same, [0, 1, 2])),
        (False, _witness(MEDIAN, "1", same, [0, 1, 2])),
        (False, _witness(MEDIAN, "inf", LINE, [0, 1, 2])),
        (False, _witness(MEDIAN, "inf", same, [0, 1, 2])),
        (False, _witness(MEDIAN, "2", plane, [0, 1, 2])),  # points of the plane, d = 1
        (False, _witness(MEDIAN, "0", LINE, [0, 0, 2])),
        (False, _witness(MEDIAN, "0", LINE, [0, 1])),
        (False, _witness(MEDIAN, "0", LINE, [0, 1, 2, 3])),
        (False, _witness(MEDIAN, "0", LINE, [0, 1, 5])),
        (False, _witness(MEDIAN, "0", LINE, [0, 1, -1])),
        (False, _witness(MEDIAN, "0", LINE[:4], [0, 1, 2])),
        (False, _witness(MEDIAN, "0", [*LINE, ["1"]], [0, 1, 2])),
        (False, _witness(about2, "0", [*plane[:4], ["1"]], [0, 1, 2])),
        (False, _witness(MEDIAN, "0", [[]] * 5, [0, 1, 2])),
        (True, _witness(MEDIAN, "2", LINE, [0, 1, 2], output=["1"])),
        (False, _witness(MEDIAN, "2", LINE, [0, 1, 2], output=["2"])),
        (False, _witness(MEDIAN, "2", LINE, [0, 1, 2], output=["1", "1"])),
        (False, _witness(MEDIAN, "2", LINE, [0, 1, 2], root=3)),
        (True, _witness(MEDIAN, "2", [[[x, "0"]] for (x,) in LINE], [0, 1, 2], root=3)),
        (False, _witness(MEDIAN, "2", [[[x, "0"]] for (x,) in LINE], [0, 1, 2], root=2)),
        (False, _witness(MEDIAN, "2", [[[x, "0"]] for (x,) in LINE], [0, 1, 2], root=3.0)),
        # the mean of S at 0 is decided by multiplicities: V of (0, 0, 3) is 2, its mean 1, the median 3
        (True, _witness(MEDIAN, "2", [["0"], ["0"], ["3"], ["3"], ["3"]], [0, 1, 2])),
        (False, _witness(MEDIAN, "2000001/1000000", [["0"], ["0"], ["3"], ["3"], ["3"]], [0, 1, 2])),
    ]


def _by_classes() -> list[tuple[bool, Any]]:
    def changed(**new: Any) -> Any:
        return _classes(KRUM, "0", **{**WORST, **new})

    lam = claim("krum", "lambda", 5, 2, 1)
    simplex = {**WORST, "sizes": [3, 2], "honest": [True, False], "gram": [["0", "0"], ["0", "0"]]}
    wide = _classes({**KRUM, "d": 2}, "0", **{**simplex, "spread": ["1", "0"]})
    nine = {"sizes": [1] * 9, "honest": [True] * 5 + [False] * 4, "spread": ["0"] * 9}
    many = {**nine, "gram": [[str(i * j) for j in range(9)] for i in range(9)]}
    return [
        (True, _classes(KRUM, "25/2", **WORST)),
        (True, _classes({**KRUM, "d": "inf"}, "25/2", **WORST)),
        (False, _classes(KRUM, "25000001/2000000", **WORST)),
        (True, _classes(lam, "25/9", **WORST)),
        (False, _classes(lam, "25000001/9000000", **WORST)),
        (True, wide),
        (False, _classes(KRUM, "0", **{**simplex, "spread": ["1", "0"]})),  # a triangle does not fit on a line
        (False, changed(gram=[["0", "0", "0"], ["0", "1", "-1"], ["0", "-2", "1"]])),
        (False, changed(gram=[["0", "0", "0"], ["0", "1", "-2"], ["0", "-2", "1"]])),
        (False, changed(gram=[["0", "0", "0"], ["0", "1", "-1"]])),
        (False, changed(gram=[["0", "0"], ["0", "1"], ["0", "-1"]])),
        (False, changed(gram=[["0", "1", "0"], ["1", "1", "-1"], ["0", "-1", "1"]])),
        (False, changed(spread=["1", "0", "0"])),  # one point has no spread
        (False, changed(spread=["0", "-1", "0"])),
        (False, changed(spread=["0", "0"])),
        (False, changed(sizes=[2, 2, 2])),
        (False, changed(sizes=[0, 3, 2])),
        (False, changed(sizes=[1, 3, 1])),
        (False, changed(sizes=[1, 2, True])),
        (False, changed(honest=[True, True, True])),
        (False, changed(honest=[True, False, False])),
        (False, changed(honest=[1, 1, 0])),
        (False, changed(honest=[True, True])),
        (False, _classes(MEDIAN, "0", **WORST)),
        (False, _classes(KRUM, "0", **{**WORST, "gram": [["0"] * 3] * 3})),
        (False, _classes(claim("krum", "kappa", 9, 4, "inf"), "0", **many)),
    ]


def _proved(criterion: str, d: Any) -> Any:
    """The solver's upper bound on a coefficient of the median: lambda*_1² = 4/9, kappa* = 2."""
    return json.loads(json.dumps(dict(solution.bounds("median", criterion, 5, 2, d)[1].data)))


def _carried() -> list[tuple[bool, Any]]:
    at3 = _witness({**MEDIAN, "d": 3}, "2", [["0"] * 3] * 2 + [["1"] * 3] * 3, [0, 1, 2])
    line = _witness(MEDIAN, "2", LINE, [0, 1, 2])

    def carried(kind: str, about: dict[str, Any], value: str, source: Any, side: str = "lower") -> Any:
        return piece(kind, side, about, value, **{"from": source})

    lam = claim("median", "lambda", 5, 2, 3)
    floor = piece("floor", "lower", claim("any", "kappa", 5, 2, 1), "2")
    one_sided = _proved("lambda", 1)
    kappa_up = _proved("kappa", "inf")
    return [
        (True, carried("conversion", lam, "1/3", at3)),  # lambda² >= kappa/(2m)
        (False, carried("conversion", lam, "334/1000", at3)),
        (False, carried("conversion", {**lam, "d": 2}, "1/3", at3)),
        (True, carried("conversion", {**lam, "d": "inf"}, "1/3", at3)),
        (False, carried("conversion", {**lam, "f": 1}, "0", at3)),
        (False, carried("conversion", {**lam, "n": 6}, "0", at3)),
        (False, carried("conversion", claim("trimmed_mean", "lambda", 5, 2, 3), "0", at3)),
        (False, carried("conversion", {**MEDIAN, "d": 3}, "2", at3)),
        (True, carried("conversion", lam, "2/3", kappa_up, "upper")),  # lambda² <= kappa (m-1)/(2m)
        (False, carried("conversion", lam, "666/1000", kappa_up, "upper")),
        (True, carried("conversion", claim("median", "kappa", 5, 2, 1), "8/3", one_sided, "upper")),
        (False, carried("conversion", claim("median", "kappa", 5, 2, 1), "2666/1000", one_sided, "upper")),
        (False, carried("conversion", claim("median", "kappa", 5, 2, 2), "8/3", one_sided, "upper")),
        (False, carried("conversion", lam, "inf", kappa_up, "upper")),
        (True, carried("coordinates", {**lam, "d": "inf"}, "2/3", line)),
        (False, carried("coordinates", {**lam, "d": "inf"}, "667/1000", line)),
        (False, carried("coordinates", lam, "0", line)),
        (False, carried("coordinates", {**lam, "d": "inf"}, "0", at3)),
        (True, carried("coordinates", claim("median", "lambda", 5, 2, 2), "8/9", one_sided, "upper")),
        (False, carried("coordinates", claim("median", "lambda", 5, 2, 2), "888/1000", one_sided, "upper")),
        (False, carried("coordinates", claim("median", "lambda", 5, 2, "inf"), "8/9", one_sided, "upper")),
        (False, carried("coordinates", claim("median", "kappa", 5, 2, 2), "9", one_sided, "upper")),
        (True, carried("coordinates", claim("median", "kappa", 5, 2, 7), "2", kappa_up, "upper")),
        (False, carried("coordinates", claim("krum", "lambda", 5, 2, "inf"), "0", _classes(KRUM, "1", **WORST))),
        (True, floor),
        (True, piece("floor", "lower", claim("krum", "lambda", 5, 2, 4), "4/9")),
        (False, piece("floor", "lower", claim("any", "lambda", 5, 2, 4), "445/1000")),
        (False, piece("floor", "lower", claim("any", "kappa", 5, 2, 4), "2001/1000")),
        (False, piece("floor", "upper", claim("any", "kappa", 5, 2, 4), "2")),
        (False, piece("floor", "lower", claim("any", "lambda", 4, 2, 1), "1")),  # n = 2f
        (False, piece("floor", "lower", claim("any", "lambda", 5, 0, 1), "0")),
        (False, piece("floor", "lower", claim("nope", "kappa", 5, 2, 4), "2")),
        (False, piece("floor", "lower", {**claim("any", "kappa", 5, 2, 4), "definition": {"form": "fermat"}}, "2")),
        (False, piece("floor", "lower", {**MEDIAN, "definition": {"form": "fermat"}}, "2")),
        (True, piece("floor", "lower", claim("mine", "kappa", 5, 2, 4, {"form": "fermat"}), "2")),
        (False, piece("floor", "lower", claim("two\nlines", "kappa", 5, 2, 4, {"form": "fermat"}), "2")),
        (False, piece("floor", "lower", {**claim("any", "kappa", 5, 2, 0)}, "2")),
        (False, piece("floor", "lower", {**claim("any", "kappa", 5, 2, True)}, "2")),
        (False, piece("floor", "lower", claim("krum_blanchard", "kappa", 5, 2, 1), "2")),
        (False, piece("line", "upper", claim("krum", "kappa", 5, 2, 1), "100", patterns=[])),
        (False, piece("floor", "lower", {**claim("any", "kappa", 5, 2, 1), "criterion": "mu"}, "0")),
        (False, {**piece("floor", "lower", claim("any", "kappa", 5, 2, 1), "0"), "squared": True}),
        (True, {**piece("floor", "lower", claim("any", "lambda", 5, 2, 1), "2/3"), "squared": False}),
        (False, {**piece("floor", "lower", claim("any", "lambda", 5, 2, 1), "667/1000"), "squared": False}),
        (False, piece("floor", "lower", {**claim("any", "kappa", 100_001, 2, 1)}, "0")),
        (False, piece("floor", "lower", claim("any", "kappa", 5, 2, 1), "2", points=[])),
    ]


def handmade() -> list[tuple[bool, Any]]:
    """(whether it must be accepted, the evidence)."""
    return [*_witnesses(), *_by_classes(), *_carried()]
