"""Which statements apply to a run, with which values of their free parameters; the rule's property at every step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import sympy as sp

from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS, Statement
from resam_theory.convergence import vectors as v
from resam_theory.convergence.assumptions import ASSUMPTIONS
from resam_theory.convergence.forms import FORMS
from resam_theory.proof.facts import Fact

from .coefficients import Coefficients, coefficients
from .lines import Line, check_fact, rounding
from .vocabulary import VECTORS, Values, evaluate, known_values, readable, value_of

__all__ = ["check_trace", "parameters", "property_lines"]

_FREE: Final = (0.25, 0.5, 1.0)
"""Values tried for the parameters that a statement leaves free, as far as its region admits them."""
_SAME: Final = 1e-9
"""Distance at which a run's beta and x are taken for the pair that a theorem prescribes: both are below 1 and went
through a handful of float operations, a square root among them."""


def property_lines(trace: Trace, known: Coefficients | None = None) -> list[Line]:
    """(D1) and (D2) for S = the honest workers at every recorded step, with the rule's least coefficients."""
    values = {**known_values(trace), **(coefficients(trace) if known is None else known)}
    names = {"robust": s.kappa, "resilient": s.lambda_}
    facts = [(name, ASSUMPTIONS[name]) for name, symbol in names.items() if symbol in values]
    return [_property(name, item.statement, item.fact, trace, values) for name, item in facts if item.fact]


def _property(name: str, statement: str, fact: Fact, trace: Trace, values: Values) -> Line:
    """||xi|| <= sqrt(right side): xi = R - mean is a difference, so that its error is relative to ||R|| + ||mean||."""
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
    """Values of all parameters with which ``statement`` applies to the run; none when it does not.

    A theorem ties beta and x together: its remaining parameter is solved for, or, if there is none, the run must fit.
    """
    values = {**known_values(trace), **known}
    region = {item.symbol for item in statement.region.intervals}
    free = [name for name in sorted(region - {v.b}, key=str) if name not in values]
    if set(free) & {s.rho2, s.kappa, s.lambda_} or not _symbols(statement.claim) <= {*values, *region, *VECTORS}:
        return
    form = FORMS.get(statement.id)
    tie = None if form is None else next((old - new for old, new in ((s.x, form.x), (s.beta, form.beta)) if old != new))
    for number in _FREE if free else (0.0,):
        filled = {**values, **dict.fromkeys(free, number)}
        if tie is not None and free:
            options = _solutions(tie, free[-1], filled)
        else:
            options = [filled] if tie is None or abs(value_of(tie, filled)) <= _SAME else []
        yield from (option for option in options if _inside(statement, option))


def _symbols(fact: Fact) -> set[sp.Basic]:
    return set(fact.small.free_symbols | fact.large.free_symbols)


def _solutions(tie: sp.Expr, symbol: sp.Symbol, filled: Values) -> list[Values]:
    others = [(name, sp.Float(number)) for name, number in filled.items() if name != symbol]
    numerator = sp.Poly(sp.numer(sp.together(tie.subs(others))), symbol)
    roots = np.roots([float(number) for number in numerator.all_coeffs()])
    return [{**filled, symbol: float(root.real)} for root in roots if abs(root.imag) <= _SAME and root.real > 0]


def _inside(statement: Statement, values: Values) -> bool:
    """Whether the values lie in the (closed) region; symbols that vary along the run (b) are inside by definition."""
    for interval in statement.region.intervals:
        if interval.symbol == v.b:
            continue
        if interval.symbol not in values:
            return False
        low, high = value_of(interval.low, values), value_of(interval.high, values)
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
    if not trace.constants.homogeneous:
        return []
    known = coefficients(trace) if known is None else known
    lines = property_lines(trace, known)
    for statement in STATEMENTS.values():
        for values in parameters(statement, trace, known):
            for name, fact in _facts(statement):
                if not readable(fact, trace) or v.e in fact.small.free_symbols:
                    continue
                pathwise = "unbiased" not in statement.assumptions
                lines.append(check_fact(name, statement.text, fact, trace, values, pathwise=pathwise))
    return lines
