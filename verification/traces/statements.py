"""Which statements apply to a run, with which values of their free parameters; the rule's property at every step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import sympy as sp

from experiments.trace import Trace
from resam_theory import symbols as s
from resam_theory.convergence import STATEMENTS, Theorem
from resam_theory.convergence import vectors as v
from resam_theory.convergence.assumptions import ASSUMPTIONS
from resam_theory.convergence.forms import PARAMETRISED
from resam_theory.derivation.citation import Citation
from resam_theory.derivation.contraction import Contraction
from resam_theory.derivation.relations import Relation

from .certified import Coefficients, coefficients
from .lines import Line, check_fact, rounding
from .protocols import on_event, protocol_values, speaks_of
from .vocabulary import VECTORS, Values, evaluate, known_values, readable, value_of

__all__ = ["applies", "check_trace", "parameters", "property_lines"]

_FREE: Final = (0.25, 0.5, 1.0)
"""Values tried for the parameters that a statement leaves free, as far as its region admits them."""
_SAME: Final = 1e-9
"""Distance at which a run's beta and x are taken for the pair that a theorem prescribes: both are below 1 and went
through a handful of float operations, a square root among them."""


_TIES: Final[dict[str, sp.Expr]] = dict.fromkeys(
    ("T7", "T7-start", "T7-hetero", "T7-hetero-start", "T7-hetero-gap"), s.beta - (1 - 2 * s.x)
)
"""What ties beta to x in a statement without a form of its own."""
_RANDOM: Final = frozenset({"unbiased", "private noise is fresh", "sampled"})
"""Assumptions under which an inequality holds in expectation only."""


def applies(statement: Theorem, trace: Trace, values: Values) -> bool:
    """Whether the statement's assumptions on the algorithm and the data are those of the run."""
    assumed = set(statement.assumptions)
    if not speaks_of(assumed, trace, values):
        return False
    if statement.id == "T5-minimax":  # kappa = f/(n-2f), which is the trimmed mean's
        return values.get(s.kappa, np.inf) * (values[s.n] - 2 * values[s.f]) <= values[s.f] * (1 + _SAME)
    return not (assumed & {"dissimilarity", "dissimilarity, variance"} and s.G not in values)


def property_lines(trace: Trace, known: Coefficients | None = None) -> list[Line]:
    """(D1) and (D2) for S = the honest workers at every recorded step, with the rule's least coefficients."""
    if trace.config.sample:  # what the server heard differs from round to round
        return []
    values = {**known_values(trace), **(coefficients(trace) if known is None else known)}
    names = {"robust": s.kappa, "resilient": s.lambda_}
    facts = [(name, ASSUMPTIONS[name]) for name, symbol in names.items() if symbol in values]
    return [_property(name, item.statement, item.fact, trace, values) for name, item in facts if item.fact]


def _property(name: str, statement: str, fact: Relation, trace: Trace, values: Values) -> Line:
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


def parameters(statement: Theorem, trace: Trace, known: Coefficients) -> Iterator[Values]:
    """Values of all parameters with which ``statement`` applies to the run; none when it does not.

    A theorem ties beta and x together: its remaining parameter is solved for, or, if there is none, the run must fit.
    """
    values = {**known_values(trace), **known, **protocol_values(statement, trace)}
    if not applies(statement, trace, values):
        return
    region = {item.symbol for item in statement.region.intervals}
    free = [name for name in sorted(region - {v.b, v.decay}, key=str) if name not in values]
    if set(free) & {s.rho2, s.kappa, s.lambda_} or not _symbols(statement.claim) <= {*values, *region, *VECTORS}:
        return
    form = PARAMETRISED.get(statement.id)
    tied = () if form is None else ((s.x, form.x), (s.beta, form.beta))
    tie = next((old - new for old, new in tied if old != new), _TIES.get(statement.id))
    for number in _FREE if free else (0.0,):
        filled = {**values, **dict.fromkeys(free, number)}
        if tie is not None and free:
            options = _solutions(tie, free[-1], filled)
        else:
            options = [filled] if tie is None or abs(value_of(tie, filled)) <= _SAME else []
        yield from (option for option in options if _inside(statement, option))


def _symbols(fact: Relation) -> set[sp.Basic]:
    return set(fact.small.free_symbols | fact.large.free_symbols)


def _solutions(tie: sp.Expr, symbol: sp.Symbol, filled: Values) -> list[Values]:
    others = [(name, sp.Float(number)) for name, number in filled.items() if name != symbol]
    numerator = sp.Poly(sp.numer(sp.together(tie.subs(others))), symbol)
    roots = np.roots([float(number) for number in numerator.all_coeffs()])
    return [{**filled, symbol: float(root.real)} for root in roots if abs(root.imag) <= _SAME and root.real > 0]


def _inside(statement: Theorem, values: Values) -> bool:
    """Whether the values lie in the (closed) region; symbols that vary along the run are inside by definition."""
    for interval in statement.region.intervals:
        if interval.symbol in (v.b, v.decay):
            continue
        if interval.symbol not in values:
            return False
        low, high = _end(interval.low, values), _end(interval.high, values)
        slack = _SAME * max(abs(values[interval.symbol]), 1.0)
        if not low - slack <= values[interval.symbol] <= high + slack:
            return False
    return True


def _end(expression: sp.Expr, values: Values) -> float:
    """An end of an interval; 1/B^2 is infinite at B = 0."""
    try:
        return value_of(expression, values)
    except ZeroDivisionError:
        return np.inf


def _facts(statement: Theorem) -> Iterator[tuple[str, Relation]]:
    """The claim, and for a theorem the decrease of its Lyapunov function from one step to the next."""
    yield statement.id, statement.claim
    for step in statement.steps:
        if step.conclusion.name == "decrease":
            yield f"{statement.id}.lyapunov", step.conclusion


def _ratio(statement: Theorem, values: Values) -> float | None:
    """The contraction factor of a statement that is proved by the Polyak-Lojasiewicz recursion, or by one that is."""
    for step in statement.steps:
        if isinstance(step, Contraction):
            return value_of(step.ratio, values)
        if isinstance(step, Citation) and v.decay in {item.symbol for item in step.statement.region.intervals}:
            return _ratio(step.statement, values)
    return None


def check_trace(trace: Trace, known: Coefficients | None = None, *, paths_only: bool = False) -> list[Line]:
    """A line for every statement of the theory that applies to the run and speaks of recorded moments.

    ``known`` replaces the rule's coefficients (to show that falsified ones are rejected). ``paths_only``: leave out
    what holds in expectation, which one replica cannot show.
    """
    if trace.config.weights != "none":  # the recorded moments are of equal weights
        return []
    known = coefficients(trace) if known is None else known
    if trace.config.sample:
        trace = on_event(trace)
        if trace["loss"].shape[1] < 2:  # what is said of a sample holds in expectation, on that event
            return []
    lines = property_lines(trace, known)
    if s.G not in known_values(trace):  # unequal data whose dissimilarity nobody computed
        return lines
    quiet = known_values(trace)[s.sigma] == 0 and not trace.config.sample
    for statement in STATEMENTS.values():
        for values in parameters(statement, trace, known):
            for name, fact in _facts(statement):
                ratio = _ratio(statement, values)
                if not readable(fact, trace, ratio) or v.e in fact.small.free_symbols:
                    continue
                pathwise = quiet or not _RANDOM & set(statement.assumptions)
                if paths_only and not pathwise:
                    continue
                line = check_fact(name, statement.text, fact, trace, values, pathwise=pathwise, ratio=ratio)
                lines.append(line)
    return lines
