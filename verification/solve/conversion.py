"""What a bound on one coefficient says of another one: the best conversions as evidence."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Final

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.definitions import criteria
from resam_theory.definitions.constants import text as as_text

from ..composed import Composed, Converted
from ..evidence import Evidence, Side
from ..general import General
from ..recheck.check import check
from ..recheck.claim import ANY
from .breakdown import finite
from .certificates import about, document, to_evidence
from .subject import Subject

__all__ = ["About", "convert"]

About = tuple[Subject, Criterion, int, int, int | float]
"""A rule, a criterion and (n, f, d)."""

_NUMBERS: Final = {("kappa", "lambda"): "C1", ("lambda", "kappa"): "C2"}


def convert(given: Evidence, target: About) -> Evidence | None:
    """The best conversion, read from the side of ``given``; None where that says nothing."""
    if not given.exact or given.data["claim"]["rule"] == ANY:
        return None
    of, criterion, n, f, d = target
    if criterion is Criterion.BREAKDOWN:
        return finite(given, of, n, f, d)
    source, upper = given.data["claim"]["criterion"], given.side is Side.UPPER
    pair = (source, str(criterion)) if upper else (str(criterion), source)
    if (source, criterion, upper) == ("kappa", Criterion.NO_ATTACK, True):
        return _averaged(given, target)
    if pair not in criteria.FACTORS:
        return None
    where = d if upper else given.data["claim"]["d"]
    dimension = None if where in {inf, "inf"} else int(where)
    constant = criteria.factor(*pair, n - f, dimension)
    factor = constant if upper else 1 / constant
    square = check(given.data).square()
    value = None if square is None else square * factor
    data = document("conversion", given.side, about(of, criterion, n, f, d), value, **{"from": given.data})
    item = to_evidence(data, f"({_NUMBERS.get(pair, 'C5')}) from {given.method}")
    text = as_text(*pair, dimension, inverse=not upper)
    general: General | Converted | None = None
    if isinstance(given.general, General) and text:
        general = given.general.converted(criterion, text)
    elif isinstance(given.general, Composed) and text:
        general = Converted(given.general, criterion, text)
    exact = sp.sympify(given.value) ** criteria.POWERS[source] * sp.Rational(factor.numerator, factor.denominator)
    exact = sp.sqrt(exact) if criteria.POWERS[criterion] == 2 else exact
    return replace(item, value=exact, paper=given.paper, general=general)


def _averaged(given: Evidence, target: About) -> Evidence | None:
    """The error without an attack, from kappa: (D2) averaged over all S; None where row 0 is trusted."""
    of, criterion, n, f, d = target
    square, m = check(given.data).square(), n - f
    if square is None or of.form().trusts_first:
        return None
    bottom = m * (n - 1)
    value = (square * n * (m - 1) - f) / bottom
    data = document("conversion", given.side, about(of, criterion, n, f, d), value, **{"from": given.data})
    item = to_evidence(data, f"(D2), averaged over all S, from {given.method}")
    general = given.general.averaged() if isinstance(given.general, General) else None
    exact = (sp.sympify(given.value) * n * (m - 1) - f) / bottom
    return replace(item, value=exact, paper=given.paper, general=general)
