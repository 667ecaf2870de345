"""Evidence with a known verdict, for :mod:`.mutants`: true pieces of every kind, and false ones of every fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from verification.recheck.check import check

from .faults import handmade
from .truth import evidence, false_statements

__all__ = ["corpus"]

EACH = 2
"""Pieces of each kind, rule and side that are kept: the smallest, so that a mutant is judged in a second."""


LARGEST = {"gram_dual": 5, "line": 5}
"""Largest n of the certificates that are weakened entry by entry: what the checker refuses, a mutant must refuse."""


def _kept(pieces: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[Any, list[dict[str, Any]]] = {}
    for data in sorted(pieces, key=lambda data: len(json.dumps(data))):
        claim = data["claim"]
        group = groups.setdefault((data["kind"], claim["rule"], claim["criterion"], data["side"]), [])
        many = data["kind"] == "gram_dual" and claim["rule"] == "multi_krum"  # one family is one more composition
        if many or len(group) < EACH:
            group.append(data)
    return [data for group in groups.values() for data in group]


def _structural(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Faults that make a piece prove nothing, whatever its value."""
    for key in ("format", "kind", "side", "claim", "value", "squared"):
        yield {name: value for name, value in data.items() if name != key}
    yield {**data, "extra": 1}
    yield {**data, "claim": {**data["claim"], "extra": 1}}
    yield {**data, "squared": int(data["squared"])}
    yield {**data, "format": 2}
    yield {**data, "side": "lower" if data["side"] == "upper" else "upper"}
    for n, f in ((2 * data["claim"]["f"], data["claim"]["f"]), (data["claim"]["n"], 0), (True, 1)):
        yield {**data, "claim": {**data["claim"], "n": n, "f": f}}
    if data["value"] != "inf":
        yield {**data, "value": f"-{data['value']}"}
        yield {**data, "value": Fraction(data["value"]).numerator}


def _weakened(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same statement from a certificate with one entry changed, dropped, repeated or moved."""
    for i, interval in enumerate(data.get("intervals", ())):
        for new in _intervals(interval):
            yield {**data, "intervals": [*data["intervals"][:i], *new, *data["intervals"][i + 1 :]]}
    for i, (piece, block, sign, multipliers) in enumerate(data.get("patterns", ())):
        others = data["patterns"][:i], data["patterns"][i + 1 :]
        changed: list[Any] = [[], [[piece, block, sign, multipliers]] * 2, [[piece + 50, block, sign, multipliers]]]
        changed += [[[piece, block, sign, multipliers], [piece + 50, block, sign, multipliers]]]
        changed += [[[piece, block, -sign, multipliers]], [[piece, block, sign, {}]], [[piece, block, 0, multipliers]]]
        changed += [[[piece, block, sign, {**multipliers, "99": "1"}]], [[piece, block, sign, [multipliers]]]]
        for row, mu in multipliers.items():
            for value in (str(Fraction(mu) * 2), str(Fraction(mu) / 2), f"-{mu}"):
                changed.append([[piece, block, sign, {**multipliers, row: value}]])
        for new in changed:
            yield {**data, "patterns": [*others[0], *new, *others[1]]}


def _intervals(interval: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    spread, options = interval["spread"], interval["options"]
    yield []
    yield [{**interval, "family": "another"}]
    yield [interval, {**interval, "family": "another"}]
    yield [{**interval, "spread": {**spread, "Z-Z": "1"}}]
    yield [{**interval, "spread": list(spread)}]
    yield [{**interval, "options": options[:-1]}]
    yield [{**interval, "options": [*options, []]}]
    for end in ("low", "high"):
        yield [{**interval, end: interval[end] + 1}]
        yield [{**interval, end: interval[end] - 1}]
    for name, mu in spread.items():
        for factor in (Fraction(-1), Fraction(1, 2), 1 - Fraction(1, 1000)):
            yield [{**interval, "spread": {**spread, name: str(Fraction(mu) * factor)}}]
    for j, listed in enumerate(options):
        for k, (c, e, tau) in enumerate(listed):
            rest = [*listed[:k], *listed[k + 1 :]]
            for new in ([], [[c, e, f"-{tau}"]], [[c, e, str(Fraction(tau) * 2)]], [[c, e, str(Fraction(tau) / 2)]]):
                yield [{**interval, "options": [*options[:j], [*rest, *new], *options[j + 1 :]]}]
            total = str(sum(Fraction(entry[2]) for entry in listed))
            for new in ([[c, e, tau], [e, c, tau]], [["Z", "Z", tau]], [[c, e, tau, "1"]], [[c, 1, tau]]):
                yield [{**interval, "options": [*options[:j], [*rest, *new], *options[j + 1 :]]}]
            yield [{**interval, "options": [*options[:j], [[c, e, total]], *options[j + 1 :]]}]


def _refused(data: dict[str, Any]) -> bool:
    try:
        check(data)
    except ValueError:
        return True
    return False


def corpus() -> list[tuple[bool, Any]]:
    """(whether it must be accepted, the evidence)."""
    true = _kept(iter(evidence()))
    false = _kept(false_statements())
    listed: list[tuple[bool, Any]] = [(True, data) for data in true] + [(False, data) for data in false]
    seen = set()
    for data in true:
        if data["kind"] not in seen:
            seen.add(data["kind"])
            listed += [(False, wrong) for wrong in _structural(copy.deepcopy(data))]
    for kind in ("gram_dual", "line"):
        for rule in ("krum", "multi_krum", "minimum_diameter_averaging", "mean_around_median"):
            for criterion in ("kappa", "lambda"):
                about = (kind, rule, criterion)
                pieces = (d for d in true if (d["kind"], d["claim"]["rule"], d["claim"]["criterion"]) == about)
                for data in (piece for piece in pieces if piece["claim"]["n"] <= LARGEST[kind]):
                    loose = {**data, "value": "1000"}
                    listed += [(False, wrong) for wrong in (*_weakened(data), *_weakened(loose)) if _refused(wrong)]
                    break
    return handmade() + listed
