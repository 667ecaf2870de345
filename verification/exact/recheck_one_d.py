r"""Re-check, without a solver or a float, the evidence of :mod:`verification.exact.one_d`.

Everything is rebuilt from the claim (rule, criterion, n, f, d): the pieces of the rule, the complete list of patterns
(the lemma in ``one_d.pieces``) and the functionals. The evidence contributes only multipliers (upper side) or an
input (lower).

Upper side, per pattern: with mu >= 0 and v = c + sum_r mu_r a_r vanishing outside the block S, every admissible u has
c . u <= v . u; since v sums to 0, v . u <= sqrt(m ||v||^2 V_S) and v . u <= (sum of the positive v_i) D_S.
Lower side: the sorted values satisfy the rows of the piece, and the ratio is computed from the definition (D1) or (D2).
``squared``: the value is lambda*_{d=inf}^2 = kappa* (m-1)/(2m) of a coordinate-wise rule, from evidence about kappa*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from ..recheck.reading import boolean, nonnegative, rational
from .one_d.pieces import RULES_1D, Pattern, Pieces, Vector, functional, patterns, pieces_of, rows_of

__all__ = ["check"]

LARGEST: Final = 256
"""Largest n: the patterns and their rows are written out."""


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def check(evidence: Mapping[str, Any]) -> str:
    """``certified`` (upper side) or ``attained`` (lower side); ValueError that says what does not hold.

    >>> check({"kind": "one_d", "side": "lower", "value": "1/2", "squared": False, "pattern": [0, 0, 1],
    ...        "values": ["0", "1", "1"], "claim": {"rule": "median", "criterion": "lambda", "n": 3, "f": 1, "d": 1}})
    'attained'
    """
    _require(evidence.get("kind") == "one_d", f"kind = {evidence.get('kind')!r} is not one_d")
    claim = evidence["claim"]
    _require(type(claim["rule"]) is str, f"rule = {claim['rule']!r}: need a name")
    rule, criterion, n, f, d = (claim[key] for key in ("rule", "criterion", "n", "f", "d"))
    _require(type(n) is int and type(f) is int and f >= 1 and 2 * f < n, f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
    _require(criterion in {"lambda", "kappa"}, f"criterion = {criterion!r}: need lambda or kappa")
    _require(d == "inf" or (type(d) is int and d >= 1), f"d = {d!r}: need an integer >= 1 or inf")
    _require(n <= LARGEST, f"n = {n}: need n <= {LARGEST}")
    pieces = pieces_of(rule, n, f)
    coordinate_wise, squared = RULES_1D[rule][1], boolean(evidence["squared"], "squared")
    value = None if evidence["value"] == "inf" else nonnegative(evidence["value"], "value")
    if squared:
        _require(
            coordinate_wise and criterion == "lambda" and d == "inf", "squared: only lambda at d = inf, coordinate-wise"
        )
        value = None if value is None else value * 2 * (n - f) / (n - f - 1)
    on_line = "kappa" if squared else criterion
    if evidence["side"] == "lower":
        _check_witness(evidence, pieces, (n, f), on_line, value)
        return "attained"
    _require(evidence["side"] == "upper", f"side = {evidence['side']!r}: need lower or upper")
    _require(
        d == 1 or (coordinate_wise and on_line == "kappa"),
        f"d = {d}: these patterns bound {criterion} of {rule} at d = 1 only",
    )
    _require(value is not None, "an infinite upper bound proves nothing")
    assert value is not None
    _check_patterns(evidence["patterns"], pieces, (n, f), on_line, value)
    return "certified"


def _check_patterns(
    listed: Sequence[Any], pieces: Pieces, size: tuple[int, int], criterion: str, value: Fraction
) -> None:
    n, f = size
    given = {Pattern(*entry[:3]): entry[3] for entry in listed}
    for pattern in patterns(pieces, n, f):
        _require(pattern in given, f"{pattern} is missing")
        rows = rows_of(pieces[pattern.piece], n)
        v = list(functional(pieces[pattern.piece], pattern, n, f))
        for index, text in given[pattern].items():
            row, mu = int(index), rational(text, "multiplier")
            _require(0 <= row < len(rows) and mu >= 0, f"{pattern}: multiplier {mu} of row {row} is not admissible")
            v = [entry + mu * a for entry, a in zip(v, rows[row], strict=True)]
        block = range(pattern.block, pattern.block + n - f)
        _require(all(v[i] == 0 for i in range(n) if i not in block), f"{pattern}: a value outside S is not cancelled")
        _require(sum(v, Fraction(0)) == 0, f"{pattern}: the functional does not sum to 0")
        bound = (n - f) * _dot(v, v) if criterion == "kappa" else sum((x for x in v if x > 0), Fraction(0))
        _require(bound <= value, f"{pattern}: proves {bound} only, more than the claimed {value}")


def _check_witness(
    evidence: Mapping[str, Any], pieces: Pieces, size: tuple[int, int], criterion: str, value: Fraction | None
) -> None:
    n, f = size
    pattern = Pattern(*evidence["pattern"])
    _require(pattern in patterns(pieces, n, f), f"{pattern} is not a pattern of the rule")
    piece, values = pieces[pattern.piece], tuple(rational(text, "value") for text in evidence["values"])
    _require(len(values) == n, f"the input has {len(values)} values, not n = {n}")
    _require(all(_dot(row, values) >= 0 for row in rows_of(piece, n)), "the input is not sorted, or not on the piece")
    honest: Vector = values[pattern.block : pattern.block + n - f]
    center = sum(honest, Fraction(0)) / len(honest)
    error = abs(_dot(piece.weights, values) - center)
    spread, power = honest[-1] - honest[0], 1
    if criterion == "kappa":
        spread, power = sum(((y - center) ** 2 for y in honest), Fraction(0)) / len(honest), 2
    if value is None:
        _require(spread == 0 and error > 0, "the input does not show an infinite coefficient")
    else:
        _require(spread > 0 and error**power >= value * spread, f"the input reaches less than the claimed {value}")
