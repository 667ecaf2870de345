"""Trimmed means after ARC and NNM on the line, for all (n, f): replayed, as stated, and refused once falsified."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from resam_theory.claims import Claim
from resam_theory.criteria import ratios
from resam_theory.definitions.trimmed import Trimmed
from resam_theory.proof import worst
from resam_theory.proof.applies import evaluate
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound, Case, Combine, Use, read
from resam_theory.proof.cases import Rejected
from resam_theory.proof.replay import replay
from resam_theory.rules import get
from verification.evidence import Status, Target
from verification.solve import bounds
from verification.verdicts import settle

NAMES = ("arc+trimmed_mean", "arc+median", "nnm+trimmed_mean", "nnm+median")
PROOFS = [(name, bound) for name in NAMES for bound in get(name).proofs]
IDS = [f"{name} {bound.id}" for name, bound in PROOFS]
EXACT = [
    claim
    for name in NAMES
    for claim in get(name).claims
    if claim.criterion in ("kappa", "lambda") and claim.id.endswith("exact_line")
]


@pytest.mark.parametrize(("name", "bound"), PROOFS, ids=IDS)
def test_it_is_what_the_theory_says_at_every_place(name: str, bound: Bound) -> None:
    replay(read(as_data(bound)))
    form: Any = get(name).definition
    for n in range(3, 20):
        for f in range(1, (n - 1) // 2 + 1):
            m, t = n - f, (n - 1) // 2 if name.endswith("median") else f
            most = max(t, 2 * f * m // n)
            q, values = (
                n // 2 + 1 - f,
                {"arc.kappa.line": Fraction(most, m - most), "arc.lambda.line": Fraction(most, m)},
            )
            values["nnm.kappa.median"] = Fraction(4 * f * (q + f), m * q)
            assert evaluate(bound, n, f, form)[0] == values.get(bound.id, Fraction(2 * f, m))


@pytest.mark.parametrize("factor", ["99/100", "999/1000"])
@pytest.mark.parametrize(("name", "bound"), PROOFS, ids=IDS)
def test_a_smaller_constant_or_less_is_refused(name: str, bound: Bound, factor: str) -> None:
    for i, case in enumerate(bound.cases):
        use, *more, last = case.steps
        assert isinstance(use, Use)
        assert isinstance(last, Combine)
        others = bound.cases[:i], bound.cases[i + 1 :]
        for new in (
            replace(last, large=f"{factor}*{last.large}"),
            *(_without(last, label) for label, _ in last.weights),
        ):
            false = replace(bound, value=f"{factor}*({bound.value})", alternatives=(bound.value, *bound.alternatives))
            for stated in (false, bound):
                with pytest.raises(Rejected):
                    replay(replace(stated, cases=(*others[0], replace(case, steps=(use, *more, new)), *others[1])))
    needed = case_at(bound, 15, 4, get(name).definition)  # k = 5, and t = 4 or 7
    with pytest.raises(Rejected, match="no case admits"):
        evaluate(replace(bound, cases=tuple(case for case in bound.cases if case != needed)), 15, 4)
    for other in (Trimmed(), get("arc+mean_around_median").definition, get("bucketing(s=1)+median").definition):
        with pytest.raises(Rejected, match="speaks about"):
            evaluate(bound, 15, 4, other)


def case_at(bound: Bound, n: int, f: int, form: Any) -> Case:
    """The one case that admits (n, f)."""
    found = []
    for case in bound.cases:
        try:
            evaluate(replace(bound, cases=(case,)), n, f, form)
        except Rejected:
            continue
        found.append(case)
    (one,) = found
    return one


def _without(step: Combine, label: str) -> Combine:
    return replace(step, weights=tuple(item for item in step.weights if item[0] != label))


def test_fewer_rows_than_are_shortened_are_refused() -> None:
    """K = t where t < k: the guard of the rule of inference."""
    bound = get("arc+trimmed_mean").proofs[0]
    case = bound.cases[0]
    use, last = case.steps
    assert isinstance(use, Use)
    fewer = replace(use, at=tuple((name, "t" if name == "K" else value) for name, value in use.at))
    with pytest.raises(Rejected, match="K - k >= 0"):
        replay(replace(bound, cases=(replace(case, steps=(fewer, last)),)))


BUCKETS = {s: f"bucketing(s={s})+trimmed_mean" for s in (2, 3)}
REACHED = [(name, family) for name in ("arc+median", "nnm+median", *BUCKETS.values()) for family in get(name).families]


@pytest.mark.parametrize(("name", "family"), REACHED, ids=[f"{name} {family.id}" for name, family in REACHED])
def test_inputs_of_the_median_are_evaluated(name: str, family: worst.Family) -> None:
    form: Any = get(name).definition
    worst.replay(family, form)
    with pytest.raises(Rejected):
        worst.replay(replace(family, value=f"101/100*({family.value})"), form)


@pytest.mark.parametrize(("s", "n", "f"), [(2, 6, 1), (2, 12, 2), (3, 9, 1), (3, 18, 2)])
def test_inputs_of_bucketing_written_out_reach_the_same(s: int, n: int, f: int) -> None:
    """A7, row by row in the order of the buckets; kappa is what (E1) makes of f/(N - 2f)."""
    buckets, m, zero, one = n // s, n - f, Fraction(0), Fraction(1)
    good = [zero] * (s * f) + [one] * (s * (buckets - 2 * f))
    bad = [value for _ in range(f) for value in (*[zero] * (s - 1), Fraction(s))]
    points = [(value,) for value in (*good, *bad)]
    honest = [i for i in range(n) if i < len(good) or i % s < s - 1]
    (output,) = get(BUCKETS[s]).exact(points, f)
    w, inner = (s - 1) * f, Fraction(f, buckets - 2 * f)
    square, kappa = ratios(points, honest, output)
    assert kappa == (w + m * inner) / (m - w)
    assert square == Fraction((2 * s - 1) * f, m) ** 2
    found = {family.criterion: worst.value_at(family, n, f) for family in get(BUCKETS[s]).families}
    assert found == {"kappa": kappa, "lambda": square}


@pytest.mark.parametrize("s", BUCKETS)
@pytest.mark.parametrize("criterion", ["kappa", "agnostic", "blanchard"])
def test_what_bucketing_costs_a_trimmed_mean_is_certified_for_all(s: int, criterion: str) -> None:
    (claim,) = [c for c in get(BUCKETS[s]).claims if c.criterion == criterion and c.id.endswith("exact_composed")]
    n, f, d = 6 * s, 2, float("inf")
    target, found = Target(claim.subject, claim.criterion, n, f, None), bounds(claim.subject, criterion, n, f, d)
    assert settle(claim, target, found).status is Status.EVERYWHERE
    for factor in (Fraction(99, 100), Fraction(-1)):
        status = settle(claim.scaled(factor), target, found).status  # pyright: ignore[reportArgumentType]
        assert not status.certified


@pytest.mark.sampled(6)
@pytest.mark.parametrize("claim", EXACT, ids=lambda claim: claim.id)
def test_claims_hold_for_all_and_falsified_ones_are_refuted(claim: Claim) -> None:
    for n, f in ((5, 2), (12, 3), (25, 7)):
        target = Target(claim.subject, claim.criterion, n, f, 1)
        found = bounds(claim.subject, claim.criterion, n, f, 1)
        assert settle(claim, target, found).status is Status.EVERYWHERE
        for factor in (Fraction(99, 100), Fraction(101, 100)):
            assert settle(claim.scaled(factor), target, found).status is Status.REFUTED  # pyright: ignore[reportArgumentType]
