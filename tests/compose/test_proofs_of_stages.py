"""What a stage makes of a coefficient, for all (n, f): replayed, the same as the maps, and rejected when falsified."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import hypothesis.strategies as st
import pytest
import sympy as sp
from hypothesis import given

from resam_theory import symbols
from resam_theory.claims import Criterion
from resam_theory.compose import pre_aggregation
from resam_theory.proof import worst
from resam_theory.proof.applies import evaluate
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound, Combine, Use, read
from resam_theory.proof.cases import Rejected
from resam_theory.proof.region import Region
from resam_theory.proof.replay import replay
from resam_theory.rules import get
from verification.evidence import Status, Target
from verification.recheck.check import check
from verification.solve.gather import bounds
from verification.verdicts import settle

STAGES = ("nnm", "bucketing(s=2)", "bucketing(s=3)", "arc", "ctma")
PROOFS = [(name, bound) for name in STAGES for bound in pre_aggregation(name).proofs]
"""In the order of the maps."""
PLACES = ((12, 1), (18, 2), (24, 3), (30, 4))


def holder(name: str) -> Any:
    form: Any = get(f"{name}+trimmed_mean").definition
    return form.stage if hasattr(form, "stage") else form


@pytest.mark.parametrize(("name", "bound"), PROOFS, ids=[bound.id for _, bound in PROOFS])
def test_proofs_are_replayed_and_are_the_maps(name: str, bound: Bound) -> None:
    replay(read(as_data(bound)))
    about, stage = SimpleNamespace(name="ctma") if name == "ctma" else holder(name), pre_aggregation(name)
    same = [proof for proof in stage.proofs if proof.criterion == bound.criterion]
    affine = stage.maps[Criterion(bound.criterion)][same.index(bound)]
    for n, f in PLACES:
        for inner in (Fraction(1, 3), Fraction(7, 2)):
            at: Any = {symbols.n: n, symbols.f: f}
            claimed: Any = symbols.expand(affine(sp.Rational(inner.numerator, inner.denominator))).subs(at)
            assert evaluate(bound, n, f, about, inner)[0] == Fraction(str(claimed))


@pytest.mark.parametrize("factor", ["99/100", "999/1000"])
@pytest.mark.parametrize(("name", "bound"), PROOFS, ids=[bound.id for _, bound in PROOFS])
def test_a_smaller_constant_is_rejected(name: str, bound: Bound, factor: str) -> None:
    for case in bound.cases:
        *uses, claim = case.steps
        assert isinstance(claim, Combine)
        smaller = replace(claim, large=f"({factor})*{claim.large}")
        false = replace(bound, value=f"({factor})*({bound.value})", cases=(replace(case, steps=(*uses, smaller)),))
        with pytest.raises(Rejected):
            replay(false)


@pytest.mark.parametrize(("name", "bound"), PROOFS, ids=[bound.id for _, bound in PROOFS])
def test_a_dropped_fact_or_another_coefficient_is_rejected(name: str, bound: Bound) -> None:
    others = []
    for case in bound.cases:
        for place, claim in enumerate(case.steps):
            if isinstance(claim, Use):
                continue
            for label, _ in claim.weights:
                if label not in {"V >= 0", "D >= 0"}:
                    less = replace(claim, weights=tuple(item for item in claim.weights if item[0] != label))
                    steps = (*case.steps[:place], less, *case.steps[place + 1 :])
                    with pytest.raises(Rejected):
                        replay(replace(bound, cases=(replace(case, steps=steps),)))
        at = tuple((name, "1" if name.startswith("inner") else at) for name, at in case.at)
        others.append(replace(case, at=at))
    about = SimpleNamespace(name="ctma") if name == "ctma" else holder(name)
    with pytest.raises(Rejected):
        evaluate(replace(bound, cases=tuple(others)), 18, 2, about, Fraction(1, 3))
    with pytest.raises(Rejected):
        evaluate(bound, 18, 2, SimpleNamespace(name="trimmed"), Fraction(1, 3))


@pytest.mark.parametrize("n", range(3, 22))
def test_shortening_has_its_two_maps_at_every_place(n: int) -> None:
    """kappa + k/(m-k), kappa + 2f/(n-2f), and inputs that no rule survives better: k/(m-k) and k/m."""
    sharp, plain, linear = pre_aggregation("arc").proofs
    families = {family.criterion: family for family in pre_aggregation("arc").families}
    for f in range(1, (n - 1) // 2 + 1):
        m, inner = n - f, Fraction(2, 3)
        k = 2 * f * m // n
        values = [evaluate(bound, n, f, holder("arc"), inner)[0] - inner for bound in (sharp, plain, linear)]
        assert values == [Fraction(k, m - k), Fraction(2 * f, n - 2 * f), Fraction(k, m)]
        assert worst.value_at(families["kappa"], n, f) == Fraction(k, m - k)
        assert worst.value_at(families["lambda"], n, f) == Fraction(k, m) ** 2


@pytest.mark.parametrize("rule", ["trimmed_mean", "median", "mean_around_median", "geometric_median"])
def test_the_floors_of_shortening_are_evaluated_and_larger_ones_refused(rule: str) -> None:
    composition = get(f"arc+{rule}")
    assert composition.definition is not None
    for family in pre_aggregation("arc").families:
        assert family in composition.families
        worst.replay(family, composition.definition)
        with pytest.raises(Rejected):
            worst.replay(replace(family, value=f"101/100*({family.value})"), composition.definition)
        far = [replace(case, region=Region(tuple((name, "0", high) for name, _, high in case.region.rows)))
               for case in family.cases]  # fmt: skip
        with pytest.raises(Rejected):
            worst.replay(replace(family, cases=tuple(far)), composition.definition)


@given(data=st.data())
def test_classes_are_shortened_like_their_points(data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(-4, 4), min_size=1, max_size=5))
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=len(values), max_size=len(values)))
    f = data.draw(st.integers(0, (sum(sizes) - 1) // 2))
    points = [(Fraction(value),) for value, size in zip(values, sizes, strict=True) for _ in range(size)]
    ((classes, _),) = holder("arc").on_line([Fraction(value) for value in values], sizes, f)
    written = [(value,) for value, size in zip(classes, sizes, strict=True) for _ in range(size)]
    assert [tuple(written)] == holder("arc").images(points, f)


@pytest.mark.parametrize("name", ["nnm+trimmed_mean", "ctma+trimmed_mean"])
def test_the_best_mixing_pipeline_is_certified_for_all_sizes(name: str) -> None:
    claim = next(claim for claim in get(name).claims if claim.id.endswith("kappa.exact"))
    for n, f in ((7, 2), (8, 3), (31, 10)):
        found = bounds(name, Criterion.KAPPA, n, f, float("inf"))
        target = Target(name, Criterion.KAPPA, n, f, None)
        assert settle(claim, target, found).status is Status.EVERYWHERE
        for factor in (Fraction(99, 100), Fraction(101, 100)):
            assert settle(claim.scaled(factor), target, found).status is Status.REFUTED  # pyright: ignore[reportArgumentType]


def test_evidence_that_carries_the_proof_is_read_and_falsified_ones_are_not() -> None:
    found = bounds("nnm+median", Criterion.KAPPA, 7, 2, float("inf"))
    good: Any = next(dict(item.data) for item in found if item.data["kind"] == "composed")
    assert any("charged pairs" in sentence for sentence in check(good).given)
    false = [
        good | {"value": str(Fraction(good["value"]) * Fraction(99, 100))},
        good | {"bound": as_data(pre_aggregation("arc").proofs[0])},
        good | {"bound": good["bound"] | {"value": "4*f/m"}},
        good | {"bound": as_data(pre_aggregation("nnm").proofs[1])},
        good | {"bound": {}},
    ]
    for data in false:
        with pytest.raises(ValueError, match=r"."):
            check(data)
