"""Violations that only show after earlier calls: their programs, which call the rule once, would show nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from resam_theory.claims import Criterion

from .budget import OutOfTime
from .constants import ClaimedConstant
from .contracts import CONTRACTS, repeated
from .findings import Finding, failed
from .measuring import violated
from .probe import Probe
from .strategies import InputSet
from .violations import Violation

__all__ = ["remembered", "remembering"]

_CALLS: Final = 20_000
_SECONDS: Final = 2.0
_REASON: Final = "a rule that was not called before gives another output there: it depends on earlier calls, or chance"


def remembered(
    probe: Probe, finding: Finding, bounds: Sequence[ClaimedConstant], criterion: Criterion
) -> Finding | None:
    """What is to be said in place of a ``finding`` about a coefficient that a fresh process does not show; None where
    it shows it, or there is no time to see."""
    caller = probe.caller
    if finding.status != "failed" or finding.x is None or finding.honest is None or caller.rule is not None:
        return None
    inputs = InputSet(np.asarray(finding.x, float), finding.honest)
    try:
        value = caller.fresh(caller.given(inputs.x), caller.given(inputs.x), 0, 0.0).first.value
    except OutOfTime:
        return None
    limit = min((b.number for b in bounds if b.criterion is criterion), default=math.inf)
    if value is None or not np.isfinite(value).all() or violated(probe, inputs, limit, criterion, value) is not None:
        return None
    return Finding(finding.name, finding.statement, "skipped", _REASON)


def remembering(probe: Probe, x: np.ndarray, *, seed: int) -> Finding | None:
    """The failure of ``determinism`` at x, if so many calls show it."""
    prop = next(prop for prop in CONTRACTS if prop.name == "determinism")
    x = probe.caller.given(x)
    try:
        repeated(probe, x, x, calls=_CALLS, seconds=min(_SECONDS, probe.caller.budget.left() / 2))
    except OutOfTime:
        return None
    except Violation as violation:
        return failed(prop, probe, violation, seed=seed)
    return None
