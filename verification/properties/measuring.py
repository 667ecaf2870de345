"""What an input says of a coefficient: the ratio of an output, in floats and exactly; the violation of a constant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.criteria import ratios
from resam_theory.rules import Rule

from ..search.state import StateScores, scores
from .probe import Probe
from .strategies import InputSet
from .violations import Violation

__all__ = ["exact_value", "measured", "scored", "violated"]


def measured(probe: Probe, x: np.ndarray, honest: Sequence[int], criterion: Criterion) -> np.ndarray:
    """The ratio on every input of a batch (B, n, d) with S = ``honest``, less what rounding explains."""
    x = x.astype(probe.caller.dtype).astype(float)
    found = _scores(probe, x, honest, probe.caller.many(x))
    return found.lam if criterion is Criterion.LAMBDA else found.kap


def _scores(probe: Probe, x: np.ndarray, honest: Sequence[int], outputs: np.ndarray) -> StateScores:
    """Both ratios on every input of a batch (B, n, d) with S = ``honest``, less what rounding explains."""
    first = [*honest, *sorted(set(range(probe.n)) - set(honest))]
    return scores(x[:, first], outputs, probe.n - probe.f, probe.caller.accuracy, probe.eps)


def exact_value(rule: Rule | None, inputs: InputSet, output: np.ndarray, criterion: Criterion) -> sp.Expr | None:
    """The exact ratio, with the admissible output nearest to ``output``; None where F is irrational."""
    if rule is None:
        return None
    try:
        admitted = rule.exact(inputs.rational(), len(inputs.x) - len(inputs.honest))
    except ValueError:
        return None
    nearest = min(admitted, key=lambda o: sum((v - Fraction(float(w))) ** 2 for v, w in zip(o, output, strict=True)))
    lam2, kap = ratios(inputs.rational(), inputs.honest, nearest)
    return sp.sqrt(lam2) if criterion is Criterion.LAMBDA else kap


def scored(probe: Probe, inputs: InputSet, value: np.ndarray) -> StateScores:
    """Both ratios of the output ``value`` on this input, less what rounding explains."""
    return _scores(probe, inputs.x[None], inputs.honest, value[None])


def violated(
    probe: Probe, inputs: InputSet, bound: float, criterion: Criterion, value: np.ndarray | None
) -> Violation | None:
    """The violation of coefficient <= ``bound`` (inf: of being finite) on this input with this output, or None."""
    x, honest = inputs.x, inputs.honest
    if value is None:
        return None
    error = float(np.linalg.norm(value - inputs.mean))
    tolerance = probe.tolerance(x, value[None]) * math.sqrt(probe.d)
    spread = inputs.diameter if criterion is Criterion.LAMBDA else math.sqrt(inputs.variance)
    root = bound if criterion is Criterion.LAMBDA else math.sqrt(bound)
    allowed = (0.0 if spread == 0 else math.inf) if bound == math.inf else root * spread
    if error <= allowed + tolerance:
        return None
    lines = ["mean = x[S].mean(axis=0)", "error = np.linalg.norm(call(x) - mean)"]
    if spread == 0:
        lines += ['print("S is one point, F is away from it by", error)', f"assert error <= {tolerance!r}"]
        message = f"S is one point and F is {error:.5g} away from it: no constant {criterion} exists"
    elif criterion is Criterion.LAMBDA:
        lines.append("diameter = max(np.linalg.norm(x[i] - x[j]) for i in S for j in S)")
        lines += [f'print(error, "<=", {bound!r} * diameter)', f"assert error <= {bound!r} * diameter + {tolerance!r}"]
        message = f"||F - mean_S|| = {error:.6g} > {bound:.6g} * {spread:.6g} = lambda D_S"
    else:
        lines.append("variance = ((x[S] - mean) ** 2).sum() / len(S)")
        lines.append(f'print(error**2, "<=", {bound!r} * variance)')
        lines.append(f"assert error <= np.sqrt({bound!r} * variance) + {tolerance!r}")
        message = f"||F - mean_S||^2 = {error**2:.6g} > {bound:.6g} * {spread**2:.6g} = kappa V_S"
    allowed = 0.0 if spread == 0 else allowed
    return Violation(
        message, x, left=error, right=allowed, margin=error - allowed - tolerance, honest=honest, lines=lines
    )
