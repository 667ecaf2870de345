"""Laws: true for all parameters of their regions, read from data, and refused once anything in them is falsified."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import isclose

import pytest

from resam_theory.compose.expectation import CLAIMS, LAWS, bound, shares
from resam_theory.proof import laws
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Combine, Use
from resam_theory.proof.cases import Rejected
from resam_theory.proof.laws import Law
from resam_theory.proof.region import Region
from verification.recheck.check import proved


def evidence(law: Law) -> dict[str, object]:
    return {"format": 1, "kind": "law", "law": as_data(law)}


def conclusions(law: Law) -> list[Combine]:
    return [step for step in law.steps if isinstance(step, Combine)]


def changed(law: Law, old: Combine, new: Combine) -> Law:
    return replace(law, steps=tuple(new if step == old else step for step in law.steps))


STEPS = [(law, step) for law in LAWS.values() for step in conclusions(law)]
NAMES = [f"{law.id}: {step.name}" for law, step in STEPS]


def test_every_claim_in_expectation_has_its_law() -> None:
    assert {claim.id for claim in CLAIMS} == set(LAWS)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_it_is_replayed_from_data(law: Law) -> None:
    assert laws.read(as_data(law)) == law
    sentence, status, given = proved(evidence(law))
    assert sentence == law.statement()
    assert status == "certified"
    assert len(given) == 1
    assert "drawn uniformly after the inputs are fixed" in given[0]


@pytest.mark.parametrize(("n", "f", "s"), [(6, 1, 2), (9, 1, 3), (15, 2, 3), (20, 2, 4), (4, 1, 1)])
@pytest.mark.parametrize("kappa", [Fraction(1, 3), Fraction(1), Fraction(7)])
def test_the_bound_is_the_least_over_what_the_law_says(n: int, f: int, s: int, kappa: Fraction) -> None:
    """(1 + t) kappa v + (1 + 1/t) b at its best t, and (1 + kappa)(b + v), with b and v of the theory."""
    m, w = n - f, (s - 1) * f
    b, v = shares(n, f, s)
    assert (b, b + v) == (Fraction(w, (m - w) * (m - 1)), Fraction(m - s, s * (m - 1)))
    second = float((1 + kappa) * (b + v))
    ts = [i / 1000 for i in range(1, 20000)] if b else [0.0]
    first = min((1 + t) * float(kappa * v) + (1 + 1 / t) * float(b) if t else float(kappa * v) for t in ts)
    assert isclose(bound(n, f, s, float(kappa)), min(first, second), rel_tol=1e-5)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("law", "step"), STEPS, ids=NAMES)
@pytest.mark.parametrize("less", ["99/100", "999/1000"])
def test_a_smaller_constant_is_refused(law: Law, step: Combine, less: str) -> None:
    """From above times ``less``; from below over it."""
    if step.large.endswith("*V"):
        new = replace(step, large=f"{less}*({step.large})")
    else:
        new = replace(step, small=f"({step.small})/({less})")
    with pytest.raises(Rejected):
        laws.replay(changed(law, step, new))


@pytest.mark.parametrize(("law", "step"), STEPS, ids=NAMES)
def test_a_dropped_premise_is_refused(law: Law, step: Combine) -> None:
    for label, _ in step.weights:
        less = replace(step, weights=tuple(item for item in step.weights if item[0] != label))
        with pytest.raises(Rejected):
            laws.replay(changed(law, step, less))


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize(("symbol", "low"), [("f", "0"), ("s", "0"), ("a", "0"), ("kappa", "-1")])
def test_a_wider_region_is_refused(law: Law, symbol: str, low: str) -> None:
    """No faulty row, buckets of none, n/s = 2f buckets, a coefficient below 0."""
    rows = tuple((name, low if name == symbol else own, high) for name, own, high in law.region.rows)
    with pytest.raises(Rejected):
        laws.replay(replace(law, region=Region(rows)))


def used(**at: str) -> Law:
    """Nothing, from the first law's rule of inference with other parameters."""
    law = LAWS["bucketing.expectation.shares"]
    use = law.steps[0]
    assert isinstance(use, Use)
    other = replace(use, at=tuple((name, at.get(name, value)) for name, value in use.at))
    return replace(law, steps=(other, Combine("nothing", "0", "0")), claims=("nothing",))


def about(**fields: object) -> Law:
    changes: dict[str, object] = fields
    return replace(LAWS["bucketing.expectation.shares"], **changes)  # pyright: ignore[reportArgumentType]


GIVEN = LAWS["bucketing.expectation.shares"].given
FALSE = {
    "nothing, from no claim": (replace(used(), claims=("something",)), "no conclusion"),
    "the worst order": (about(about="bucketing"), "speaks of something else"),
    "m of the problem": (about(given=(GIVEN[0], ("m", "n - f + 1"), *GIVEN[2:])), "m is not n - f"),
    "no n": (about(given=(("N", "s*(a + 2*f)"), ("m", "N - f"), *GIVEN[2:])), "n has no meaning"),
    "fewer faulty rows": (used(f="(f + 1)/2"), "another f"),
    "f of the rule": (used(f="f + 1"), "on the region"),
    "m of the rule": (used(m="m + 1"), "another m"),
    "s of the rule": (used(s="1"), "another s"),
    "kappa of the rule": (used(inner="f"), "another inner"),
    "kappa an integer": (about(integers=("f", "s", "a", "kappa")), "needs any kappa > 0"),
    "s any number": (about(integers=("f", "a")), "an integer or any positive one"),
    "half of a bucket": (about(given=(("n", "s*(2*a + 4*f + 1)/2"), *GIVEN[1:])), "needs an integer"),
    "what the rule speaks of": (replace(used(), given=(*GIVEN, ("BY", "b*V"))), "which has another meaning"),
    "a symbol given": (about(given=(*GIVEN, ("a", "f"))), "must not be a symbol"),
    "a claim that is none": (about(claims=("a bucket, above",)), "no conclusion"),
    "no claim": (about(claims=()), "no conclusion"),
}


def test_nothing_follows_from_the_rule_as_it_is() -> None:
    assert proved(evidence(used()))[0].startswith("bucketing in a random order: 0 <= 0; for all")


@pytest.mark.parametrize("name", FALSE)
def test_it_is_refused(name: str) -> None:
    law, reason = FALSE[name]
    with pytest.raises(ValueError, match=reason) as caught:
        proved(evidence(law))
    assert "\n" not in str(caught.value)


def test_what_vanishes_at_an_end_gives_nothing() -> None:
    """(s - 1) V <= 0 is true at s = 1 only, and from (s - 1) V >= 0 nothing follows there."""
    law = LAWS["bucketing.expectation.shares"]
    weak = Combine("weak", "(s - 1)*BY", "(s - 1)*b*V", (("all good rows, above", "(s - 1)/g**2"),))
    strong = Combine("strong", "BY", "b*V", (("weak", "1/(s - 1)"),))
    with pytest.raises(Rejected, match="a denominator may vanish"):
        laws.replay(replace(law, steps=(law.steps[0], weak, strong), claims=("strong",)))
    laws.replay(replace(law, steps=(law.steps[0], weak), claims=("weak",)))


@pytest.mark.parametrize("key", ["format", "kind", "law"])
def test_evidence_lacks_nothing_and_has_nothing_else(key: str) -> None:
    data = evidence(LAWS["bucketing.expectation.shares"])
    for wrong in ({name: value for name, value in data.items() if name != key}, {**data, "value": "1"}):
        with pytest.raises(ValueError, match=r"."):
            proved(wrong)
