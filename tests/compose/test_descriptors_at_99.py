"""The constants of the stages times 0.99: refuted by an input of a composition, or said to be not known tight."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from pathlib import Path

import pytest

from verification.evidence import Side
from verification.recheck.check import check
from verification.solve import bounds

ATTAINED = {
    ("nnm", "kappa"): ("nnm+trimmed_mean", 7, 2, 1),
    ("ctma", "kappa"): ("ctma+trimmed_mean", 7, 2, 1),
    ("ctma", "lambda"): ("ctma+trimmed_mean", 7, 1, 1),
    ("arc", "kappa"): ("arc+trimmed_mean", 7, 1, inf),
    ("bucketing(s=2)", "kappa"): ("bucketing(s=2)+trimmed_mean", 8, 1, 1),
}
NOT_KNOWN = {
    ("nnm", "lambda"): ("nnm+trimmed_mean", 7, 1, 1),
    ("arc", "lambda"): ("arc+median", 7, 1, 1),
    ("bucketing(s=2)", "lambda"): ("bucketing(s=2)+trimmed_mean", 8, 1, 1),
}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "compositions.md"


def ends(rule: str, criterion: str, n: int, f: int, d: int | float) -> tuple[Fraction, Fraction]:
    """The best attained square (of lambda) or value (of kappa), and the composed bound, both as re-checked."""
    found = [item for item in bounds(rule, criterion, n, f, d) if item.exact]
    values = {
        side: [check(item.data).square() for item in found if item.side is side and kind in ("", item.data["kind"])]
        for side, kind in ((Side.LOWER, ""), (Side.UPPER, "composed"))
    }
    lower = max(value for value in values[Side.LOWER] if value is not None)
    return lower, min(value for value in values[Side.UPPER] if value is not None)


@pytest.mark.slow
@pytest.mark.parametrize(("constant", "place"), ATTAINED.items(), ids=str)
def test_99_percent_of_it_is_refuted(constant: tuple[str, str], place: tuple[str, int, int, int | float]) -> None:
    """The composed bound is increasing in the stage's constants, so that 0.99 of both gives at most 0.99 of it."""
    rule, n, f, d = place
    lower, upper = ends(rule, constant[1], n, f, d)
    factor = Fraction(99, 100) if constant[1] == "kappa" else Fraction(99, 100) ** 2
    assert upper * factor < lower <= upper


@pytest.mark.slow
@pytest.mark.parametrize(("constant", "place"), NOT_KNOWN.items(), ids=str)
def test_what_is_not_known_tight_says_so(constant: tuple[str, str], place: tuple[str, int, int, int | float]) -> None:
    rule, n, f, d = place
    lower, upper = ends(rule, constant[1], n, f, d)
    assert lower < upper * Fraction(99, 100) ** 2  # else it belongs to the others
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "not known tight" in line]
    assert any(line.startswith(f"| `{constant[0]}`") and "λ" in line for line in lines)
