"""Evidence of every kind that asks for unbounded work is refused in one line; work is measured in steps."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from resam_theory.definitions.effort import BITS, MOST, limited, spend
from resam_theory.definitions.registry import REGISTRY
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound, Case, Combine, Use
from resam_theory.proof.region import Region
from resam_theory.proof.worst import Cluster, Family, Place
from verification.recheck.check import KINDS, check, proved
from verification.recheck.reading import Refused

MANY = 3000
FEW = 20_000
"""Steps that are allowed here, so that each is answered at once."""


def _claim(rule: str, criterion: str, n: int, f: int, *more: Any) -> dict[str, Any]:
    d, definition = (*more, *(1, None)[len(more) :])
    known = dict(REGISTRY[rule].definition) if rule in REGISTRY else definition
    return {"rule": rule, "definition": known, "criterion": criterion, "n": n, "f": f, "d": d}


def _piece(kind: str, about: dict[str, Any], **body: Any) -> dict[str, Any]:
    side = KINDS[kind].side or "lower"
    squared = about["criterion"] == "lambda"
    return {"format": 1, "kind": kind, "side": side, "claim": about, "value": "1", "squared": squared, **body}


def _points(rule: str, n: int, f: int, d: Any = 1, definition: Any = None) -> dict[str, Any]:
    """Distinct points on the line."""
    listed = [[str(i * i)] for i in range(n)]
    about = _claim(rule, "kappa", n, f, d, definition)
    return _piece("witness", about, points=listed, honest=list(range(n - f)))


def _sums(count: int) -> str:
    return "(" + " + ".join(f"x{i}" for i in range(count)) + ")"


def _bound(value: str, rows: int, criterion: str = "kappa") -> dict[str, Any]:
    """A combination whose remainder is a polynomial in many parameters."""
    region = Region.of(("f", "1", ""), *((f"x{i}", "0", "") for i in range(rows)))
    claim = Combine("claim", "E2", f"({value})*V", (("V >= 0", value),))
    steps = (Use("variance is nonnegative"), claim)
    case = Case("x", region, (("n", "2*f + 1"), ("m", "f + 1")), (("f", "f"),), steps)
    return as_data(Bound("x", criterion, value, (case,), ""))


def _family(criterion: str, clusters: int) -> dict[str, Any]:
    region = Region.of(("f", "1", ""))
    listed = tuple(Cluster("1", ("0",), i % 2 == 0) for i in range(clusters))
    case = Place("x", region, (("n", str(clusters)), ("m", str(clusters // 2))), (("f", "f"),), listed)
    return as_data(Family("x", criterion, "1", (case,)))


def hostile() -> Iterator[tuple[str, dict[str, Any]]]:
    """One file or more for each kind."""
    far = [f"{_sums(9)}**24", " - ".join([f"{_sums(6)}**6"] * 2)]
    pipeline = {"form": "pipeline", "stage": {"form": "nnm"}, "rule": dict(REGISTRY["median"].definition)}
    buckets = {"form": "pipeline", "stage": {"form": "bucketing", "s": 2}, "rule": dict(REGISTRY["median"].definition)}
    yield "scores of many points", _points("krum", MANY, 1)
    yield "least diameter of many points", _points("minimum_diameter_averaging", MANY, 9)
    yield "least trace of many points", _points("minimum_variance_averaging", 60, 29)
    yield (
        "steps of numbers that grow",
        _points("rfa", 40, 1, 1, None)
        | {"claim": _claim("mine", "kappa", 40, 1, 1, {"form": "weiszfeld", "steps": 100, "smoothing": "1/1000000"})},
    )
    yield "padding", _points("median", MANY, 1, 10**5)
    primes = [p for p in range(2, 9000) if all(p % q for q in range(2, int(p**0.5) + 1))][:999]
    whole = _points("mean", 999, 1)
    yield "no common denominator", {**whole, "points": [[f"1/{p}"] for p in primes]}
    for rule in ("minimum_variance_averaging", "minimum_diameter_averaging"):
        gram = [[str(int(i == j)) for j in range(8)] for i in range(8)]
        about = _claim(rule, "kappa", 80_000, 30_000, "inf")
        sizes = {"sizes": [10_000] * 8, "honest": [True] * 5 + [False] * 3, "spread": ["0"] * 8}
        yield f"classes, {rule}", _piece("classes", about, gram=gram, **sizes)
    yield "patterns of nnm", _piece("line", _claim("mine", "kappa", 40, 19, 1, pipeline), patterns=[])
    yield "patterns of buckets", _piece("line", _claim("mine", "kappa", 40, 9, 1, buckets), patterns=[])
    for number, value in enumerate(far):
        yield f"theorem {number}", _piece("theorem", _claim("median", "kappa", 5, 1, 1), bound=_bound(value, 9))
    signs = "(" + " + ".join(f"x{i} - 2*x{i}*x{i + 1}" for i in range(60)) + ")"
    yield "theorem, cuts", _piece("theorem", _claim("median", "kappa", 5, 1, 1), bound=_bound(signs, 61))
    yield "withstood", _piece("withstood", _claim("median", "breakdown", 5, 1, 1), bound=_bound(far[0], 9, "breakdown"))
    body = {"from": _points("krum", MANY, 1), "bound": {}}
    yield "composed", _piece("composed", _claim("median", "kappa", 5, 1, 1), **body)
    yield "family", _piece("family", _claim("smea", "kappa", 5, 1, 1), family=_family("kappa", 60))
    yield "broken", _piece("broken", _claim("smea", "breakdown", 5, 1, 1), family=_family("breakdown", 60))
    for kind in ("finite", "conversion", "coordinates"):
        about = _claim("krum", "breakdown" if kind == "finite" else "lambda", MANY, 1)
        yield kind, _piece(kind, about, **{"from": _points("krum", MANY, 1)})
    pieces = {"form": "piece_list", "listed": [[["1"] + ["0"] * (MANY - 1), []]]}
    partly = {"form": "pipeline", "stage": {"form": "nnm"}, "rule": pieces}
    yield "floor", _piece("floor", _claim("mine", "kappa", MANY, 1, 1, partly))
    weights = {"weights": ["1"] * 10_000, "faulty_weight": "1/3", "f": None}
    about = {**_claim("median", "kappa", 10_000, 1), **weights}
    yield "weighed_line", _piece("weighed_line", about, multipliers=[])
    some = {**_claim("median", "kappa", 3, 1), "weights": ["1", "1", "1"], "faulty_weight": "1/999983", "f": None}
    yield "weighed_witness", _piece("weighed_witness", some, points=[["0"], ["0"], ["1"]], honest=[0, 1, 2])
    yield "copies", _piece("copies", some, **{"from": _points("krum", MANY, 1)})
    cells = [[f"C{i}", "Q", "1"] for i in range(9)]
    duals = {"family": "1 of S replaced", "low": 0, "high": 0, "options": [cells], "spread": {"V": "1"}}
    about = _claim("minimum_variance_averaging", "kappa", 99, 40, "inf")
    yield "gram_dual", _piece("gram_dual", about, intervals=[duals])


LISTED = dict(hostile())


@pytest.mark.parametrize("name", LISTED)
def test_what_is_asked_for_is_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verification.recheck.check.limited", partial(limited, FEW))
    with pytest.raises(Refused) as refusal:
        check(LISTED[name])
    assert "\n" not in str(refusal.value)


def test_every_kind_is_attacked() -> None:
    assert {data["kind"] for data in LISTED.values()} == set(KINDS)


@pytest.mark.parametrize(
    ("field", "kind"), [("law", "law"), ("statements", "proof")], ids=["a law", "a proof about the algorithm"]
)
def test_what_holds_in_general_is_bounded(field: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verification.recheck.check.limited", partial(limited, FEW))
    fact = {"name": "x", "small": f"{_sums(9)}**24*{_sums(8)}**24", "large": "0", "equal": False}
    rows = [["c", "0", ""]]
    step = {"step": "combine", "fact": fact, "weights": {}, "by": []}
    statement = {"id": "x", "region": rows, "where": {}, "assumes": [], "steps": [step]}
    combine = {"name": "x", "small": fact["small"], "large": "V", "weights": {}}
    head = {"id": "x", "about": "bucketing", "region": rows, "integers": [], "given": {}}
    law = {**head, "steps": [combine], "claims": ["x"]}
    with pytest.raises(Refused) as refusal:
        proved({"format": 1, "kind": kind, field: law if kind == "law" else [statement]})
    assert "\n" not in str(refusal.value)


def test_steps_are_counted_inside_of_a_check_only() -> None:
    spend(10**400)
    with limited(3):
        spend(3)
        with pytest.raises(ValueError, match=str(MOST)):
            spend(1)
    spend(MOST + 1)
    with limited(), pytest.raises(ValueError, match="more steps"):
        spend(10**400)


def test_a_long_common_denominator_is_refused() -> None:
    about = _claim("mean", "kappa", 3, 1)
    long = [["0"], [f"1/{2 ** (BITS + 1)}"], ["1"]]
    with pytest.raises(Refused, match=f"common denominator of at most {BITS}"):
        check(_piece("witness", about, points=long, honest=[0, 1]))
    short = [["0"], [str(Fraction(1, 2 ** (BITS - 1)))], ["1"]]
    with pytest.raises(Refused, match="reaches"):
        check({**_piece("witness", about, points=short, honest=[0, 2]), "value": "10"})
