"""Evidence at (n, f) from what a rule's file states for all (n, f): proofs, and families of worst inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.definitions.base import Form
from resam_theory.definitions.criteria import POWERS
from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound
from resam_theory.proof.cases import Elsewhere
from resam_theory.proof.worst import Family

from ..evidence import Evidence, Side
from ..general import General
from ..recheck import family, theorem
from ..recheck.claim import Coefficient
from .certificates import about, above, document, exactly, to_evidence
from .subject import Subject

__all__ = ["evidence", "from_coordinates"]


@lru_cache(maxsize=256)
def _general(given: Bound | Family, definition: Form, d: int | None = None) -> General:
    return General.of(given, definition).in_dimension(d)


def evidence(of: Subject, at: Coefficient, given: Bound | Family) -> Evidence | None:
    """What a bound or a family says at (n, f) in dimension d; None where it says nothing. A proof that fails raises."""
    proved = isinstance(given, Bound)
    body = {"bound" if proved else "family": as_data(given)}
    try:
        found = theorem.proof(at, body) if proved else family.family(at, body)
    except Elsewhere:
        return None
    exact = exactly(found)
    rational = None if found is None else above(found)
    kinds, upper = ("theorem", "family"), proved
    if at.criterion == "breakdown":
        kinds, upper = ("withstood", "broken"), not proved
    side = Side.UPPER if upper else Side.LOWER
    claim = about(of, at.criterion, at.n, at.f, at.d)
    data = document(kinds[0 if proved else 1], side, claim, rational, **body)
    value = sp.sqrt(exact) if POWERS[at.criterion] == 2 else exact
    method = "proved for all (n, f)" if proved else "worst input for all (n, f)"
    return Evidence(side, sp.expand(sp.sqrtdenest(value)), True, method, data, general=_general(given, of.form(), at.d))


def from_coordinates(of: Subject, at: Coefficient) -> Iterator[Evidence]:
    """lambda* of a coordinate-wise rule, d > 1: (d/k) lambda*_k^2 from above, k = 1 or 2; at d = inf kappa* (m-1)/(2m)
    from below."""
    line = replace(at, d=1)
    claim = about(of, Criterion.LAMBDA, at.n, at.f, at.d)
    if at.d is None:
        for family in of.rule.families if of.form().symmetric else ():
            item = evidence(of, replace(line, criterion="kappa"), family) if family.criterion == "kappa" else None
            if item is not None and item.value is not sp.oo:
                value = Fraction(item.data["value"]) * Fraction(at.m - 1, 2 * at.m)
                data = document("coordinates", Side.LOWER, claim, value, **{"from": item.data})
                general = _general(family, of.form()).converted(Criterion.LAMBDA, "(m - 1)/(2*m)")
                found = to_evidence(data, f"all permutations of the {item.method}")
                yield replace(found, general=general)
        return
    for bound in of.rule.proofs:
        k = 2 if bound.plane else 1
        item = evidence(of, replace(at, d=k), bound) if bound.criterion == "lambda" and k < at.d else None
        if item is not None:
            value = Fraction(item.data["value"]) * Fraction(at.d, k)
            data = document("coordinates", Side.UPPER, claim, value, **{"from": item.data})
            found = to_evidence(data, f"d/{k} times what is {item.method} at d = {k}")
            exact = sp.expand(sp.sqrtdenest(item.value * sp.sqrt(sp.Rational(at.d, k))))
            yield replace(found, value=exact, general=_general(bound, of.form()).times(f"{at.d}/{k}"))
