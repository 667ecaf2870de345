"""The re-checker of one-dimensional evidence accepts what the solver proves and rejects every falsified version."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from verification.recheck.check import check
from verification.recheck.claim import claim, read
from verification.recheck.line import Pattern, pattern_bound
from verification.solve.line.solution import bounds

_CASES = [
    ("mean_around_median", "kappa", 9, 3, "inf"),
    ("mean_around_median", "lambda", 9, 3, 1),
    ("median", "lambda", 8, 2, "inf"),
    ("trimmed_mean", "kappa", 7, 2, 4),
    ("minimum_diameter_averaging", "kappa", 7, 3, 1),
    ("geometric_median", "lambda", 8, 2, 1),
]
_ON_LINE = [("mean_around_median", "kappa", 9, 3, 1), ("mean_around_median", "lambda", 9, 3, 1)]
_MILLIONTH = Fraction(1, 10**6)


def _evidence(case: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(dict(item.data))) for item in bounds(*case)]


@pytest.mark.parametrize("case", _CASES, ids=str)
def test_evidence_from_the_file_alone_is_confirmed(case: tuple[Any, ...]) -> None:
    assert [check(item).status for item in _evidence(case)] == ["attained", "certified"]


def _patterns(high: dict[str, Any]) -> list[Any]:
    return _patterns(high["from"]) if "from" in high else high["patterns"]


def _value_moved(low: dict[str, Any], high: dict[str, Any]) -> None:
    low["value"] = str(Fraction(low["value"]) * (1 + _MILLIONTH))
    high["value"] = str(Fraction(high["value"]) * (1 - _MILLIONTH))


def _other_n(low: dict[str, Any], high: dict[str, Any]) -> None:
    low["claim"]["n"] += 1
    high["claim"]["n"] += 1


def _more_faults(low: dict[str, Any], high: dict[str, Any]) -> None:
    low["claim"]["f"] -= 1
    high["claim"]["f"] += 1


def _unknown_rule(low: dict[str, Any], high: dict[str, Any]) -> None:
    low["claim"]["rule"] = high["claim"]["rule"] = "krum"


def _broken_input(low: dict[str, Any], high: dict[str, Any]) -> None:
    source = low.get("from", low)
    source["points"].append(source["points"][0])
    _patterns(high).pop()


def _swapped_sides(low: dict[str, Any], high: dict[str, Any]) -> None:
    low["side"], high["side"] = "neither", "neither"


@pytest.mark.parametrize(
    "falsify", [_value_moved, _other_n, _more_faults, _unknown_rule, _broken_input, _swapped_sides]
)
@pytest.mark.parametrize("case", _CASES, ids=str)
def test_falsified_evidence_is_rejected(case: tuple[Any, ...], falsify: Callable[..., None]) -> None:
    low, high = _evidence(case)
    falsify(low, high)
    for item in (low, high):
        with pytest.raises((ValueError, KeyError)):
            check(item)


@pytest.mark.parametrize("case", _ON_LINE, ids=str)
def test_every_pattern_and_every_multiplier_is_needed(case: tuple[Any, ...]) -> None:
    _, high = _evidence(case)
    for index, entry in enumerate(high["patterns"]):
        changed = copy.deepcopy(high)
        del changed["patterns"][index]
        with pytest.raises(ValueError, match="missing"):
            check(changed)
        if index % 5 == 0 and entry[3]:
            row = next(iter(entry[3]))
            changed = copy.deepcopy(high)
            changed["patterns"][index][3][row] = f"-{entry[3][row]}"
            with pytest.raises(ValueError, match="need a number >= 0"):
                check(changed)


def test_a_multiplier_of_the_worst_pattern_moved_by_a_millionth_is_rejected() -> None:
    _, high = _evidence(_ON_LINE[0])
    rejected = total = 0
    for index, entry in enumerate(high["patterns"]):
        if not _is_worst(high, index):
            continue
        for row, mu in entry[3].items():
            for factor in (1 + _MILLIONTH, 1 - _MILLIONTH):
                changed = copy.deepcopy(high)
                changed["patterns"][index][3][row] = str(Fraction(mu) * factor)
                total += 1
                try:
                    check(changed)
                except ValueError:
                    rejected += 1
    assert rejected == total > 0


def _is_worst(high: dict[str, Any], index: int) -> bool:
    """Whether the pattern's own bound is the claimed value: a value lowered by a millionth fails there."""
    about = read(high, claim).claim
    pieces = about.form.pieces(about.n, about.f)
    assert pieces is not None
    piece, block, sign, multipliers = high["patterns"][index]
    return pattern_bound(about, pieces[piece], Pattern(piece, block, sign), multipliers) == Fraction(high["value"])


def test_an_upper_bound_on_the_line_says_nothing_about_higher_dimensions() -> None:
    _, high = _evidence(("mean_around_median", "lambda", 7, 2, 1))
    high["claim"]["d"] = 2
    with pytest.raises(ValueError, match="at d = 1 only"):
        check(high)
    _, high = _evidence(("minimum_diameter_averaging", "kappa", 7, 2, 1))
    high["claim"]["d"] = "inf"
    with pytest.raises(ValueError, match="at d = 1 only"):
        check(high)
