"""What ``resam constant RULE --weights ...`` answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from resam_theory import output, weights
from resam_theory.claims import Criterion
from resam_theory.rules import Rule, get

from ...evidence import Status
from .problem import Problem
from .solution import Coefficient, attained, solve

__all__ = ["Weighted", "constant"]


@dataclass(frozen=True)
class Weighted:
    """The payload, and whether the two ways, the worst input and the bound (W1) agree."""

    payload: dict[str, Any]
    holds: bool

    def shown(self) -> list[str]:
        """The coefficient beside the bound, and the input that reaches it."""
        p = self.payload
        symbol = {"kappa": "κ*", "lambda": "λ*"}[p["criterion"]]
        place = f"{p['rule']}, weights {','.join(p['weights'])}, faulty mass {p['faulty_weight']}, d = 1"
        lines = [f"{symbol} of {place}: {p['lower_exact']} by mass, {p['by_copies']} by copies   ({p['status']})"]
        lines.append(
            f"  (W1) {symbol} <= {output.number(p['bound'])} whatever the weights; floor {output.number(p['floor'])}"
        )
        lines.append(f"  reached: values {', '.join(p['witness']['values'])} of weights")
        lines[-1] += f" {', '.join(p['witness']['weights'])}, S = {p['witness']['honest']}"
        return lines


def constant(
    rule: str, given: tuple[Fraction, ...], f: int | None, phi: Fraction | None, *, criterion: str
) -> Weighted:
    """The exact coefficient on the line, found twice; ValueError or TypeError (one line) for what is not admissible."""
    start, chosen, about = time.perf_counter(), get(rule), Criterion(criterion)
    if chosen.weigh is None or chosen.definition is None:
        raise TypeError(_refusal(chosen))
    problem = Problem.of(given, f, phi)
    found = solve(chosen.definition, about, problem)
    reached = attained(chosen.definition, about, found.worst, problem)
    bound, floors = weights.bound(chosen.name, about), problem.floors()
    limit = None if bound is None else _at(bound, problem.phi)
    floor = None if floors is None else floors[0 if about is Criterion.KAPPA else 1]
    holds = _agree(found, reached, limit, floor)
    value = sp.oo if found.by_mass is None else found.by_mass
    payload: dict[str, Any] = {
        "rule": chosen.name,
        "n": len(given),
        "f": f,
        "d": 1,
        "criterion": criterion,
        "weights": [str(w) for w in given],
        "faulty_weight": problem.phi,
        "lower": float(value),
        "upper": float(value),
        "lower_exact": value,
        "upper_exact": value,
        "by_copies": sp.oo if found.by_copies is None else found.by_copies,
        "attained": sp.oo if reached is None else reached,
        "bound": limit,
        "floor": floor,
        "published": [],
        "status": Status.PAPER if holds else Status.CONTRADICTION,
        "method": "every arrangement on the line in exact rationals, by mass and by copies; not read by resam recheck",
        "witness": {
            "values": [str(u) for u in found.worst.values or ()],
            "weights": [str(w) for w in found.worst.arrangement.weights],
            "honest": [i for i, inside in enumerate(found.worst.arrangement.honest) if inside],
        },
        "seconds": round(time.perf_counter() - start, 3),
    }
    return Weighted(payload, holds)


def _at(expression: sp.Expr, phi: Fraction) -> sp.Expr:
    exact: Any = {weights.PHI: sp.Rational(phi.numerator, phi.denominator)}
    return sp.sympify(expression.subs(exact))


def _agree(found: Coefficient, reached: Fraction | None, limit: sp.Expr | None, floor: Fraction | None) -> bool:
    """The two ways and the worst input give one value, no less than the floor and no more than (W1)."""
    value = found.by_mass
    if not value == found.by_copies == reached:
        return False
    if value is None:
        return limit is None
    return (limit is None or bool(sp.Le(sp.Rational(str(value)), limit))) and (floor is None or floor <= value)


def _refusal(rule: Rule) -> str:
    from resam_theory.rules._base import WEIGHED

    return f"weights are not admissible for {rule.name}: need one of {', '.join(WEIGHED)}"
