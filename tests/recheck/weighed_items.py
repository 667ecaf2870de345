"""Evidence about workers of unequal weights, true and false, and direct judgments of its parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import Any

from resam_theory.definitions.registry import REGISTRY
from verification.recheck.masses import Masses
from verification.solve.gather import bounds as without_weights
from verification.solve.subject import subject
from verification.solve.weighted.certified import bounds

from .direct import module, refused

__all__ = ["JUDGMENTS", "weighed"]

RULES = ("mean", "trimmed_mean", "median", "geometric_median", "mean_around_median", "ctma+median")
PROBLEMS = (((2, 1, 1, 1), None, "1/5"), ((3, 3, 2), 1, None), ((1, 2, 2, 2), None, "2/7"))
ODD: tuple[Any, ...] = ("-1", "0", "nan", "1e3", "inf", "", "1/0", True, False, None, 1, 1.5, [], {})


def problem(weights: tuple[int, ...], f: int | None, phi: str | None) -> Masses:
    return Masses.of([Fraction(w) for w in weights], f, None if phi is None else Fraction(phi))


@lru_cache(maxsize=1)
def true() -> tuple[dict[str, Any], ...]:
    """What the solver says of small problems."""
    found = [
        json.loads(json.dumps(dict(item.data)))
        for rule in RULES
        for given in PROBLEMS[: 3 if rule in ("trimmed_mean", "median") else 1]
        for criterion in ("kappa", "lambda")
        for d in (1, float("inf"))
        for item in bounds(subject(rule), criterion, problem(*given), d)
    ]
    return tuple(found)


def _beyond() -> Iterator[dict[str, Any]]:
    """Where both sides meet, a value a millionth of it, or a hundredth, beyond the truth."""
    sides: dict[str, dict[str, dict[str, Any]]] = {}
    for data in true():
        sides.setdefault(json.dumps(data["claim"], sort_keys=True), {}).setdefault(data["side"], data)
    for known in sides.values():
        if len(known) < 2 or known["lower"]["value"] != known["upper"]["value"]:
            continue
        value = Fraction(known["lower"]["value"])
        for off in (Fraction(1, 10**6), Fraction(1, 100)):
            yield {**known["lower"], "value": str(value * (1 + off))}
            yield {**known["upper"], "value": str(value * (1 - off))}


def _first(kind: str, rule: str = "median", criterion: str = "kappa", d: Any = 1) -> dict[str, Any]:
    return next(
        data
        for data in true()
        if (data["kind"], data["claim"]["rule"], data["claim"]["criterion"], data["claim"]["d"])
        == (kind, rule, criterion, d)
    )


def _claims(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Claims that are none."""
    about = data["claim"]
    weights = about["weights"]
    listed: list[Any] = [[*weights[:-1], odd] for odd in ODD]
    listed += [weights[:-1], [*weights, "1"], [], None, {}, "3,1", weights[:1], [["1"], *weights[1:]]]
    for wrong in listed:
        yield {**data, "claim": {**about, "weights": wrong}}
        yield {**data, "claim": {**about, "weights": wrong, "n": len(wrong) if isinstance(wrong, list) else 1}}
    for phi in (*ODD, "1/2", "-1/5", "3/4", "1"):
        yield {**data, "claim": {**about, "faulty_weight": phi}}
    for f in (0, 1, True, "1", 4, -1):
        yield {**data, "claim": {**about, "f": f}}
    for f in (0, True, 2, 4, 5, -1):
        yield {**data, "claim": {**about, "faulty_weight": None, "f": f}}
    for key in about:
        yield {**data, "claim": {name: value for name, value in about.items() if name != key}}
    krum = {"rule": "krum", "definition": REGISTRY["krum"].definition}
    other = {"rule": "mine", "definition": {"form": "trimmed", "k": "2*f"}}
    for rule in (krum, other, {"rule": "any", "definition": None}):
        yield {**data, "claim": {**about, **rule}}
    yield {**data, "claim": {**about, "criterion": "xi"}}
    yield {**data, "claim": {**about, "d": 0}}
    yield {**data, "claim": {**about, "more": 1}}


def _witnesses() -> Iterator[dict[str, Any]]:
    data = _first("weighed_witness")
    points, honest = data["points"], data["honest"]
    for wrong in (
        honest[:-1],
        [*honest, honest[0]],
        [*honest[:-1], honest[0]],
        [*honest[:-1], 4],
        [-1, *honest[1:]],
        [],
    ):
        yield {**data, "honest": wrong, "value": "0"}
    yield {**data, "honest": [True, *honest[1:]], "value": "0"}
    for wrong in (points[:-1], [*points, ["0"]], [["0", "0"], *points[1:]], [[], *points[1:]], [[]] * 4, None):
        yield {**data, "points": wrong, "value": "0"}
    yield {**data, "points": [["0", *point] for point in points]}  # of the plane, d = 1
    yield {**data, "points": [["0"]] * 4}
    yield {**data, "honest": [0, 1, -1], "value": "0"}
    weights = data["claim"]["weights"]
    for swapped in {tuple(order) for order in permutations(weights)} - {tuple(weights)}:
        yield {**data, "claim": {**data["claim"], "weights": list(swapped)}}
    fewer = next(d for d in true() if d["kind"] == "weighed_witness" and d["claim"]["f"] == 1)
    yield {**fewer, "honest": [0, 1, 2], "value": "0"}
    yield {**fewer, "honest": fewer["honest"][:1], "value": "0"}
    prime = ["1/100003", "1/3", "1/3", str(1 - Fraction(2, 3) - Fraction(1, 100003))]
    yield {**data, "honest": [0, 1, 2, 3], "value": "0", "claim": {**data["claim"], "weights": prime}}  # many copies


def _lines() -> Iterator[dict[str, Any]]:
    for rule in ("median", "mean_around_median"):
        data = _first("weighed_line", rule)
        given = data["multipliers"]
        for wrong in (given[:-1], [*given, {}], given[1:], [], None, [[], *given[1:]], [None, *given[1:]], given[::-1]):
            yield {**data, "multipliers": wrong, "value": "1000"} if wrong != given else {**data, "multipliers": 1}
        places = [i for i, multipliers in enumerate(given) if multipliers]
        for i in places[:6]:
            for row, mu in given[i].items():
                for other in (f"-{mu}", str(2 * Fraction(mu)), str(Fraction(mu) / 2), "0", 1):
                    changed = [*given[:i], {**given[i], row: other}, *given[i + 1 :]]
                    wrong = {**data, "multipliers": changed}
                    if refuses(wrong):
                        yield wrong
            yield {**data, "multipliers": [*given[:i], {**given[i], "99": "1"}, *given[i + 1 :]], "value": "1000"}
    yield {**_first("weighed_line", "median", "lambda"), "value": "1000", "claim": _at("median", "lambda", 2)}
    yield {**_first("weighed_line", "geometric_median"), "value": "1000", "claim": _at("geometric_median", "kappa", 2)}


def refuses(data: Any) -> bool:
    try:
        module("verification.recheck.check").check(data)
    except ValueError:
        return True
    return False


def _at(rule: str, criterion: str, d: Any) -> dict[str, Any]:
    return {**_first("weighed_line", rule, criterion)["claim"], "d": d}


def _crossed() -> Iterator[dict[str, Any]]:
    """Kinds with and without weights mixed up."""
    weighted = {kind: _first(kind) for kind in ("weighed_witness", "weighed_line", "copies")}
    plain = {item.data["kind"]: dict(item.data) for item in without_weights("median", "kappa", 4, 1, 1) if item.exact}
    plain["floor"] = {key: plain["floor"][key] for key in plain["floor"]}
    about = {key: plain["line"]["claim"][key] for key in plain["line"]["claim"]}
    for data in weighted.values():
        yield {**data, "claim": about, "value": "0" if data["side"] == "lower" else "1000"}
        for kind in ("conversion", "coordinates"):
            claim = {**about, "criterion": "lambda" if kind == "conversion" else "kappa", "d": 1}
            body = {"format": 1, "kind": kind, "side": data["side"], "claim": claim, "from": data}
            yield {**body, "value": "0" if data["side"] == "lower" else "1000", "squared": kind == "conversion"}
    for data in plain.values():
        yield {**data, "claim": weighted["weighed_line"]["claim"], "value": "0" if data["side"] == "lower" else "1000"}
        yield {**data, "claim": {**data["claim"], "weights": ["1/4"] * 4}}
        yield {**data, "claim": {**data["claim"], "faulty_weight": None}}
    copied = weighted["copies"]
    yield {**copied, "from": weighted["weighed_line"], "value": "1000"}
    yield {**copied, "from": {**weighted["copies"]}, "value": "1000"}
    ctma = next(
        dict(item.data) for item in without_weights("ctma+median", "kappa", 4, 1, 1) if item.data["kind"] == "composed"
    )
    equal = {**weighted["weighed_line"]["claim"], "weights": ["1/4"] * 4, "f": 1, "faulty_weight": None}
    line = next(
        dict(item.data)
        for item in bounds(subject("median"), "kappa", problem((1,) * 4, 1, None), 1)
        if item.data["kind"] == "weighed_line"
    )
    assert line["claim"] == equal
    yield {**ctma, "from": line, "value": "1000"}


def _copies() -> Iterator[dict[str, Any]]:
    data = _first("copies")
    source = data["from"]
    n, f = source["claim"]["n"], source["claim"]["f"]
    for rule, criterion, rows, faulty, d in (
        ("median", "kappa", n + 5, f + 1, 1),
        ("median", "kappa", n, f + 1, 1),
        ("median", "lambda", n, f, 1),
        ("trimmed_mean", "kappa", n, f, 1),
    ):
        found = without_weights(rule, criterion, rows, faulty, d)
        for item in found:
            if item.exact and item.data["kind"] in ("theorem", "family"):
                yield {**data, "from": dict(item.data), "value": "1000"}
    low = next(item for item in without_weights("median", "kappa", n, f, 1) if item.data["kind"] == "family")
    yield {**data, "from": dict(low.data), "value": "1000"}
    yield {**data, "claim": {**data["claim"], "d": 2}, "value": "1000"}
    yield {**data, "claim": {**data["claim"], "d": "inf"}, "value": "1000"}


def _also_true() -> Iterator[dict[str, Any]]:
    """Weights that do not sum to 1, points of the plane, a weaker statement, a bound for every dimension."""
    data = _first("weighed_witness")
    yield {**data, "claim": {**data["claim"], "weights": [str(5 * Fraction(w)) for w in data["claim"]["weights"]]}}
    yield {**data, "claim": {**data["claim"], "d": 3}}
    yield {**data, "claim": {**data["claim"], "d": 2}, "points": [["0", *point] for point in data["points"]]}
    yield {**data, "value": "0"}
    yield {**_first("weighed_line"), "claim": {**data["claim"], "d": 7}, "value": "1000"}
    yield {**_first("copies", d="inf"), "claim": data["claim"]}
    yield {**_first("copies", d="inf"), "claim": {**data["claim"], "d": 2}}


def weighed() -> list[tuple[bool, Any]]:
    """(whether it must be accepted, the evidence)."""
    false = [*_beyond(), *_witnesses(), *_lines(), *_crossed(), *_copies()]
    for kind in ("weighed_witness", "weighed_line", "copies"):
        loose = _first(kind)
        false += list(_claims({**loose, "value": "0" if loose["side"] == "lower" else "1000"}))
    return [(True, data) for data in (*true(), *_also_true())] + [(False, data) for data in false]


def masses() -> None:
    """Numbers counted by hand."""
    m = module("verification.recheck.masses")
    third, four = [Fraction(1)] * 3, [Fraction(x) for x in (2, 1, 1, 1)]
    assert m.Masses.of(four, None, Fraction(1, 5)).copies() == ((2, 1, 1, 1), 1)
    assert m.Masses.of(third, 1, None).phi == Fraction(1, 3)
    assert m.Masses.of(third[:2], None, Fraction(1, 4)).phi == Fraction(1, 4)
    assert m.Masses.of(four, 1, None).phi == Fraction(2, 5)
    assert m.Masses.of(third, 1, None).most() == 1
    assert [m.Masses.of(four, None, Fraction(x, 10)).most() for x in (1, 2, 3, 4)] == [0, 1, 1, 2]
    # S of mass >= 4/5: all (4 orders), or all but a light one (4 * 3 orders)
    listed = list(m.Masses.of(four, None, Fraction(1, 5)).arrangements())
    assert len(listed) == len(set(listed)) == 4 + 12
    assert {sum(w for w, own in zip(a.weights, a.honest, strict=True) if own) for a in listed} == {1, Fraction(4, 5)}
    assert listed == list(m.Masses.of(four, None, Fraction(1, 5)).arrangements())
    assert len(list(m.Masses.of(four, 1, None).arrangements())) == 12 + 4
    shares = m.Arrangement((Fraction(2, 5), Fraction(1, 5), Fraction(2, 5)), (True, False, True)).share
    assert shares == (Fraction(1, 2), 0, Fraction(1, 2))
    assert m.Masses.of(four, None, Fraction(1, 5)).floors() == (Fraction(1, 3), Fraction(1, 4))
    assert m.Masses.of([Fraction(1)] * 10, 1, None).floors() is None
    # the worker of weight 3 is one: beside it, as the other faulty set, stands one of weight 2
    assert m.Masses.of([Fraction(x) for x in (3, 2, 2)], None, Fraction(3, 7)).floors() == (
        Fraction(3, 2),
        Fraction(3, 5),
    )
    distinct = [Fraction(x) for x in range(1, 10)]
    for wrong in (distinct, [Fraction(2**k) for k in range(16)]):
        with refused():
            list(m.Masses.of(wrong, None, Fraction(1, 3)).arrangements())
    for weights, f, phi in (
        *(([1], 1, None), ([1, 1], 1, None), ([1, -1, 1], 1, None), ([1, 0, 1], 1, None), ([1, 1, 1], None, None)),
        *(([1, 1, 1], 1, "1/3"), ([1, 1, 1], None, "1/2"), ([1, 1, 1], None, "0"), ([1, 1, 1], 0, None)),
        *(([1, 1, 1], 3, None), ([2, 1, 1], 1, None), ([], None, "1/3"), ([1, 1, 1, 0], 1, None)),
        ([1, 1, 1, 0], None, "1/3"),
    ):
        with refused():
            m.Masses.of([Fraction(w) for w in weights], f, None if phi is None else Fraction(phi))


def by_mass() -> None:
    """Masses cut by hand."""
    d, t = module("resam_theory.definitions.mass"), module("resam_theory.definitions.forms")
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert d.middle([quarter] * 4) == (1, 2)
    assert d.middle([half, quarter, quarter]) == (0, 1)
    assert d.middle([quarter, half, quarter]) == (1, 1)
    assert d.between([quarter] * 4, Fraction(1, 8), Fraction(5, 8)) == (quarter, half, quarter, 0)
    assert d.between([quarter] * 4, Fraction(0), Fraction(1)) == (quarter,) * 4
    median = t.parse({"form": "trimmed", "k": "(n-1)//2"})
    assert median.by_mass([half, quarter, quarter], Fraction(1, 3))[0].weights == (half, half, 0)
    # the mass 3/4 nearest to the median of (a, b, c), of weights 1/2, 1/4, 1/4: from 0 on, or from 1/4 on
    windows = list(d.windows([half, quarter, quarter], quarter, median.by_mass([half, quarter, quarter], quarter)))
    assert [w.weights for w in windows] == [(Fraction(2, 3), Fraction(1, 3), 0), (Fraction(1, 3),) * 3]
    # 2 median = a + b; from 0: a + c >= a + b; from 1/4: a + c <= a + b
    assert [w.rows for w in windows] == [((0, -1, 1),), ((0, 1, -1),)]
    weights = [half, quarter, quarter]
    assert t.parse({"form": "trimmed", "k": "0"}).by_mass(weights, quarter)[0].weights == tuple(weights)
    cut = t.parse({"form": "trimmed", "k": "f"}).by_mass(weights, Fraction(1, 8))[0].weights
    assert cut == (half, Fraction(1, 3), Fraction(1, 6))
    third = Fraction(3, 10)  # from 0, from 1/20, where the window ends with a value, and from 3/10
    assert len(list(d.windows(weights, third, median.by_mass(weights, third)))) == 3
    for form in ({"form": "trimmed", "k": "2*f"}, {"form": "scores", "neighbours": "m-1", "keep": "1", "least": "3"}):
        assert t.parse(form).by_mass([half, quarter, quarter], quarter) is None
    count = {"form": "nearest", "anchor": {"form": "trimmed", "k": "f"}, "count": "m-1"}
    assert t.parse(count).by_mass([half, quarter, quarter], quarter) is None


JUDGMENTS: tuple[Callable[[], None], ...] = (masses, by_mass)
