"""Resilient averaging (D1) and robustness (D2) of a probed rule: claimed constants put to the test."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import sympy as sp
from hypothesis import target

from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.output import number

from ..search import Found
from .findings import Finding, attempt, failed, passed, skipped
from .measuring import exact_value, measured, scored, violated
from .minimise import minimise
from .probe import Probe, Property, sets
from .strategies import InputSet
from .violations import Violation

__all__ = ["ClaimedConstant", "claimed", "coefficient_finding", "name_of", "remark_on"]

_NAMES = {Criterion.LAMBDA: "resilient_averaging", Criterion.KAPPA: "robustness"}
_SHORT = 1e-9  # the search deducts what rounding explains, so that it ends below a value that its input attains
_KEEPS = 0.999  # a simplified worst input keeps this share of the ratio
_MINIMISING = 2.0  # seconds


@dataclass(frozen=True)
class ClaimedConstant:
    """A claimed constant: coefficient ``criterion`` <= ``value``."""

    criterion: Criterion
    value: sp.Expr | float
    text: str

    @property
    def number(self) -> float:
        """The constant as a float."""
        return float(self.value)


def name_of(criterion: Criterion) -> str:
    """The property that speaks about this coefficient."""
    return _NAMES[criterion]


def claimed(
    claims: Iterable[Claim], n: int, f: int, d: int, given: dict[Criterion, float | None]
) -> list[ClaimedConstant]:
    """The constants to check: the numbers ``given``, and those that ``claims`` put as an upper bound at (n, f, d)."""
    out = [ClaimedConstant(c, v, f"{c} <= {v:g} (as given)") for c, v in given.items() if v is not None]
    for claim in claims:
        if claim.kind in (Kind.UPPER, Kind.TIGHT) and claim.criterion in _NAMES and claim.domain.admits(n, f, d):
            value = claim.exact(n, f, d)
            if value.is_finite:
                name = claim.statement if claim.source.reference == "the caller" else claim.id
                text = f"{claim.criterion} <= {value}"
                out.append(ClaimedConstant(claim.criterion, value, text if name == text else f"{text} ({name})"))
    return out


def remark_on(claim: Claim, n: int, f: int, d: int, found: Found | None) -> Finding | None:
    """The finding about a claim that no input can refute: a lower bound, an infinite one, one about other (n, f, d).

    None for an upper bound, which :func:`coefficient_finding` speaks about.
    """
    if not claim.domain.admits(n, f, d):
        return Finding(claim.id, claim.statement, "skipped", f"says nothing about n = {n}, f = {f}, d = {d}")
    if claim.kind in (Kind.UPPER, Kind.TIGHT):
        return None
    value, reached = claim.value(n, f, d), found.value if found is not None else 0.0
    if reached >= value * (1 - _SHORT):
        return Finding(claim.id, claim.statement, "passed", f"an input reaches {reached:.6g} of {value:.6g}")
    return Finding(
        claim.id,
        claim.statement,
        "skipped",
        f"the search reached {reached:.6g}, less than {value:.6g}: nothing follows",
    )


@dataclass
class _Worst:
    """The largest ratio that anything saw so far; None before a search."""

    criterion: Criterion
    found: Found | None

    def see(self, probe: Probe, inputs: InputSet, value: np.ndarray) -> float:
        """The ratio of an evaluated input, which is remembered where it is the largest so far."""
        of = scored(probe, inputs, value)
        ratio = float((of.lam if self.criterion is Criterion.LAMBDA else of.kap)[0])
        if self.found is not None and ratio > self.found.value:
            better = {"value": ratio, "points": inputs.x, "honest": inputs.honest, "output": value}
            self.found = replace(self.found, **better)
        return ratio


def _as_seen(probe: Probe, inputs: InputSet) -> InputSet:
    """The input as the rule gets it."""
    return InputSet(inputs.x.astype(probe.caller.dtype).astype(float), inputs.honest)


def _property(bound: ClaimedConstant | None, criterion: Criterion, worst: _Worst) -> Property:
    """The property "coefficient <= bound" (None: "the coefficient is finite") on Hypothesis' input sets."""
    limit = math.inf if bound is None else bound.number

    def check(probe: Probe, case: InputSet) -> None:
        case = _as_seen(probe, case)
        value = probe.value(case.x)
        if value is None:
            return
        ratio = worst.see(probe, case, value)
        violation = violated(probe, case, limit, criterion, value)
        if violation is not None:
            raise violation
        target(min(ratio, 1e6), label=str(criterion))

    symbol = "||F - mean_S|| <= lambda D_S" if criterion is Criterion.LAMBDA else "||F - mean_S||^2 <= kappa V_S"
    statement = f"{symbol} for every S, {'with some constant' if bound is None else bound.text}"
    return Property(_NAMES[criterion], statement, sets, check)


def coefficient_finding(
    probe: Probe, criterion: Criterion, bounds: Sequence[ClaimedConstant], found: Found | None, *, seed: int
) -> tuple[Finding, tuple[str, ...], Found | None]:
    """The finding about one coefficient, the texts of the claimed constants that are refuted, and the worst input.

    First the worst input of the search decides, then Hypothesis looks for a violation of the smallest constant. The
    worst input is the worst of all that were evaluated, those of the minimisation included.
    """
    mine = sorted((b for b in bounds if b.criterion is criterion), key=lambda b: b.number)
    worst = _Worst(criterion, found)
    prop = _property(mine[0] if mine else None, criterion, worst)
    if probe.f == 0 and not mine:
        return skipped(prop, "f = 0 and no constant claimed"), (), found
    if found is not None:
        shown = _from_search(probe, mine, found, worst)
        if shown is not None:
            return *_refuted(prop, probe, *shown, mine, criterion=criterion, seed=seed), worst.found
    finding = attempt(prop, probe, seed_=seed)
    if finding.status == "failed" and finding.x is not None:
        inputs, limit = InputSet(finding.x, finding.honest or ()), mine[0].number if mine else math.inf
        value = probe.output(inputs.x)
        violation = violated(probe, inputs, limit, criterion, value)
        if violation is not None and value is not None:
            return *_refuted(prop, probe, violation, value, mine, criterion=criterion, seed=seed), worst.found
    if finding.status == "passed" and not mine:
        needed = worst.found.value if worst.found is not None else 0.0
        late = f" ({finding.message})" if finding.message else ""
        note = f"no constant claimed; at least {needed:.6g} is needed{late}"
        finding = passed(prop, seed=seed, examples=finding.examples, seconds=finding.seconds, message=note)
    return finding, (), worst.found


def _from_search(
    probe: Probe, bounds: Sequence[ClaimedConstant], found: Found, worst: _Worst
) -> tuple[Violation, np.ndarray] | None:
    """The search's worst input, minimised while there is time, where it violates the smallest constant (or has no
    finite ratio), and the output there.
    """
    limit = bounds[0].number if bounds else math.inf
    if not np.isfinite(found.output).all():  # the time was up before the search saw an answer
        return None
    whole = _as_seen(probe, InputSet(found.points, found.honest))
    violation = violated(probe, whole, limit, found.criterion, found.output)
    if violation is None:
        return None

    def holds(x: np.ndarray) -> np.ndarray:
        value = measured(probe, x, found.honest, found.criterion)
        return value == math.inf if found.value == math.inf else value > limit + _KEEPS * (found.value - limit)

    points = minimise(found.points, holds, seconds=min(_MINIMISING, probe.caller.budget.left() / 2))
    simple = _as_seen(probe, InputSet(points, found.honest))
    value = probe.output(simple.x)
    if value is None:
        return violation, found.output
    worst.see(probe, simple, value)
    simpler = violated(probe, simple, limit, found.criterion, value)
    if simpler is not None and _confirmed(probe, simple, value, bounds, found.criterion):
        return simpler, value
    if _confirmed(probe, whole, found.output, bounds, found.criterion):
        return violation, found.output
    return _beside(probe, whole, bounds, found.criterion) or (violation, found.output)


_MOVES: Final = (1e-2, 1e-3, 1e-4, 1e-6)
"""Relative sizes of the steps away from an input that is nearly tied, where rounding decides; eight of each."""


def _beside(
    probe: Probe, inputs: InputSet, bounds: Sequence[ClaimedConstant], criterion: Criterion
) -> tuple[Violation, np.ndarray] | None:
    """A violation near this input that exact arithmetic confirms."""
    limit = bounds[0].number if bounds else math.inf
    random, scale = np.random.default_rng(0), float(np.abs(inputs.x - inputs.mean).max())
    for size in (size for size in _MOVES for _ in range(8)):
        moved = inputs.x + size * scale * random.uniform(-1, 1, inputs.x.shape)
        near = _as_seen(probe, InputSet(moved, inputs.honest))
        value = probe.output(near.x)
        if value is None:
            return None
        violation = violated(probe, near, limit, criterion, value)
        if violation is not None and _confirmed(probe, near, value, bounds, criterion):
            return violation, value
    return None


def _confirmed(
    probe: Probe, inputs: InputSet, output: np.ndarray, bounds: Sequence[ClaimedConstant], criterion: Criterion
) -> bool:
    """Whether exact arithmetic does not contradict the violation: rounding may decide what is nearly tied."""
    value = exact_value(probe.caller.rule, inputs, output, criterion)
    return value is None or _above(value, bounds)


def _above(value: sp.Expr, bounds: Sequence[ClaimedConstant]) -> bool:
    """Whether an exact ratio is above the smallest constant."""
    return not bounds or bool(sp.sympify(value) > sp.sympify(bounds[0].value))


def _refuted(
    prop: Property,
    probe: Probe,
    violation: Violation,
    output: np.ndarray,
    bounds: Sequence[ClaimedConstant],
    *,
    criterion: Criterion,
    seed: int,
) -> tuple[Finding, tuple[str, ...]]:
    """The finding of a violation, re-evaluated exactly where the rule allows, and every constant that it refutes."""
    worst = InputSet(violation.x, violation.honest or ())
    refuted = tuple(b.text for b in bounds if violated(probe, worst, b.number, criterion, output) is not None)
    value = exact_value(probe.caller.rule, worst, output, criterion)
    exact = ""
    if value is not None:
        verb = "confirmed" if _above(value, bounds) else "NOT confirmed"
        size = "no constant is enough" if value is sp.oo else f"{criterion} >= {number(value, 9)}"
        exact = f"{verb} in exact arithmetic: {size}"
    if not bounds:
        refuted = (f"{criterion} < inf",)
    return failed(prop, probe, violation, seed=seed, exact=exact), refuted
