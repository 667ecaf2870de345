"""Evidence about the error without an attack and the breakdown point, true and falsified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import Bound, Combine
from resam_theory.proof.region import Region
from resam_theory.proof.worst import Family
from resam_theory.rules import get
from verification.solve import bounds

from .proofs import refused

__all__ = ["other_sets"]

PLACES = (("trimmed_mean", "inf"), ("median", 1), ("geometric_median", 2), ("mda", 1), ("sign_majority", 1), ("dnc", 1))
"""Rules of every shape of proof, and a dimension."""


def _beyond(data: dict[str, Any]) -> dict[str, Any]:
    """A claim that is a little better."""
    sign = 1 if data["side"] == "lower" else -1
    whole = data["claim"]["criterion"] == "breakdown"
    value = Fraction(data["value"])
    return {**data, "value": str(value + sign if whole else value * (1 + Fraction(sign, 10**6)))}


def _with(data: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**data, "claim": {**data["claim"], **changed}}


def _of_a_rule(name: str, d: Any) -> Iterator[tuple[bool, dict[str, Any]]]:
    for criterion in ("no_attack", "breakdown"):
        for item in bounds(name, criterion, 7, 2, d):
            data = json.loads(json.dumps(dict(item.data)))
            yield True, data
            if data["value"] not in ("inf", "0"):
                yield False, _beyond(data)
            for other in ("kappa", "xi", "no_attack", "breakdown"):
                changed = _with(data, criterion=other)
                if other != criterion and refused(changed):
                    yield False, changed
            for changed in (_with(data, d=1), _with(data, d=3), _with(data, n=8), _with(data, f=1)):
                yield not refused(changed), changed
            if "honest" in data:
                yield False, {**data, "honest": data["honest"][:-1]}
            if "from" in data:
                yield from ((False, x) for x in _from(data) if refused(x))


def _from(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Resting on a bound of the other side, or about another place."""
    for item in (*bounds("trimmed_mean", "kappa", 7, 2, 1), *bounds("monna", "kappa", 7, 2, 1)):
        rule = item.data["claim"]["rule"]
        form = get(rule).definition if rule != "any" else None
        about = {**data["claim"], "rule": rule, "definition": None if form is None else form.data()}
        for d in (1, 2, "inf"):
            yield {**data, "claim": {**about, "d": d}, "value": "0", "from": dict(item.data)}


def _of_a_trusted_row() -> Iterator[dict[str, Any]]:
    """(D2) says nothing of the sets that lack the row which the rule trusts."""
    for item in bounds("monna", "kappa", 7, 2, "inf"):
        data = json.loads(json.dumps(dict(item.data)))
        if item.side == "upper" and data["claim"]["rule"] == "monna":
            about = {**data["claim"], "criterion": "no_attack"}
            head = {key: data[key] for key in ("format", "side", "squared")}
            yield {**head, "kind": "conversion", "claim": about, "value": "1000", "squared": False, "from": data}


def _stated() -> Iterator[tuple[bool, dict[str, Any]]]:
    """Proofs and inputs falsified in what is particular to these criteria."""
    for name in ("median", "geometric_median", "comparative_gradient_elimination", "trimmed_mean"):
        rule = get(name)
        for given in (*rule.proofs, *rule.families):
            if given.criterion not in ("no_attack", "breakdown"):
                continue
            item = next(
                json.loads(json.dumps(dict(found.data)))
                for found in bounds(name, given.criterion, 7, 2, 1)
                if as_data(given) in (found.data.get("bound"), found.data.get("family"))
            )
            field = "bound" if isinstance(given, Bound) else "family"
            weak = {**item, "value": "0" if item["side"] == "lower" else "6"}
            changed = _bounds(given) if isinstance(given, Bound) else _families(given)
            for wrong in changed:
                data = {**weak, field: json.loads(json.dumps(as_data(wrong)))}
                yield not refused(data), data


def _bounds(given: Bound) -> Iterator[Bound]:
    case = given.cases[0]
    claim = case.steps[-1]
    assert isinstance(claim, Combine)
    texts = (f"{claim.large} + E2", f"{claim.large} + D2", f"{claim.large}/0", f"{claim.large}/(f - 2)")
    for large in texts:
        yield replace(given, cases=(replace(case, steps=(*case.steps[:-1], replace(claim, large=large))),))
    yield replace(given, cases=(replace(case, steps=(*case.steps[:-1], replace(claim, small="E2 + V"))),))
    for value in (f"{given.value} + 1", f"{given.value} - 1", f"({given.value})/2", "-1", "n", "n - 1"):
        yield replace(given, value=value)
    yield replace(given, alternatives=("n",))
    yield replace(given, roots=("0", "1"))
    yield replace(given, squared=True)
    for criterion in ("kappa", "no_attack", "breakdown"):
        yield replace(given, criterion=criterion)


def _families(given: Family) -> Iterator[Family]:
    for value in (f"{given.value} + 1", f"{given.value} - 1", "inf"):
        yield replace(given, value=value)
    for case in given.cases:
        own, *others = case.clusters
        near = [replace(cluster, place=own.place) for cluster in others]
        apart = (replace(own, size="1", place=("1/3",)), replace(own, size=f"{own.size} - 1"))
        moved = [replace(cluster, honest=not cluster.honest) for cluster in others]
        for clusters in (
            (own, *near),
            (*apart, *others),
            (own, *moved),
            (replace(own, size=f"{own.size} + t"), *others),
        ):
            yield replace(given, cases=(replace(case, clusters=clusters),))
        rows = case.region.rows
        yield replace(given, cases=(replace(case, region=Region((rows[-1], *rows[:-1]))),))
        if rows[-1][0] == "t":
            yield replace(given, cases=(replace(case, region=Region((*rows[:-1], ("t", "0", "")))),))
            yield replace(given, cases=(replace(case, region=Region((*rows[:-1], ("t", "5", "")))),))
        if rows[-1][0] == "t" and "a" in case.region.symbols:  # the number of rows decides t
            more = (("n", "(a + 2*f + t)"), ("m", "(a + f + t)"))
            at = (("f", "f"), ("a", "n - 2*f - 1"), ("t", "1"))
            yield replace(given, cases=(replace(case, given=more, at=at),))


@lru_cache(maxsize=1)
def other_sets() -> list[tuple[bool, Any]]:
    """(whether it must be accepted, the evidence)."""
    found = [item for name, d in PLACES for item in _of_a_rule(name, d)]
    found += [*_stated(), *((False, data) for data in _of_a_trusted_row())]
    return list({json.dumps(item, sort_keys=True): item for item in found}.values())
