"""Proofs and worst inputs for all (n, f) as evidence: true ones of every shape, and falsified in every part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from resam_theory.proof import applies, worst
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound, Case, Combine, Use
from resam_theory.proof.cases import admitted, point_at
from resam_theory.proof.region import Region
from resam_theory.proof.worst import Cluster, Family, Place
from resam_theory.rules import RULES, Rule
from verification.recheck.check import check
from verification.recheck.theorem import RootSum
from verification.solve.certificates import above

__all__ = ["proofs"]

LARGEST = 12
"""Largest n at which a proof or a family is looked at."""
SHAPES = (
    *("trimmed_mean.kappa.every_dimension", "trimmed_mean.lambda.line", "phocas.lambda.line"),
    *("krum.kappa.two_steps", "monna.lambda.every_dimension", "minimum_diameter_averaging.lambda.every_dimension"),
)
"""Bounds whose parts are falsified one by one: each shape once, as every replay takes some milliseconds."""

WHOLE = (
    *("winsorised_mean.kappa.every_dimension", "trimmed_mean.lambda.plane", "geometric_median.lambda.angles"),
    *("minimum_diameter_averaging.kappa.majority", "mean_around_median.lambda.line", "krum.lambda.two_steps"),
    *("krum.kappa.selection", "minimum_variance_averaging.lambda.every_dimension"),
)
"""Bounds that are looked at as a whole: of other shapes, or their parts take long."""
WORST = ("trimmed_mean.kappa.attained", "median.lambda.attained", "krum.kappa.attained")
"""Families whose parts are falsified one by one."""

OTHERS = ("krum.lambda.attained", "mean.kappa.missed", "minimum_diameter_averaging.kappa.majority_attained")
"""Families that are looked at as a whole: with simplices, without a bound, with a case that needs n = 2f + 1."""


def _claim(rule: Rule, criterion: str, n: int, f: int, d: Any) -> dict[str, Any]:
    assert rule.definition is not None
    return {
        "rule": rule.name,
        "definition": rule.definition.data(),
        "criterion": criterion,
        "n": n,
        "f": f,
        "d": d,
    }


def _places(rule: Rule) -> Iterator[tuple[int, int]]:
    for n in range(3, LARGEST + 1):
        for f in range(1, (n - 1) // 2 + 1):
            try:
                rule.require(n, f)
            except ValueError:
                continue
            yield n, f


def _theorem(rule: Rule, bound: Bound, n: int, f: int, value: Fraction) -> dict[str, Any]:
    about = _claim(rule, bound.criterion, n, f, 1 if bound.line else 2 if bound.plane else "inf")
    squared = bound.criterion == "lambda"
    head = {"format": 1, "kind": "theorem", "side": "upper", "claim": about, "value": str(value), "squared": squared}
    return json.loads(json.dumps(head | {"bound": as_data(bound)}))


def _square(bound: Bound, n: int, f: int) -> Fraction:
    """The bound on kappa* or lambda*^2; a rational number just above it where it is irrational."""
    p, q = applies.evaluate(bound, n, f)
    if bound.linear:
        p, q = p**2 + 4 * q, 4 * p**2 * q
    return above(RootSum(p, q))


def _theorems(rule: Rule, bound: Bound) -> Iterator[tuple[bool, dict[str, Any]]]:
    """At the first (n, f) of each case the bound holds, and not a little less; elsewhere it says nothing."""
    seen: set[str] = set()
    outside = 0
    for n, f in _places(rule):
        names = _cases(bound, n, f)
        if names - seen:
            seen |= names
            value = _square(bound, n, f)
            yield True, _theorem(rule, bound, n, f, value)
            if seen != names:
                continue
            yield False, _theorem(rule, bound, n, f, value * Fraction(10**6 - 1, 10**6))
            beyond = 2 if bound.line else 3 if bound.plane else 0
            for d in (beyond, "inf") if beyond and bound.criterion == "lambda" else ():
                yield False, _with(_theorem(rule, bound, n, f, value), d=d)
            if bound.line and bound.criterion == "kappa":
                yield from _of_another_rule(rule, bound, n, f, value)
            if bound.id not in SHAPES:
                return
            yield False, _with(_theorem(rule, bound, n, f, value), criterion=_other(bound.criterion))
            for d in (2, "inf") if bound.line and bound.criterion == "kappa" else ():
                yield True, _with(_theorem(rule, bound, n, f, value), d=d)
        elif not names and outside < 3:
            outside += 1
            yield False, _theorem(rule, bound, n, f, Fraction(10**6))


def _of_another_rule(
    rule: Rule, bound: Bound, n: int, f: int, value: Fraction
) -> Iterator[tuple[bool, dict[str, Any]]]:
    for other in RULES:
        if other is not rule and other.definition is not None:
            about = _theorem(other, bound, n, f, value)
            if refused(about):
                yield False, about


def _cases(bound: Bound, n: int, f: int) -> set[str]:
    point = point_at(bound.names, n, f)
    return {case.name for case in bound.cases if admitted(case, point) is not None}


def _other(criterion: str) -> str:
    return "kappa" if criterion == "lambda" else "lambda"


def _with(data: dict[str, Any], **changed: Any) -> dict[str, Any]:
    squared = data["squared"] if "criterion" not in changed else changed["criterion"] == "lambda"
    return {**data, "claim": {**data["claim"], **changed}, "squared": squared}


def refused(data: Any) -> bool:
    """Whether the checker refuses the evidence: what it refuses, a mutant must refuse."""
    try:
        check(data)
    except ValueError:
        return True
    return False


def falsified(bound: Bound) -> Iterator[Bound]:
    """A constant too small, a premise dropped or turned round, a region widened, a case or a parameter changed."""
    yield replace(bound, cases=())
    yield replace(bound, value=f"99/100*({bound.value})", roots=())
    yield replace(bound, value=f"-({bound.value})")
    yield replace(bound, squared=not bound.squared)
    yield replace(bound, line=False, plane=False)
    yield replace(bound, roots=("0", bound.value, "0"), alternatives=())
    if bound.roots:
        *first, last = bound.roots
        yield replace(bound, roots=bound.roots[::-1])
        yield replace(bound, roots=bound.roots[1:])
        yield replace(bound, roots=(*first, f"99/100*({last})"))
        yield replace(bound, roots=(*first, f"-({last})"))
        yield replace(bound, roots=(f"-({first[0]})", *bound.roots[1:]))
        yield replace(bound, alternatives=("1",))
    for number, case in enumerate(bound.cases[:1]):  # the others are of the same shape
        for changed in _falsified_case(case):
            yield replace(bound, cases=(*bound.cases[:number], changed, *bound.cases[number + 1 :]))
        claim = case.steps[-1]
        assert isinstance(claim, Combine)
        less = replace(claim, large=f"99/100*({claim.large})")
        smaller = replace(case, steps=(*case.steps[:-1], less))
        roots = tuple(f"99/100*({part})" for part in bound.roots)
        yield replace(bound, value=f"99/100*({bound.value})", roots=roots, cases=(smaller,))


def _falsified_case(case: Case) -> Iterator[Case]:
    steps = case.steps
    for place, step in enumerate(steps):
        before, after = steps[:place], steps[place + 1 :]
        yield replace(case, steps=before + after)
        yield replace(case, steps=(*before, step, *steps[place:]))
        if isinstance(step, Use):
            for new in (replace(step, rule="nothing"), replace(step, at=step.at[1:]), replace(step, prefix="p")):
                yield replace(case, steps=(*before, new, *after))
            for name, text in step.at:
                for value in (f"{text} + 1", f"{text} - 1", f"-({text})", "z"):
                    at = tuple((key, value if key == name else old) for key, old in step.at)
                    yield replace(case, steps=(*before, replace(step, at=at), *after))
            continue
        for changed in _falsified_step(step):
            yield replace(case, steps=(*before, changed, *after))
    rows = case.region.rows
    for place, (symbol, low, high) in enumerate(rows):
        for new in ((symbol, f"{low} - 1", high), (symbol, f"{low} - 50", high), (symbol, low, "")):
            yield replace(case, region=Region((*rows[:place], new, *rows[place + 1 :])))
    yield replace(case, region=Region(rows[1:]))
    for name, text in case.given:
        yield replace(case, given=tuple((key, f"{old} + 1" if key == name else old) for key, old in case.given))
        yield replace(case, given=tuple((key, f"2*({text})" if key == name else old) for key, old in case.given))


def _falsified_step(step: Combine) -> Iterator[Combine]:
    for place, (label, weight) in enumerate(step.weights):
        rest = (*step.weights[:place], *step.weights[place + 1 :])
        yield replace(step, weights=rest)
        for value in (f"-({weight})", f"{weight} + 1", f"99/100*({weight})", f"{weight}/2"):
            yield replace(step, weights=(*rest, (label, value)))
        yield replace(step, weights=(*rest, ("nothing", weight)))
    yield replace(step, small=f"2*({step.small})")
    yield replace(step, small=f"{step.small} + E")
    yield replace(step, large=f"{step.large} - E*V")
    yield replace(step, large=f"{step.large} - 1")


def _family(  # noqa: PLR0917 - they read as in the mathematics
    rule: Rule, family: Family, n: int, f: int, value: Fraction | str, d: Any
) -> dict[str, Any]:
    about = _claim(rule, family.criterion, n, f, d)
    squared = family.criterion == "lambda"
    head = {"format": 1, "kind": "family", "side": "lower", "claim": about, "value": str(value), "squared": squared}
    return json.loads(json.dumps(head | {"family": as_data(family)}))


def _families(rule: Rule, family: Family) -> Iterator[tuple[bool, dict[str, Any]]]:
    seen: set[str] = set()
    outside = 0
    for n, f in _places(rule):
        names = {case.name for case in family.cases if _admits(replace(family, cases=(case,)), n, f)}
        if names - seen:
            seen |= names
            value = worst.value_at(family, n, f)
            if value is None:
                yield True, _family(rule, family, n, f, "inf", "inf")
                continue
            everywhere = all(case.on_line for case in family.cases)
            yield True, _family(rule, family, n, f, value, "inf")
            if family.id not in WORST:
                yield False, _family(rule, family, n, f, value * Fraction(10**6 + 1, 10**6), "inf")
                yield all(case.on_line for case in family.cases), _family(rule, family, n, f, value, 1)
                return
            if seen != names:
                continue
            yield everywhere, _family(rule, family, n, f, value, 1)
            yield False, _family(rule, family, n, f, value * Fraction(10**6 + 1, 10**6), "inf")
            yield False, _with(_family(rule, family, n, f, value, "inf"), criterion=_other(family.criterion))
        elif not names and outside < 3:
            outside += 1
            yield False, _family(rule, family, n, f, Fraction(0), "inf")


def _admits(family: Family, n: int, f: int) -> bool:
    try:
        worst.value_at(family, n, f)
    except ValueError:
        return False
    return True


def falsified_inputs(family: Family) -> Iterator[Family]:
    """Another value, a point too many or too few, another S, other places, a region too wide."""
    yield replace(family, cases=())
    yield replace(family, value=f"99/100*({family.value})")
    yield replace(family, value=f"101/100*({family.value})")
    for number, case in enumerate(family.cases):
        for changed in _falsified_place(case):
            yield replace(family, cases=(*family.cases[:number], changed, *family.cases[number + 1 :]))


def _falsified_place(case: Place) -> Iterator[Place]:
    yield replace(case, clusters=(*case.clusters, Cluster("1", ("0",) * len(case.clusters[0].place), True)))
    yield replace(case, clusters=(*case.clusters, Cluster("0", ("0",) * len(case.clusters[0].place), True)))
    yield replace(case, square="-1")
    for place, cluster in enumerate(case.clusters):
        far = tuple(f"{x} + 5" for x in cluster.place)
        for new in (
            *(replace(cluster, honest=not cluster.honest), replace(cluster, size=f"{cluster.size} + 1")),
            *(replace(cluster, size=f"{cluster.size} - 1"), replace(cluster, place=far)),
            *(replace(cluster, spread="-1"), replace(cluster, spread="1"), replace(cluster, place=(*far, "1"))),
        ):
            yield replace(case, clusters=(*case.clusters[:place], new, *case.clusters[place + 1 :]))
        yield replace(case, clusters=(*case.clusters[:place], *case.clusters[place + 1 :]))
    rows = case.region.rows
    for place, (symbol, low, high) in enumerate(rows):
        for new in ((symbol, f"{low} - 1", high), (symbol, f"{low} - 9", high), (symbol, low, f"{low} + 5")):
            yield replace(case, region=Region((*rows[:place], new, *rows[place + 1 :])))
    for name, _ in case.given:
        yield replace(case, given=tuple((key, f"{old} + 1" if key == name else old) for key, old in case.given))


def _moved(family: Family) -> Iterator[Family]:
    """The same input elsewhere and of another size."""
    for text in ("{} + 3", "({})/(f + 1) - 1"):
        cases = (
            replace(
                case, clusters=tuple(replace(c, place=tuple(text.format(x) for x in c.place)) for c in case.clusters)
            )
            for case in family.cases
            if text != "({})/(f + 1) - 1" or "f" in case.region.symbols
        )
        yield replace(family, cases=tuple(cases))
    yield replace(family, cases=tuple(replace(case, square="3") for case in family.cases))


def _data(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _broken(data: dict[str, Any]) -> Iterator[Any]:
    """Data of the wrong type or shape, key by key and inside."""
    for key, value in data.items():
        yield {name: old for name, old in data.items() if name != key}
        for odd in (None, 3, True, "9**99", ["1"], {"1": 2}, [3], [["a"]]):
            if type(odd) is not type(value) or isinstance(value, (list, dict)):
                yield {**data, key: odd}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for inner in _broken(value[0]):
                yield {**data, key: [inner, *value[1:]]}
    yield {**data, "extra": "1"}


def _all(found: Iterable[tuple[bool, Any]]) -> list[tuple[bool, Any]]:
    return list({json.dumps(item, sort_keys=True): item for item in found}.values())


def _listed() -> Iterator[tuple[bool, Any]]:
    for rule in RULES:
        for bound in rule.proofs if rule.definition is not None else ():
            if bound.id not in (*SHAPES, *WHOLE):
                continue
            found = list(_theorems(rule, bound))
            yield from found
            if bound.id in SHAPES:
                data = next(data for holds, data in found if holds)
                claim = {**data, "value": str(10**6)}
                wrong = ({**claim, "bound": as_data(changed)} for changed in falsified(bound))
                yield from ((False, item) for item in wrong if refused(item))
        for family in rule.families if rule.definition is not None else ():
            if family.id not in (*WORST, *OTHERS):
                continue
            found = list(_families(rule, family))
            yield from found
            if family.id not in WORST:
                continue
            data = next(data for holds, data in found if holds)
            claim = {**data, "value": "0"}
            yield from ((True, {**data, "family": _data(as_data(moved))}) for moved in _moved(family))
            wrong = ({**claim, "family": as_data(changed)} for changed in falsified_inputs(family))
            yield from ((False, item) for item in wrong if refused(item))
    for kind, name in (("theorem", "bound"), ("family", "family")):
        rule = next(rule for rule in RULES if rule.name == "trimmed_mean")
        whole = rule.proofs[0] if kind == "theorem" else rule.families[0]
        data = _theorem(rule, rule.proofs[0], 5, 2, Fraction(99))
        if kind == "family":
            data = _family(rule, rule.families[0], 5, 2, Fraction(0), "inf")
        broken = ({**data, name: wrong} for wrong in _broken(json.loads(json.dumps(as_data(whole)))))
        yield from ((False, item) for item in broken if refused(item))


@lru_cache(maxsize=1)
def proofs() -> list[tuple[bool, Any]]:
    """(whether it must be accepted, the evidence)."""
    return _all(_listed())
