"""What a program must do beside computing the right number: answer, in finite numbers, and without side effects."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from resam_theory.rules.foreign.adapters import PRESENTATIONS

from .probe import Probe, Property, require_agreement, sets
from .strategies import InputSet, general_position, hostile_input_sets
from .violations import Violation, literal

__all__ = ["CONTRACTS", "bound_under_attack", "repeated"]


def bound_under_attack(n: int) -> float:
    """2 (1 + sqrt n): twice the largest coefficient lambda published for any rule (Krum's 1 + sqrt(m/(n-2f)))."""
    return 2 * (1 + float(np.sqrt(n)))


def _well_formed(probe: Probe, case: InputSet) -> None:
    outcome = probe.caller.one(case.x)
    check = [
        f"value = call(x)\nassert value.shape == ({probe.d},), value.shape",
        "assert np.isfinite(value).all(), value",
    ]
    if outcome.value is None:
        note = ["# the call does not come back"] if outcome.problem.startswith("hangs") else []
        raise Violation(f"the rule {outcome.problem}", case.x, lines=[*note, *check])
    if not np.isfinite(outcome.value).all():
        raise Violation("a finite input gives a non-finite output", case.x, left=outcome.value, lines=check)


def _bounded(probe: Probe, case: InputSet) -> None:
    x, honest = case.x.astype(probe.caller.dtype).astype(float), case.honest
    outcome = probe.caller.one(x)
    tolerance = probe.tolerance(x[list(honest)])
    limit = bound_under_attack(probe.n) * case.diameter + tolerance
    lines = ["value, mean = call(x), x[S].mean(axis=0)", "print(value, mean)"]
    lines.append(f"assert np.abs(value - mean).max() <= {limit!r}")
    if outcome.value is None:
        raise Violation(f"with {probe.f} hostile rows the rule {outcome.problem}", x, lines=lines, honest=honest)
    value = outcome.value
    with np.errstate(all="ignore"):
        error = float(np.abs(value - case.mean).max())
    if error <= limit:
        return
    if np.isfinite(value).all():
        message = f"{probe.f} hostile rows move the output by {error:.3g}, S has diameter {case.diameter:.3g}"
    else:
        rows = "1 hostile row makes" if probe.f == 1 else f"{probe.f} hostile rows make"
        message = f"{rows} the output {np.array2string(value, precision=3)}"
    margin = error - limit if np.isfinite(error) else None
    raise Violation(message, x, left=value, right=limit, margin=margin, honest=honest, lines=lines)


_CALLS = 256
"""Calls on the same input, in at most a quarter of the time that the property has."""
_ANSWER = (
    "def answer(x):",
    "    try:",
    "        return repr(call(x).tolist())",
    "    except Exception as error:",
    '        return f"raises {type(error).__name__}: {error}"',
    "",
)


def _determinism(probe: Probe, case: tuple[InputSet, InputSet]) -> None:
    """In a fresh process, so that the program, which starts one too, sees the same state."""
    x, y = (probe.caller.given(inputs.x) for inputs in case)
    repeated(probe, x, y, calls=_CALLS, seconds=min(1.0, probe.caller.budget.left() / 8))


def repeated(probe: Probe, x: np.ndarray, y: np.ndarray, *, calls: int, seconds: float) -> None:
    """Violation if x, given so many times, y once between, does not always have the same output."""
    found = probe.caller.fresh(x, y, calls, seconds)
    if found.other is None:
        return
    lines = [*_ANSWER, f"y = {literal(y)}", "first = answer(x)", "answer(y)"]
    lines.append(f"later = (answer(x) for _ in range({calls}))  # as many as it takes: it may be state, or chance")
    lines += ["other = next((other for other in later if other != first), first)", "print(first, other)"]
    lines.append("assert other == first")
    first, other = found.first, found.other
    if first.value is None or other.value is None:
        what = other.problem or "gives a vector" if first.value is None else other.problem
        message = f"the same input, given again (call {found.calls + 2}): the rule {what}"
        raise Violation(message, x, left=first.value, right=other.value, lines=lines)
    with np.errstate(all="ignore"):
        margin = float(np.nanmax(np.abs(first.value - other.value)))
    message = f"the same input gives another output at call {found.calls + 2}"
    raise Violation(message, x, left=first.value, right=other.value, margin=margin, lines=lines)


def _batch(probe: Probe, case: tuple[InputSet, InputSet]) -> None:
    other = case[1].x

    def sides(x: np.ndarray) -> tuple[Any, Any, float]:
        outcome = probe.caller.batch(np.stack([other, x]))
        if not isinstance(outcome, np.ndarray):  # the call failed
            return np.full(probe.d, np.inf), np.zeros(probe.d), 0.0
        return outcome[1], probe.value(x), probe.tolerance(x)

    lines = [f"y = np.array({other.tolist()})", "both = call(np.stack([y, x])).reshape(2, -1)"]
    lines.append("left, right = both[1], call(x)")
    require_agreement(probe, case[0].x, sides, "a batch gives another output than one call per problem", lines)


def _unmodified(probe: Probe, case: InputSet) -> None:
    """On the input of a call that modified it, if one did so far, on a case, and on one whose means are rounded."""
    seen = [] if probe.caller.mutated is None else [probe.caller.mutated]
    for x in (*seen, case.x, general_position(case.x, seed=0)):
        _unmodified_one(probe, x)


def _unmodified_one(probe: Probe, x: np.ndarray) -> None:
    if probe.caller.one(x).modified:
        how, call = PRESENTATIONS[probe.caller.convention.how], probe.caller.convention.call_text("rows")
        lines = ["x = x.copy()", "given = x.copy()", f"rows = {how}", call]
        lines.append("now = np.array([np.asarray(row[0] if isinstance(row, tuple) else row) for row in rows])")
        lines += ["now = now.reshape(given.shape)", "print(now - given)", "assert np.array_equal(now, given)"]
        raise Violation("the rule modifies its input", x, lines=lines)


def _dtype(probe: Probe, case: InputSet) -> None:
    for dtype in ("float64", "float32"):
        outcome = probe.caller.one(case.x, dtype)
        if outcome.ok and outcome.dtype != dtype:
            expression = probe.caller.convention.call_text()
            lines = [
                f'x = x.astype("{dtype}")',
                f"value = {expression}",
                "kept = str(getattr(value, 'dtype', type(value)))",
            ]
            lines += ["print(kept)", f'assert kept.endswith("{dtype}")']
            raise Violation(f"{dtype} rows give a {outcome.dtype} output", case.x, lines=lines)


def _skip_dtype(probe: Probe) -> str:
    if probe.caller.convention.dtype != "float64":
        return "takes float32 only"
    how = probe.caller.convention.how
    return "" if how in {"array", "tensor", "list of arrays", "list of tensors"} else f"no dtype of its own: {how}"


CONTRACTS: Final = (
    Property("well_formed", "finite rows give a finite vector of d entries, within the time limit", sets, _well_formed),
    Property(
        "bounded_under_hostile_rows",
        "f rows of NaN, infinities, 1e308 or denormals: every entry of F - mean_S is at most 2 (1 + sqrt n) D_S",
        lambda p: hostile_input_sets(n=p.n, f=p.f, d=p.d, trusted=p.trusted),
        _bounded,
        lambda p: "" if p.f else "f = 0",
    ),
    Property(
        "determinism",
        "F(x) is the same on every call, whatever was called before",
        lambda p: st.tuples(sets(p), sets(p)),
        _determinism,
        examples=20,
    ),
    Property(
        "batch_equals_loop",
        "a batch of problems gives what one call per problem gives",
        lambda p: st.tuples(sets(p), sets(p)),
        _batch,
        lambda p: "" if p.caller.convention.batched else "takes one problem at a time",
        examples=20,
    ),
    Property("input_unmodified", "the rows are the same after the call", sets, _unmodified, examples=20),
    Property(
        "dtype_kept", "float32 rows give a float32 output, float64 rows a float64 one", sets, _dtype, _skip_dtype, 10
    ),
)
