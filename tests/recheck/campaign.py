"""A fuzz campaign: evidence with random faults; whatever is accepted is held against what is known to be true."""

from __future__ import annotations

import copy
import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from verification.recheck.check import check
from verification.recheck.claim import Checked

from .truth import MORE, OTHERS, RULES, contradicted, definition, evidence

__all__ = ["campaign", "faulty"]

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 10**9, 1.5, "inf", "-inf", "nan", "", "0", "1", "-1", "1/0", "1e9", "-0", " 1"),
    *([], {}, ["1"], [[]], "any", "krum", 3, "2", [0, 1], [True, False]),
)


def _places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in JSON data, containers included."""
    found = [path] if path else []
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in pairs:
        if name != "versions":
            found += _places(value, (*path, name))
    return found


def _number(random: Random, value: Any) -> Any:
    """A number near ``value``, of the same type; the sign, a factor, a step."""
    if type(value) is bool:
        return random.choice([not value, int(value), 10**6])
    if type(value) is int:
        return random.choice([value + 1, value - 1, -value, 2 * value, value + 10**6, value == 1, str(value)])
    try:
        number = Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError):
        return copy.deepcopy(random.choice(ODD))
    factor = random.choice([Fraction(-1), 1 + Fraction(1, 10**6), 1 - Fraction(1, 10**6), Fraction(1, 2), Fraction(2)])
    return str(random.choice([number * factor, number + random.choice([-1, 1]), 1 / number if number else number]))


def faulty(random: Random, source: dict[str, Any], pool: list[dict[str, Any]]) -> dict[str, Any]:
    """The evidence with one to three faults, perhaps about something else, perhaps bolder than before."""
    data = copy.deepcopy(source)
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        *parents, last = random.choice(_places(data))
        place: Any = data
        for name in parents:
            place = place[name]
        kind = random.random()
        if kind < 0.55:
            place[last] = _number(random, place[last])
        elif kind < 0.7:
            place[last] = copy.deepcopy(random.choice(ODD))
        elif kind < 0.8:
            del place[last]
        elif kind < 0.85 and isinstance(place, list):
            place.append(copy.deepcopy(place[last]))
        elif kind < 0.93:
            rule = random.choice((*RULES, *OTHERS, *MORE))
            data["claim"] = {
                **copy.deepcopy(source["claim"]),
                "rule": rule,
                "definition": copy.deepcopy(definition(rule)),
            }
        else:
            other = random.choice(pool)
            data["claim"] = copy.deepcopy(other["claim"])
    if random.random() < 0.5:  # a bolder statement than the evidence makes
        _bolder(random, data)
    return data


def _bolder(random: Random, data: dict[str, Any]) -> None:
    try:
        value = Fraction(data["value"])
        factor = 1 + Fraction(1, random.choice([10**6, 100, 3, 1]))
        data["value"] = str(value * factor if data["side"] == "lower" else value / factor)
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        return


def judged(false: bool | None) -> str:
    """In a word; None: that is not known."""
    return "not judged" if false is None else "false" if false else "true"


def tried(
    number: int,
    random: Random,
    pool: list[dict[str, Any]],
    change: Callable[[Random, dict[str, Any], list[dict[str, Any]]], dict[str, Any]],
    judge: Callable[[dict[str, Any], Checked], str],
    *,
    tick: Callable[[int], None] = lambda done: None,
) -> tuple[Counter[str], list[dict[str, Any]]]:
    """How many changed pieces of the pool were rejected, accepted and true, accepted and not judged; and the false ones
    accepted. ``judge`` says what was accepted: "true", "false", or what else."""
    counts, false = Counter[str](), list[dict[str, Any]]()
    for done in range(number):
        data = change(random, random.choice(pool), pool)
        try:
            checked = check(data)
        except ValueError as error:
            counts["rejected"] += 1
            counts["more than a line"] += "\n" in str(error)
            continue
        verdict = judge(data, checked)
        counts[verdict] += 1
        if verdict == "false":
            false.append(data)
        if done % 1000 == 0:
            tick(done)
    return counts, false


def campaign(
    number: int, seed: int, tick: Callable[[int], None] = lambda done: None
) -> tuple[Counter[str], list[dict[str, Any]]]:
    """:func:`tried` on evidence of every kind, judged by the table of what is known."""

    def judge(data: dict[str, Any], checked: Checked) -> str:
        return judged(contradicted(data["claim"], checked.side, checked.square()))

    return tried(number, Random(seed), list(evidence()), faulty, judge, tick=tick)


if __name__ == "__main__":
    print(campaign(int(sys.argv[1]), int(sys.argv[2]), lambda done: print(done, flush=True)))
