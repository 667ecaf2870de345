"""Re-check, without a solver or a float, the evidence of :mod:`verification.exact.finite_d` about lambda*_d^2.

Upper side: either d times a re-checked bound on the line, (ii) of (B1) for any coordinate-wise rule, or the theorem of
``finite_d.trimmed``, whose proof is replayed. Lower side: points of the plane with coordinates in Q(sqrt 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..recheck.reading import LARGEST, nonnegative, rational
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
    _require(n <= LARGEST, f"n = {n}: need n <= {LARGEST}")
    _require(criterion == "lambda" and evidence["squared"] is True, "this evidence is about lambda*^2")
    _require(type(d) is int and d >= 2, f"d = {d!r}: need an integer >= 2")
    value = nonnegative(evidence["value"], "value")
    if evidence["side"] == "lower":
        _require(rule == "trimmed_mean", f"points of Q(sqrt 3) are evaluated for trimmed_mean only, not {rule}")
        points = [[Root3(*(rational(y, "coordinate") for y in x)) for x in point] for point in evidence["points"]]
        _require(len(points) == n and {len(point) for point in points} == {2}, f"need n = {n} points of the plane")
        reached = attained_squared(points, f)
        _require(reached >= value, f"the input reaches {reached}, less than the claimed {value}")
        return "attained"
    _require(evidence["side"] == "upper", f"side = {evidence['side']!r}: need lower or upper")
    if "from" in evidence:
        given = evidence["from"]
        expected = {"rule": rule, "criterion": "lambda", "n": n, "f": f, "d": 1}
        _require(
            given["claim"] == expected and given["side"] == "upper" and given["squared"] is False,
            "the bound on the line is about something else",
        )
        _require(rule in RULES_1D and RULES_1D[rule][1], f"{rule} does not act on each coordinate")
        recheck_one_d.check(given)
        proved = Root3(d * nonnegative(given["value"], "value") ** 2)
    else:
        _require(rule in TRIMMED, f"the theorem is not about {rule}")
        proved = upper_squared(n - f, TRIMMED[rule](n, f), d)
    _require(proved <= value, f"proves {proved} only, more than the claimed {value}")
    return "certified"
