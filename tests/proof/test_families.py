"""Worst inputs for all (n, f): the definition is evaluated on them symbolically; falsified ones are rejected."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy as sp

from resam_theory.criteria import ratios
from resam_theory.definitions.base import Form
from resam_theory.definitions.registry import REGISTRY, definition_of
from resam_theory.definitions.trimmed import Trimmed
from resam_theory.proof.as_data import as_data
from resam_theory.proof.cases import admitted, point_at
from resam_theory.proof.polynomial import Ratio
from resam_theory.proof.region import Region, parse
from resam_theory.proof.replay import Rejected
from resam_theory.proof.symbolic import Number, Undecided
from resam_theory.proof.worst import UNBOUNDED, Cluster, Family, Place, read, replay, value_at
from resam_theory.rules import RULES, Rule

FAMILIES = {family.id: (rule, family) for rule in RULES for family in rule.families}
RATIOS = [name for name, (_, family) in FAMILIES.items() if family.criterion != "breakdown"]
BREAKDOWNS = [name for name in FAMILIES if name not in RATIOS]


def defined(rule: Rule) -> Form:
    assert rule.definition is not None
    return rule.definition


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n.startswith("rfa") else n for n in FAMILIES]
)
def test_it_is_attained(name: str) -> None:
    rule, family = FAMILIES[name]
    replay(family, defined(rule))
    assert read(as_data(family)) == family


@pytest.mark.sampled(4)
@pytest.mark.parametrize("factor", ["99/100", "101/100"])
@pytest.mark.parametrize("name", RATIOS)
def test_another_value_is_rejected(name: str, factor: str) -> None:
    rule, family = FAMILIES[name]
    other = UNBOUNDED if factor == "101/100" else "1"
    value = other if family.value == UNBOUNDED else f"{factor}*({family.value})"
    if family.value not in {value, "0"}:
        with pytest.raises(Rejected, match="no admissible output"):
            replay(replace(family, value=value), defined(rule))


@pytest.mark.parametrize("name", [name for name in RATIOS if FAMILIES[name][1].value != UNBOUNDED])
def test_a_finite_ratio_is_not_infinite(name: str) -> None:
    rule, family = FAMILIES[name]
    with pytest.raises(Rejected, match="no admissible output has the ratio inf"):
        replay(replace(family, value=UNBOUNDED), defined(rule))


def test_a_point_that_is_not_missed_has_no_ratio() -> None:
    """S at 0 and the faulty at 1: the trimmed mean is 0, which is neither infinitely far off nor off by 0/0."""
    _, family = FAMILIES["mean.kappa.missed"]
    for value in (UNBOUNDED, "0", "1"):
        with pytest.raises(Rejected, match="no admissible output"):
            replay(replace(family, value=value), Trimmed("f"))


@pytest.mark.parametrize("name", [name for name in RATIOS if FAMILIES[name][1].value != "0"])
def test_another_rule_is_rejected(name: str) -> None:
    """The mean, which trims nothing, does not have this ratio on this input, the trimmed mean no infinite one."""
    _, family = FAMILIES[name]
    if all(case.on_line for case in family.cases):
        with pytest.raises(Rejected):
            replay(family, Trimmed("f" if family.value == UNBOUNDED else "0"))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_class_too_many_is_rejected(name: str) -> None:
    rule, family = FAMILIES[name]
    for case in family.cases:
        more = replace(case, clusters=(*case.clusters, Cluster("1", ("0",), True)))
        with pytest.raises(Rejected, match="not n points"):
            replay(replace(family, cases=(more,)), defined(rule))


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n.startswith("rfa") else n for n in BREAKDOWNS]
)
def test_a_breakdown_point_that_is_not_shown_is_rejected(name: str) -> None:
    """One row less, S not at one point, the far rows where they do not move the output away, a distance that n, f or
    the number of rows decides."""
    rule, family = FAMILIES[name]
    case = family.cases[-1]
    own, *far = case.clusters
    near = [replace(cluster, place=own.place) for cluster in far]
    size = replace(own, size=f"{own.size} + t - t*1")
    spread = (replace(own, size="1", place=("1/2",)), replace(own, size=f"{own.size} - 1"))
    rows = case.region.rows
    for wrong, value in (
        (case, f"({family.value}) - 1"),
        (replace(case, clusters=(own, *near)), family.value),
        (replace(case, clusters=(*spread, *far)), family.value),
        (replace(case, region=Region((rows[-1], *rows[:-1]))), family.value),
        (replace(case, clusters=(replace(size, size=f"{own.size} + t"), *far)), family.value),
        (replace(case, region=Region((*rows[:-1], ("t", "0", "")))), family.value),
    ):
        with pytest.raises(Rejected):
            replay(replace(family, value=value, cases=(wrong,)), defined(rule))


@pytest.mark.parametrize("name", [name for name in RATIOS if FAMILIES[name][1].cases[0].on_line])
def test_it_agrees_with_the_input_written_out(name: str) -> None:
    """At small (n, f) the points themselves, through the rule's exact definition and the criteria: another route."""
    rule, family = FAMILIES[name]
    seen = 0
    for n in range(3, 10):
        for f in range(1, (n - 1) // 2 + 1):
            try:
                value = value_at(family, n, f)
            except Rejected:
                continue
            reached = reach(rule, family, n, f)
            assert reached == value, (n, f)
            seen += 1
    assert seen >= 3


def reach(rule: Rule, family: Family, n: int, f: int) -> Fraction | None:
    point = point_at(family.names, n, f)
    case = next(case for case in family.cases if admitted(case, point) is not None)
    values = dict(point) | (admitted(case, point) or {})
    rows = [
        ((parse(cluster.place[0]).at(values),), cluster.honest)
        for cluster in case.clusters
        for _ in range(int(parse(cluster.size).at(values)))
    ]
    index, random = 0 if family.criterion == "lambda" else 1, Random(f"{n} {f}")
    orders = [rows] if defined(rule).symmetric else [random.sample(rows, n) for _ in range(400)]
    found: set[Any] = set()
    for order in orders:
        points, honest = [point for point, _ in order], [i for i, (_, inside) in enumerate(order) if inside]
        found |= {ratios(points, honest, output)[index] for output in rule.exact(points, f)}
    best: Any = max(found)
    return None if best is sp.oo else Fraction(int(best.p), int(best.q))


def test_comparisons_that_change_are_refused() -> None:
    region = Region.of(("f", "1", ""), ("a", "1", ""))
    a, f = (Number.of(name, region) for name in "af")
    with pytest.raises(Undecided):
        _ = a < f
    with pytest.raises(Undecided):
        _ = a == f
    assert a + f >= 2
    assert not a < 1
    assert (2 * a + 1) // 2 == a
    with pytest.raises(Undecided):
        _ = a // 2
    with pytest.raises(Undecided):
        _ = Number(Ratio.number(1) / parse("a - 1"), region) > 0
    with pytest.raises(ValueError, match="upper ends"):
        Number.of("a", Region.of(("a", "1", "2")))


def test_the_weak_end_of_a_region_is_seen() -> None:
    """With a >= f a tie at a = f must not be overlooked: a > f is not decided."""
    region = Region.of(("f", "1", ""), ("a", "f", ""))
    with pytest.raises(Undecided):
        _ = Number.of("a", region) > Number.of("f", region)
    assert Number.of("a", region) >= Number.of("f", region)


def test_a_family_needs_a_case() -> None:
    with pytest.raises(Rejected, match="no case"):
        replay(Family("none", "kappa", "1", ()), defined(RULES[0]))


def test_places_are_read_strictly() -> None:
    rule, family = FAMILIES["krum.lambda.attained"]
    data = as_data(family)
    assert replay(read(data), defined(rule)) is None
    for key in data:
        with pytest.raises(ValueError, match=r"need|must"):
            read({**data, key: 3})
    assert isinstance(family.cases[0], Place)


@pytest.mark.parametrize("name", [name for name in REGISTRY if definition_of(name).symmetric])
def test_classes_have_outputs_of_their_points(name: str) -> None:
    """What a definition says of classes on the line is among what it gives on the points written out."""
    form, random = definition_of(name), Random(name)
    for _ in range(40):
        values = [Fraction(value) for value in random.sample(range(-5, 6), random.randint(1, 4))]
        sizes = [random.randint(1, 3) for _ in values]
        n = sum(sizes)
        f = random.randint(0, (n - 1) // 2)
        points = [(value,) for value, size in zip(values, sizes, strict=True) for _ in range(size)]
        try:
            form.check(n, f)
            found, given = form.on_line(values, sizes, f), form.outputs(points, f)
        except ValueError:  # not admissible, or no rational output
            continue
        assert {(x,) for x in found or ()} <= set(given), (values, sizes, f)
