"""What ``resam constant RULE --weights ...`` answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import sympy as sp

from resam_theory import output, weights
from resam_theory.claims import Criterion
from resam_theory.rules import Rule, get

from ...evidence import Evidence, Side, Status, Target, best, contradiction
from ...recheck.masses import Masses
from ...recheck.reading import LARGEST
from ...verdicts import settle
from ..accepted import accepted
from ..certificates import as_sympy, save
from ..gather import stated
from ..subject import Subject
from .certified import bounds
from .solution import largest_by_copies

__all__ = ["Weighted", "constant"]

_CROSS_EXAMINED: Final = 500
"""Most patterns of copies that are solved, too."""
_COPIES: Final = 200
"""Most copies whose pieces are listed for that."""


@dataclass(frozen=True)
class Weighted:
    """The payload, and whether what is reached, the bounds, the two ways and (W1) agree."""

    payload: dict[str, Any]
    kept: list[Evidence]
    holds: bool

    def shown(self) -> list[str]:
        """The coefficient beside the bound, the input that reaches it, the files of evidence."""
        p = self.payload
        symbol = {"kappa": "κ*", "lambda": "λ*"}[p["criterion"]]
        place = f"{p['rule']}, weights {','.join(p['weights'])}, faulty mass {p['faulty_weight']}"
        low, high = (str(p[f"{end}_exact"]) for end in ("lower", "upper"))
        interval = f"{symbol} = {low}" if low == high else f"{low} ≤ {symbol} ≤ {high}"
        lines = [f"{interval} of {place}, d = {output.number(p['d'])}   ({p['status']})"]
        if p["by_copies"] is not None:
            lines.append(f"  on the line by mass and by copies: {p['by_copies']}")
        lines.append(
            f"  (W1) {symbol} <= {output.number(p['bound'])} on the line, whatever the weights ({p['bound_status']}); "
            f"floor {output.number(p['floor'])}"
        )
        lines.append(f"  reached: values {', '.join(p['witness']['values'])}, S = {p['witness']['honest']}")
        return lines + [f"  {item.side}: {item.method}, {item.data['file']}" for item in self.kept]


def constant(
    rule: str,
    given: tuple[Fraction, ...],
    f: int | None,
    phi: Fraction | None,
    *,
    criterion: str,
    d: int | float = 1,
    results: Path | None = None,
) -> Weighted:
    """The exact coefficient on the line, or what bounds it in R^d, re-checked and saved.

    Workers of weight 0 are left out: a larger S is an average of smaller ones. ValueError or TypeError (one line) for
    what is not admissible.
    """
    start, chosen, about = time.perf_counter(), get(rule), Criterion(criterion)
    if chosen.weigh is None or chosen.definition is None:
        raise TypeError(_refusal(chosen))
    if given and not any(given):
        raise ValueError("weights sum to 0: need a positive sum")
    if f is not None and not 1 <= f < len(given):
        raise ValueError(f"f = {f} is not admissible: need 1 <= f < {len(given)}, the number of weights")
    problem = Masses.of([w for w in given if w], f, phi)
    found = [accepted(item) for item in bounds(Subject(chosen), criterion, problem, d)]
    low, high = best(found, Side.LOWER), best(found, Side.UPPER)
    assert low is not None
    copies = _copies(chosen, about, problem)
    limit, floors, known = weights.bound(chosen.name, about), problem.floors(), _for_all(chosen, about, problem)
    limit = None if limit is None else _at(limit, problem.phi)
    floor = None if floors is None else floors[0 if about is Criterion.KAPPA else 1]
    holds = contradiction(found) is None and _agree(low.value, copies, limit, floor)
    upper = low.value if low.value is sp.oo else None if high is None else high.value
    copied = next((item for item in found if item.data["kind"] == "copies"), None)
    chosen_items = {id(item): item for item in (low, high, copied) if item is not None}.values()
    kept = [item if results is None else save(item, results / "constant") for item in chosen_items]
    payload: dict[str, Any] = {
        "rule": chosen.name,
        "n": len(given),
        "f": f,
        "d": d,
        "criterion": criterion,
        "weights": [str(w) for w in given],
        "faulty_weight": problem.phi,
        "lower": float(low.value),
        "upper": None if upper is None else float(upper),
        "lower_exact": low.value,
        "upper_exact": upper,
        "by_copies": copies,
        "attained": low.value,
        "bound": limit,
        "bound_status": known,
        "floor": floor,
        "published": [],
        "status": _status(low.value, upper) if holds else Status.CONTRADICTION,
        "method": "; ".join(dict.fromkeys(item.method for item in kept)),
        "witness": _witness(low, [i for i, w in enumerate(given) if w]),
        "seconds": round(time.perf_counter() - start, 3),
        "evidence": [{"side": item.side, "method": item.method, "file": item.data.get("file")} for item in kept],
    }
    return Weighted(payload, kept if results is not None else [], holds)


def _copies(rule: Rule, criterion: Criterion, problem: Masses) -> sp.Expr | None:
    """The coefficient on the line by copies; None where there are too many."""
    assert rule.definition is not None
    numbers, faulty = problem.copies()
    if sum(numbers) > _COPIES:
        return None
    pieces = rule.definition.pieces(sum(numbers), faulty) or ()
    if 2 * len(pieces) * sum(1 for _ in problem.arrangements()) > _CROSS_EXAMINED:
        return None
    return as_sympy(largest_by_copies(rule.definition, criterion, problem))


def _for_all(rule: Rule, criterion: Criterion, problem: Masses) -> Status | None:
    """How (W1)'s bound in phi is known: from proofs about the rule without weights, for all (n, f) where they allow."""
    claim, (copies, faulty) = weights.claim(rule.name, criterion), problem.copies()
    if claim is None or sum(copies) > LARGEST:
        return None
    target = Target(rule.name, criterion, sum(copies), faulty, 1)
    return settle(claim, target, stated(rule, criterion, sum(copies), faulty, 1)).status


def _witness(low: Evidence, workers: list[int]) -> dict[str, Any]:
    values = [x for (x,) in low.data["points"]]
    return {"values": values, "honest": [workers[i] for i in low.data["honest"]]}


def _status(lower: sp.Expr | float, upper: sp.Expr | float | None) -> Status:
    if upper is None:
        return Status.ATTAINED
    return Status.CERTIFIED if lower == upper else Status.OPEN


def _at(expression: sp.Expr, phi: Fraction) -> sp.Expr:
    exact: Any = {weights.PHI: sp.Rational(phi.numerator, phi.denominator)}
    return sp.sympify(expression.subs(exact))


def _agree(value: Any, copies: sp.Expr | None, limit: sp.Expr | None, floor: Fraction | None) -> bool:
    """What the line's input reaches is what copies give, no less than the floor and no more than (W1)."""
    if copies is not None and value != copies:
        return False
    if value is sp.oo:
        return limit is None
    return (limit is None or bool(sp.Le(value, limit))) and (floor is None or bool(sp.Ge(value, as_sympy(floor))))


def _refusal(rule: Rule) -> str:
    from resam_theory.rules._base import WEIGHED

    return f"weights are not admissible for {rule.name}: need one of {', '.join(WEIGHED)}"
