"""Every bound of every rule for all (n, f): it is replayed, and its falsified versions are rejected."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from resam_theory.compose.listed import OTHERS
from resam_theory.proof.applies import evaluate
from resam_theory.proof.bounds import Bound, Case, Combine, Use
from resam_theory.proof.inference import INFERENCES
from resam_theory.proof.region import Region, parse
from resam_theory.proof.replay import Rejected, replay
from resam_theory.proof.worst import value_at
from resam_theory.rules import RULES, get

pytestmark = pytest.mark.sampled(5)

BOUNDS = {bound.id: bound for rule in (*RULES, *map(get, OTHERS)) for bound in rule.proofs}
SQUARES = {sp.Symbol(f"{name}2"): sp.Symbol(name) ** 2 for name in "ED"}
STEPS = [(name, number) for name, bound in BOUNDS.items() for number in range(len(bound.cases))]
RATIOS = [
    (name, number) for name, number in STEPS if BOUNDS[name].criterion != "breakdown" and BOUNDS[name].value != "0"
]
PLACES = [(n, f) for n in range(3, 12) for f in range(1, (n - 1) // 2 + 1)]
BREAKDOWNS = [name for name, bound in BOUNDS.items() if bound.criterion == "breakdown"]


@pytest.mark.parametrize("name", BOUNDS)
def test_it_is_replayed(name: str) -> None:
    replay(BOUNDS[name])


def with_case(bound: Bound, number: int, case: Case) -> Bound:
    return replace(bound, cases=(*bound.cases[:number], case, *bound.cases[number + 1 :]))


def final(case: Case) -> Combine:
    last = case.steps[-1]
    assert isinstance(last, Combine)
    return last


def shrunk(bound: Bound, number: int, factor: str) -> Bound:
    """The claim with its constant multiplied, in the value and in the last step of one case."""
    case, error, spread = bound.cases[number], final(bound.cases[number]).small, "D2" if bound.squared else "D"
    spread = "V" if bound.criterion in ("kappa", "xi", "no_attack") else spread
    given = {name: f"({text})" for name, text in case.given}
    value = parse(bound.value).replaced({name: parse(text) for name, text in given.items()})
    assert not value.vanishes
    claim = replace(final(case), small=error, large=f"{factor}*({final(case).large})")
    roots = tuple(f"{factor}*({part})" for part in bound.roots)
    assert spread in final(case).large
    return replace(
        with_case(bound, number, replace(case, steps=(*case.steps[:-1], claim))),
        value=f"{factor}*({bound.value})",
        roots=roots,  # pyright: ignore[reportArgumentType]
    )


@pytest.mark.parametrize(("name", "number"), RATIOS)
def test_a_smaller_constant_is_rejected(name: str, number: int) -> None:
    bound = BOUNDS[name]
    only = replace(bound, cases=(bound.cases[number],))
    replay(only)
    replay(shrunk(only, 0, "1"))  # the same construction, unfalsified, holds
    with pytest.raises(Rejected):
        replay(shrunk(only, 0, "99/100"))


@pytest.mark.parametrize(("name", "number"), STEPS)
def test_every_premise_is_needed(name: str, number: int) -> None:
    """Dropping a weighted fact, or a rule of inference, is rejected."""
    bound = BOUNDS[name]
    case = bound.cases[number]
    claim = final(case)
    for drop in range(len(claim.weights)):
        weights = (*claim.weights[:drop], *claim.weights[drop + 1 :])
        label, weight = claim.weights[drop]
        if parse(weight).vanishes or label in {"V >= 0", "D >= 0", "D2 >= 0", "spread of P", "spread of Q"}:
            continue  # may be implied by the others at a border of the region; the rest must be needed
        with pytest.raises(Rejected):
            replay(replace(bound, cases=(replace(case, steps=(*case.steps[:-1], replace(claim, weights=weights))),)))
    for drop, step in enumerate(case.steps):
        if isinstance(step, Use) and step.rule != "variance is nonnegative":
            with pytest.raises(Rejected):
                replay(replace(bound, cases=(replace(case, steps=case.steps[:drop] + case.steps[drop + 1 :]),)))


@pytest.mark.parametrize("name", BREAKDOWNS)
def test_one_row_more_is_rejected(name: str) -> None:
    """The proof is about as many rows outside S as it says; what it concludes must not depend on them."""
    bound, seen = BOUNDS[name], 0
    rule = next(rule for rule in RULES if bound in rule.proofs)
    for n, f in PLACES:
        try:
            evaluate(bound, n, f, rule.definition)
        except Rejected:
            continue
        seen += 1
        with pytest.raises(Rejected):
            evaluate(replace(bound, value=f"({bound.value}) + 1"), n, f, rule.definition)
    assert seen >= 3
    case, claim = bound.cases[0], final(bound.cases[0])
    for large in (f"({claim.large}) + E2", f"({claim.large}) + D2", f"{claim.large} + x"):
        with pytest.raises(Rejected):
            replay(with_case(bound, 0, replace(case, steps=(*case.steps[:-1], replace(claim, large=large)))))
    with pytest.raises(Rejected, match="one value"):
        replay(replace(bound, alternatives=("n",)))


def restricted(case: Case) -> bool:
    """Whether some hypothesis restricts the parameters of the region."""
    uses = [(INFERENCES[step.rule], dict(step.at)) for step in case.steps if isinstance(step, Use)]
    return any(
        parse(guard).replaced({name: parse(text) for name, text in at.items()}).names
        for rule, at in uses
        for guard in rule.guards
    )


@pytest.mark.parametrize(("name", "number"), [step for step in STEPS if restricted(BOUNDS[step[0]].cases[step[1]])])
def test_a_wider_region_is_rejected(name: str, number: int) -> None:
    """Starting the first parameter that a hypothesis restricts one lower (or five, or fifty) leaves the proof."""
    bound = BOUNDS[name]
    case = bound.cases[number]
    rejected = 0
    for place, (symbol, low, high) in enumerate(case.region.rows):
        for less in ("1", "5", "50"):
            rows = list(case.region.rows)
            rows[place] = (symbol, f"{low} - {less}", high)
            try:
                replay(replace(bound, cases=(replace(case, region=Region.of(*rows)),)))
            except Rejected:
                rejected += 1
                break
    assert rejected >= 1


def inside(where: str, n: int, f: int) -> bool:
    condition: Any = sympified_condition(where).subs({"n": n, "f": f}) if where else sp.true
    return bool(condition)


def sympified_condition(text: str) -> Any:
    read: Any = sp.sympify
    return read(text, locals={"n": sp.Symbol("n"), "f": sp.Symbol("f")})


ODD = "norm_clipping.no_attack.attained"
"""About odd n only, as the claim is."""
GIVEN = {given.id: (rule, given) for rule in RULES for given in (*rule.proofs, *rule.families) if given.id != ODD}


@pytest.mark.parametrize("name", GIVEN)
def test_the_cases_cover_the_domain(name: str) -> None:
    """At every (n, f) up to 21 where the rule is defined and ``where`` holds, a case applies; nowhere else."""
    rule, given = GIVEN[name]
    seen = 0
    for n in range(3, 22):
        for f in range(1, (n - 1) // 2 + 1):
            if not rule.admits(n, f):
                continue
            try:
                if isinstance(given, Bound):
                    x, y = evaluate(given, n, f, d=2 if given.depends_on_d else None)
                    assert min(x, y) >= 0
                else:
                    value_at(given, n, f)
            except Rejected:
                assert not inside(given.where, n, f), (n, f)
            else:
                seen += 1
                assert inside(given.where, n, f), (n, f)
    assert seen >= 3


def test_reference_values() -> None:
    """theory.md's numbers, computed by hand there: (B1), (B2), (B4), (B5), (B7)."""
    at = BOUNDS
    assert evaluate(at["trimmed_mean.kappa.every_dimension"], 15, 4)[0] == Fraction(4, 7)
    assert evaluate(at["median.kappa.every_dimension"], 15, 4)[0] == Fraction(7, 4)
    assert evaluate(at["geometric_median.kappa.every_dimension"], 8, 3)[0] == 4
    assert evaluate(at["mean_around_median.kappa.every_dimension"], 15, 4)[0] == Fraction(32, 11)
    assert evaluate(at["minimum_diameter_averaging.kappa.every_dimension"], 15, 4)[0] == Fraction(140, 33)
    assert evaluate(at["minimum_diameter_averaging.kappa.majority"], 5, 2)[0] == Fraction(26, 3)
    assert evaluate(at["multi_krum.kappa.every_dimension"], 40, 10)[0] == 2
    assert evaluate(at["krum.kappa.selection"], 3, 1)[0] == 9


def test_a_symbol_belongs_to_one_rule_of_inference() -> None:
    """Two rules that call different things A must not be mixed."""
    region = Region.of(("f", "1", ""), ("k", "f", ""), ("s", "0", ""))
    first = Use("added points shift order statistics", (("f", "f"), ("k", "k"), ("n", "2*k + 1 + s")))
    second = Use("window around the median", (("f", "f"), ("l", "1"), ("q", "1"), ("m", "f + k + 2")))
    case = Case("mixed", region, (), (), (first, second, Combine("claim", "E2", "0*V", ())))
    with pytest.raises(Rejected, match="another meaning"):
        replay(Bound("mixed", "kappa", "0", (case,), "", line=True))


@pytest.mark.parametrize(
    "text",
    ["a**99", "a.b", "f()", "1/0", "(" * 2000 + "a" + ")" * 2000, "a" * 5000, "2.5", "a//2", "((9**24)**24)**24"],
)
def test_odd_expressions_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)
