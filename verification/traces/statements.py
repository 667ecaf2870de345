"""Which statements apply to a run, with which values of their free parameters; the property of the rule at every step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import sympy as sp

from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS, Statement
from resam_theory.convergence import vectors as v
from resam_theory.convergence.facts import ASSUMPTIONS, Fact

from .coefficients import Coefficients, coefficients
from .lines import Line, check_fact
from .vocabulary import Values, known_values

__all__ = ["check_trace", "parameters", "property_lines"]

_FREE: Final = (0.25, 0.5, 1.0)
"""Values tried for the parameters that a statement leaves free, as far as its region admits them."""
_SAME: Final = 1e-9
"""Relative distance at which a run's beta and x are taken for the pair that a theorem prescribes: both went through a
handful of float operations and a square root."""
_UNRECORDED: Final = frozenset({v.u, v.e1, v.sum_e, v.y, v.Qz})


def property_lines(trace: Trace, known: Coefficients | None = None) -> list[Line]:
    """(D1) and (D2) for S = the honest workers at every recorded step and replica, with the rule's best coefficients."""
    known = known or coefficients(trace.config)
    values = {**known_values(trace), **known.values}
    names = {"robust": s.kappa, "resilient": s.lambda_}
    facts = [(name, ASSUMPTIONS[name]) for name, symbol in names.items() if symbol in values]
    lines = (_property(name, item.statement, item.fact, trace, values) for name, item in facts if item.fact)
    return list(lines)


def _property(name: str, statement: str, fact: Fact, trace: Trace, values: Values) -> Line:
    """||xi|| <= sqrt(right side): xi = R - mean is a difference, so that its error is relative to ||R|| + ||mean||."""
    from .lines import rounding
    from .vocabulary import evaluate

    small, large, _ = np.broadcast_arrays(*evaluate(fact, trace, values))
    xi, right, update = np.sqrt(small), np.sqrt(large), np.sqrt(trace["update2"])
    allowed = rounding(trace) * (right + 2 * update + xi)
    excess = (xi - right) / np.maximum(allowed, np.finfo(np.float64).tiny)
    worst = np.unravel_index(int(excess.argmax()), excess.shape)
    ratio = np.divide(xi, right, out=np.zeros_like(xi), where=right > 0)
    tight = np.unravel_index(int(ratio.argmax()), ratio.shape)
    return Line(
        *(f"property.{name}", statement, "pathwise"),
        *(float(small[tight]), float(large[tight]), float(excess[worst]), int(worst[0]) + 1),
    )


def parameters(statement: Statement, trace: Trace, known: Coefficients) -> Iterator[Values]:
    """Values of all parameters with which ``statement`` applies to the run; none when it does not."""
    values = {**known_values(trace), **known.values}
    relation = next(iter(getattr(statement.steps[0], "at", ())), None) if statement.steps else None
    free = [i.symbol for i in statement.region.intervals if i.symbol not in {*values, v.b, s.rho2, s.kappa, s.lambda_}]
    for number in _FREE if free else (0.0,):
        filled = {**values, **dict.fromkeys(free[1:], number)}
        if relation is not None:
            equation = relation[1].subs(filled) - values[relation[0]]
            if not free and abs(float(equation)) > _SAME * abs(values[relation[0]]):
                return
            if free:
                filled = _solved(equation, free[0], filled)
        elif free:
            filled[free[0]] = number
        if filled and _inside(statement, filled):
            yield filled


def _solved(equation: sp.Expr, symbol: sp.Symbol, filled: dict[sp.Symbol, float]) -> dict[sp.Symbol, float]:
    roots = [root for root in sp.solve(equation, symbol) if root.is_real and root > 0]
    return {**filled, symbol: float(roots[-1])} if roots else {}


def _inside(statement: Statement, values: Values) -> bool:
    """Whether the values lie in the (closed) region; symbols that vary along the run (b) are inside by definition."""
    for interval in statement.region.intervals:
        if interval.symbol == v.b:
            continue
        if interval.symbol not in values:
            return False
        low, high = float(interval.low.subs(values)), float(interval.high.subs(values))
        slack = _SAME * max(abs(values[interval.symbol]), 1.0)
        if not low - slack <= values[interval.symbol] <= high + slack:
            return False
    return True


def _facts(statement: Statement) -> Iterator[tuple[str, Fact]]:
    """The claim, and for a theorem the decrease of its Lyapunov function from one step to the next."""
    yield statement.id, statement.claim
    for step in statement.steps:
        if step.conclusion.name == "decrease":
            yield f"{statement.id}.lyapunov", step.conclusion


def check_trace(trace: Trace, known: Coefficients | None = None) -> list[Line]:
    """A line for every statement of the theory that applies to the run and speaks of recorded moments.

    ``known`` replaces the rule's coefficients (to show that falsified ones are rejected).
    """
    known = known or coefficients(trace.config)
    if not trace.constants.homogeneous:
        return []
    lines = property_lines(trace, known)
    for statement in STATEMENTS.values():
        for values in parameters(statement, trace, known):
            for name, fact in _facts(statement):
                symbols = fact.small.free_symbols | fact.large.free_symbols
                if symbols & _UNRECORDED or v.e in fact.small.free_symbols:
                    continue
                pathwise = "unbiased" not in statement.assumptions
                lines.append(check_fact(name, statement.text, fact, trace, values, pathwise=pathwise))
    return lines
