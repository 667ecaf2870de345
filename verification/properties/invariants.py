"""Equations and inclusions that hold in real arithmetic: equivariances, the hull, the definition itself."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from .probe import Probe, Property, require_agreement, sets
from .strategies import InputSet, orthogonal_matrices, row_orders, scales, translations, weights
from .tolerance import solver_accuracy
from .violations import Violation, literal

__all__ = ["INVARIANTS"]


def _claimed(trait: str) -> Any:
    return lambda probe: "" if trait in probe.traits else f"not claimed (trait {trait!r})"


def _permutation(probe: Probe, case: tuple[InputSet, tuple[int, ...]]) -> None:
    inputs, order = case

    def sides(x: np.ndarray) -> tuple[Any, Any, float]:
        return probe.value(x[list(order)]), probe.value(x), probe.tolerance(x)

    lines = [f"left, right = call(x[{list(order)}]), call(x)"]
    require_agreement(probe, inputs.x, sides, "the output depends on the order of the rows", lines)


def _translation(probe: Probe, case: tuple[InputSet, np.ndarray, float]) -> None:
    inputs, direction, size = case
    shift = direction * size

    def sides(x: np.ndarray) -> tuple[Any, Any, float]:
        value = probe.value(x)
        return probe.value(x + shift), None if value is None else value + shift, probe.tolerance(x, x + shift)

    lines = [f"t = {literal(shift)}", "left, right = call(x + t), call(x) + t"]
    require_agreement(probe, inputs.x, sides, "F(x + t) != F(x) + t", lines)


def _scaled(probe: Probe, inputs: InputSet, factor: float, message: str) -> None:
    def sides(x: np.ndarray) -> tuple[Any, Any, float]:
        value = probe.value(x)
        return probe.value(factor * x), None if value is None else factor * value, probe.tolerance(factor * x)

    lines = [f"s = {factor!r}", "left, right = call(s * x), s * call(x)"]
    require_agreement(probe, inputs.x, sides, message, lines)


def _scale(probe: Probe, case: tuple[InputSet, float]) -> None:
    _scaled(probe, *case, "F(s x) != s F(x)")


def _reflection(probe: Probe, case: InputSet) -> None:
    _scaled(probe, case, -1.0, "F(-x) != -F(x)")


def _orthogonal(probe: Probe, case: tuple[InputSet, np.ndarray]) -> None:
    inputs, matrix = case

    def sides(x: np.ndarray) -> tuple[Any, Any, float]:
        value = probe.value(x)
        return probe.value(x @ matrix), None if value is None else value @ matrix, probe.d * probe.tolerance(x)

    lines = [f"Q = {literal(matrix)}", "left, right = call(x @ Q), call(x) @ Q"]
    require_agreement(probe, inputs.x, sides, "F(x Q) != F(x) Q", lines)


def _hull(probe: Probe, case: InputSet) -> None:
    value, x = probe.value(case.x), case.x
    if value is None:
        return
    low, high, tolerance = x.min(axis=0), x.max(axis=0), probe.tolerance(x)
    outside = float(np.maximum(low - value, value - high).max())
    if outside > tolerance:
        lines = ["value, low, high = call(x), x.min(axis=0), x.max(axis=0)", "print(low, value, high)"]
        lines.append(f"assert (low - {tolerance!r} <= value).all() and (value <= high + {tolerance!r}).all()")
        message = f"the output leaves the coordinate-wise hull of the rows by {outside:.3g}"
        raise Violation(message, x, left=value, right=(low, high), margin=outside - tolerance, lines=lines)


def _definition(probe: Probe, case: InputSet) -> None:
    assert probe.reference is not None
    value = probe.value(case.x)
    try:
        outputs = probe.reference.exact(case.rational(), probe.f)
    except ValueError:  # irrational here
        return
    if value is None:
        return
    admitted = np.array([[float(v) for v in output] for output in outputs])
    if len(admitted) == 2 and solver_accuracy(probe.reference):  # the ends of a segment of minimisers
        low, way = admitted[0], admitted[1] - admitted[0]
        share = np.clip((value - low) @ way / (way @ way), 0.0, 1.0)
        admitted = np.vstack([admitted, low + share * way])
    away = np.abs(admitted - value).max(axis=1)
    tolerance = probe.tolerance(case.x)
    if away.min() > tolerance:
        nearest = admitted[int(away.argmin())]
        lines = [f"right = {literal(nearest)}  # the exact output of {probe.reference.name}", "left = call(x)"]
        lines += ["print(left, right)", f"assert np.abs(left - right).max() <= {tolerance!r}"]
        message = f"not what the definition of {probe.reference.name} gives, by {away.min():.3g}"
        raise Violation(message, case.x, left=value, right=nearest, margin=float(away.min()) - tolerance, lines=lines)


def _weights(probe: Probe, case: tuple[InputSet, list[int], int]) -> None:
    """(W1): weights w_i with the faulty share F/W give what w_i copies of row i with F faulty rows give."""
    rule = probe.caller.rule
    assert rule is not None
    inputs, w, drawn = case
    total = sum(w)
    faulty = drawn % ((total + 1) // 2)

    def sides(x: np.ndarray) -> tuple[Any, Any, float]:
        x = x.astype(probe.caller.dtype)
        weighed = np.asarray(rule(x, weights=w, faulty_weight=faulty / total), dtype=float)
        copied = np.asarray(rule(np.repeat(x, w, axis=0), f=faulty), dtype=float)
        return weighed, copied, sum(w) * probe.tolerance(x)

    lines = [f"w = {w}", f"left = rule(x, weights=w, faulty_weight={faulty} / {total})"]
    lines.append(f"right = rule(np.repeat(x, w, axis=0), f={faulty})")
    require_agreement(probe, inputs.x, sides, "weights are not numbers of copies", lines)


def _takes_weights(probe: Probe) -> str:
    rule = probe.caller.rule
    return "" if rule is not None and rule.weigh is not None else "takes no weights"


INVARIANTS: Final = (
    Property(
        "permutation_invariance",
        "F does not depend on the order of the rows (in general position)",
        lambda p: st.tuples(sets(p), row_orders(n=p.n)),
        _permutation,
        _claimed("permutation"),
    ),
    Property(
        "translation_equivariance",
        "F(x + t) = F(x) + t",
        lambda p: st.tuples(sets(p, scaled=False), translations(d=p.d), st.sampled_from([1.0, 2.0**10, 2.0**-10])),
        _translation,
        _claimed("translation"),
    ),
    Property(
        "scale_equivariance",
        "F(s x) = s F(x) for s > 0",
        lambda p: st.tuples(sets(p, scaled=False), scales()),
        _scale,
        _claimed("scale"),
    ),
    Property("reflection_equivariance", "F(-x) = -F(x)", sets, _reflection, _claimed("scale")),
    Property(
        "orthogonal_equivariance",
        "F(x Q) = F(x) Q for orthogonal Q",
        lambda p: st.tuples(sets(p), orthogonal_matrices(d=p.d)),
        _orthogonal,
        _claimed("orthogonal"),
    ),
    Property(
        "coordinate_hull",
        "every coordinate of F(x) lies between the least and the largest of the rows",
        sets,
        _hull,
        _claimed("hull"),
    ),
    Property(
        "weights_are_copies",
        "F(x, weights w) = F(w_i copies of row i), whole weights, the faulty mass in copies",
        lambda p: st.tuples(sets(p, scaled=False), weights(n=p.n, whole=True), st.integers(0, 99)),
        _weights,
        _takes_weights,
    ),
    Property(
        "definition",
        "F(x) is an output that the exact definition admits",
        lambda p: sets(p, scaled=False),
        _definition,
        lambda p: "" if p.reference is not None else "no reference rule named",
        examples=100,
    ),
)
