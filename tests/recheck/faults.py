"""Evidence made by hand: one fault each that a single change of the checker would let through."""

from __future__ import annotations

import json
from typing import Any

from resam_theory.definitions.registry import REGISTRY
from resam_theory.proof.as_data import as_data
from resam_theory.rules import get
from verification.solve.gram.certified import bounds as by_gram
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
    mom = _witness(
        claim("median_of_means", "kappa", 6, 1, 1), "3/2", [["1"]] * 2 + [["0"]] * 3 + [["2"]], [0, 1, 2, 3, 4]
    )
    in_plane = carried("coordinates", claim("median", "lambda", 5, 2, 2), "8/9", one_sided, "upper")
    return [
        (True, in_plane),
        (False, carried("coordinates", claim("median", "lambda", 5, 2, 1), "4/9", in_plane, "upper")),
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
        (True, mom),
        (False, carried("coordinates", claim("median_of_means", "lambda", 6, 1, "inf"), "3/5", mom)),
        (False, carried("coordinates", {**lam, "d": "inf"}, "0", at3)),
        (True, carried("coordinates", claim("median", "lambda", 5, 2, 2), "8/9", one_sided, "upper")),
        (True, carried("coordinates", claim("median", "lambda", 5, 2, 1), "4/9", one_sided, "upper")),
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


TRIMMED = {"form": "trimmed", "k": "f"}
NNM = {"form": "pipeline", "stage": {"form": "nnm"}, "rule": TRIMMED}
PAIRS = {"form": "pipeline", "stage": {"form": "bucketing", "s": 2}, "rule": TRIMMED}
REFINED = {"form": "refined", "anchor": TRIMMED}


def _theorem(criterion: str, n: int, f: int, d: Any, value: str) -> dict[str, Any]:
    """The trimmed mean's theorem: kappa* = f/(n-2f) in every dimension, lambda* = f/m on the line."""
    ours = next(bound for bound in get("trimmed_mean").proofs if bound.criterion == criterion)
    return piece("theorem", "upper", claim("trimmed_mean", criterion, n, f, d), value, bound=_data(as_data(ours)))


def _data(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _stage(form: Any, criterion: str) -> Any:
    """What the stage of a composition is proved to do."""
    name = {"pipeline": form.get("stage", {}).get("form", ""), "refined": "ctma"}.get(form["form"], "nnm")
    stage = get(f"{name}(s=2)+trimmed_mean" if name == "bucketing" else f"{name}+trimmed_mean").stage
    assert stage is not None
    return _data(as_data(next(bound for bound in stage.proofs if bound.criterion == criterion)))


def _composed() -> list[tuple[bool, Any]]:
    """(E1), (E2): NNM and trimmed mean at (7, 2), kappa* <= 8/5 (1 + 2/3); lambda* on the line <= 4/5 (1 + 2/5)."""

    def composed(  # noqa: PLR0917 - they read as in the mathematics
        form: Any, criterion: str, d: Any, value: str, source: Any, n: int = 7, f: int = 2
    ) -> Any:
        about = claim("mine", criterion, n, f, d, form)
        return piece("composed", "upper", about, value, **{"from": source, "bound": _stage(form, criterion)})

    kappa, lam = _theorem("kappa", 7, 2, "inf", "2/3"), _theorem("lambda", 7, 2, 1, "4/25")
    loose = {**lam, "value": "1/5"}  # what is proved counts
    rooted = piece("conversion", "upper", claim("trimmed_mean", "lambda", 7, 2, "inf"), "4/15", **{"from": kappa})
    at3, small = _theorem("kappa", 7, 2, 3, "2/3"), _theorem("kappa", 4, 1, "inf", "1/2")
    lower = _witness(claim("trimmed_mean", "kappa", 7, 2, "inf"), "1/4", [["0"]] * 6 + [["1"]], [0, 1, 2, 3, 6])
    other = piece("floor", "lower", claim("any", "kappa", 7, 2, "inf"), "inf")
    return [
        (True, composed(NNM, "kappa", "inf", "8/3", kappa)),
        (True, composed(NNM, "kappa", 2, "8/3", kappa)),
        (False, composed(NNM, "kappa", "inf", "2666/1000", kappa)),
        (True, composed(NNM, "kappa", 3, "8/3", at3)),
        (True, composed(NNM, "kappa", 2, "8/3", at3)),
        (False, composed(NNM, "kappa", 4, "100", at3)),
        (False, composed(NNM, "kappa", "inf", "100", at3)),
        (True, composed(NNM, "lambda", 1, "784/625", lam)),
        (False, composed(NNM, "lambda", 1, "1254/1000", lam)),
        (False, composed(NNM, "lambda", 2, "100", lam)),
        (True, composed(NNM, "lambda", 1, "784/625", loose)),
        (False, composed(NNM, "lambda", 1, "1254/1000", loose)),
        # (4/5 + 4/5 sqrt(4/15))² = 1.471655824...
        (True, composed(NNM, "lambda", "inf", "14716559/10000000", rooted)),
        (False, composed(NNM, "lambda", "inf", "14716558/10000000", rooted)),
        (True, composed(REFINED, "kappa", "inf", "8/3", kappa)),
        (False, composed(REFINED, "kappa", "inf", "2666/1000", kappa)),
        (True, composed(REFINED, "lambda", 1, "576/625", lam)),
        (False, composed(REFINED, "lambda", 1, "575/625", lam)),
        (True, composed(PAIRS, "kappa", "inf", "3/4", small, 8, 1)),
        (False, composed(PAIRS, "kappa", "inf", "749/1000", small, 8, 1)),
        (False, composed(PAIRS, "kappa", "inf", "100", small, 7, 1)),  # 2 does not divide 7
        (False, composed(PAIRS, "kappa", "inf", "100", _theorem("kappa", 8, 1, "inf", "1/6"), 8, 1)),
        (False, composed(NNM, "kappa", "inf", "100", _theorem("kappa", 7, 1, "inf", "1/5"))),
        (False, composed(NNM, "lambda", "inf", "100", kappa)),
        (False, {**composed(NNM, "kappa", "inf", "1000", kappa), "bound": _stage(NNM, "lambda")}),
        (False, composed(TRIMMED, "kappa", "inf", "100", kappa)),
        (False, composed(NNM, "kappa", "inf", "100", lower)),
        (False, composed(NNM, "kappa", "inf", "100", other)),
        (False, {**composed(NNM, "kappa", "inf", "0", lower), "side": "lower"}),
    ]


def _at_the_edges() -> list[tuple[bool, Any]]:
    space, gram = {**KRUM, "d": "inf"}, WORST["gram"]
    monna = claim("monna", "kappa", 3, 1, 1)
    ordered = _witness(claim("mine", "kappa", 8, 1, 1, PAIRS), "0", [["0"]] * 7 + [["1"]], [0, 1, 2, 3, 4, 5, 7])
    line = _data(dict(solution.bounds("trimmed_mean", "lambda", 5, 2, 1)[1].data))
    eight = {"sizes": [1] * 8, "honest": [True] * 5 + [False] * 3, "spread": ["0"] * 8}
    many = {**eight, "gram": [[str(i * j) for j in range(8)] for i in range(8)]}
    simplex = {"sizes": [3, 2], "honest": [True, False], "gram": [["0", "0"], ["0", "1"]], "spread": ["1", "0"]}
    krum = next(bound for bound in get("multi_krum").proofs if bound.id == "multi_krum.kappa.two_steps")
    selected = _data(dict(by_gram("multi_krum", "kappa", 5, 1)[-1].data)) | {"value": "1000"}
    form = selected["claim"]["definition"]
    others = [{**form, "neighbours": "m-2"}, {**form, "keep": "m-1"}, {**form, "keep": "m-1", "neighbours": "m-2"}]
    claims = [{**selected["claim"], "rule": "mine", "definition": other} for other in others]
    kept = {"form": "scores", "neighbours": "m-1", "keep": "n-f", "least": "2*f+1"}
    return [
        *((False, {**selected, "claim": other}) for other in claims),
        (False, _classes(space, "0", **{**WORST, "gram": [gram[0], gram[1], ["0", "-1/2", "1"]]})),
        (False, _classes(space, "0", **{**WORST, "gram": [gram[0], ["0", "1", "-2"], ["0", "-2", "1"]]})),
        (False, _classes(space, "0", **{**WORST, "sizes": [1, 2, 3]})),
        (True, _classes(claim("krum", "kappa", 8, 3, "inf"), "0", **many)),
        (True, _classes({**KRUM, "d": 3}, "0", **simplex)),  # a triangle and a line
        (False, _classes({**KRUM, "d": 2}, "0", **simplex)),
        (False, _witness(monna, "1", [["0"], ["5"], ["5"]], [1, 2])),  # S lacks the row that is trusted
        (True, _witness(monna, "1", [["0"], ["4"], ["-4"]], [0, 1])),
        (False, piece("coordinates", "lower", claim("mine", "lambda", 8, 1, "inf", PAIRS), "0", **{"from": ordered})),
        (False, {**line, "claim": {**line["claim"], "d": 2}, "value": "1000"}),
        (False, {**line, "claim": {**line["claim"], "d": "inf"}, "value": "1000"}),
        (
            True,
            piece("theorem", "upper", claim("mine", "kappa", 7, 2, 2, kept), "100", bound=_data(as_data(krum))),
        ),
    ]


def handmade() -> list[tuple[bool, Any]]:
    """(whether it must be accepted, the evidence)."""
    return [*_witnesses(), *_by_classes(), *_carried(), *_composed(), *_at_the_edges()]
