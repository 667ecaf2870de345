"""Re-check, without a solver or a float, the evidence of :mod:`verification.exact.finite_d` about lambda*_d^2.

Upper side: either d times a re-checked bound on the line, (ii) of (B1) for any coordinate-wise rule, or the theorem of
``finite_d.trimmed``, whose proof is replayed. Lower side: points of the plane with coordinates in Q(sqrt 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from . import recheck_one_d
from .finite_d.root3 import Root3
from .finite_d.trimmed import TRIMMED, attained_squared, upper_squared
from .one_d.pieces import RULES_1D

__all__ = ["check"]


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def check(evidence: Mapping[str, Any]) -> str:
    """``certified`` (upper side) or ``attained`` (lower side); ValueError that says what does not hold."""
    _require(evidence.get("kind") == "finite_d", f"kind = {evidence.get('kind')!r} is not finite_d")
    claim = evidence["claim"]
    rule, criterion, n, f, d = (claim[key] for key in ("rule", "criterion", "n", "f", "d"))
    _require(type(n) is int and type(f) is int and f >= 1 and 2 * f < n, f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
    _require(criterion == "lambda" and evidence["squared"] is True, "this evidence is about lambda*^2")
    _require(type(d) is int and d >= 2, f"d = {d!r}: need an integer >= 2")
    value = Fraction(evidence["value"])
    if evidence["side"] == "lower":
        _require(rule == "trimmed_mean", f"points of Q(sqrt 3) are evaluated for trimmed_mean only, not {rule}")
        points = [[Root3(*map(Fraction, x)) for x in point] for point in evidence["points"]]
        _require(len(points) == n and {len(point) for point in points} == {2}, f"need n = {n} points of the plane")
        reached = attained_squared(points, f)
        _require(reached >= value, f"the input reaches {reached}, less than the claimed {value}")
        return "attained"
    _require(evidence["side"] == "upper", f"side = {evidence['side']!r}: need lower or upper")
    if "from" in evidence:
        given = evidence["from"]
        expected = {"rule": rule, "criterion": "lambda", "n": n, "f": f, "d": 1}
        _require(
            given["claim"] == expected and given["side"] == "upper", "the bound on the line is about something else"
        )
        _require(rule in RULES_1D and RULES_1D[rule][1], f"{rule} does not act on each coordinate")
        recheck_one_d.check(given)
        proved = Root3(d * Fraction(given["value"]) ** 2)
    else:
        _require(rule in TRIMMED, f"the theorem is not about {rule}")
        proved = upper_squared(n - f, TRIMMED[rule](n, f), d)
    _require(proved <= value, f"proves {proved} only, more than the claimed {value}")
    return "certified"
