"""Proofs that say something false: each once was accepted, and has to be refused for the reason given."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from resam_theory.definitions.forms import parse
from resam_theory.definitions.registry import REGISTRY
from resam_theory.proof import cases, worst
from resam_theory.proof.as_data import as_data
from resam_theory.proof.inference import INFERENCES
from resam_theory.rules import RULES
from verification.recheck.check import check

BOUNDS = {bound.id: (rule.name, as_data(bound)) for rule in RULES for bound in rule.proofs}
FAMILIES = {family.id: (rule.name, as_data(family)) for rule in RULES for family in rule.families}

Change = Callable[[dict[str, Any]], object]


def about(rule: str, criterion: str, n: int, f: int, d: Any) -> dict[str, Any]:
    return {"rule": rule, "definition": REGISTRY[rule].definition, "criterion": criterion, "n": n, "f": f, "d": d}


def theorem(name: str, value: str, change: Change, d: Any = "inf", rule: str = "") -> dict[str, Any]:
    """A bound with one change, as evidence at (7, 2)."""
    own, data = BOUNDS[name]
    bound = copy.deepcopy(json.loads(json.dumps(data)))
    change(bound)
    claim = about(rule or own, bound["criterion"], 7, 2, d)
    head = {"format": 1, "kind": "theorem", "side": "upper", "claim": claim, "value": value}
    return head | {"squared": bound["criterion"] == "lambda", "bound": bound}


def unchanged(bound: dict[str, Any]) -> None:
    pass


def last(bound: dict[str, Any], large: str, weights: dict[str, str]) -> None:
    bound["cases"][0]["steps"][-1].update(large=large, weights=weights)


def not_on_the_line(bound: dict[str, Any]) -> None:
    bound["line"] = False


def another_m(bound: dict[str, Any]) -> None:
    """E <= 2b/(1000 m) D, from the pairing with 1000 m inputs."""
    bound["cases"][0]["steps"][0]["at"]["m"] = "1000*m"
    last(bound, "2*f/(1000*m)*D", {"pairs": "1/(1000*m)", "D >= 0": "2*(f - b)/(1000*m)"})
    bound["value"] = "2*f/(1000*m)"


def m_renamed(bound: dict[str, Any]) -> None:
    bound["names"] = {"m": "1000*n"}


def a_symbol_set(bound: dict[str, Any]) -> None:
    """E <= A with A = 0."""
    bound["cases"][0]["steps"][0]["at"]["A"] = "0"
    last(bound, "0*D", {"shift": "1"})
    bound["value"] = "0"


def a_symbol_enclosed(bound: dict[str, Any]) -> None:
    bound["cases"][0]["region"].append(["A", "0", "0"])
    last(bound, "0*D", {"shift": "1"})
    bound["value"] = "0"


def one_value_only(bound: dict[str, Any]) -> None:
    """One point exchanged, where it may be two."""
    bound["cases"][0]["region"][1] = ["b", "1", "1"]
    last(bound, "2/m*D", {"pairs": "1/m", "D >= 0": "2*(1 - b)/m"})
    bound["value"] = "2/m"


def assumed(bound: dict[str, Any]) -> None:
    case = bound["cases"][0]
    case["steps"] = [
        {"rule": "robust", "at": {"kappa": "0"}},
        {"name": "kappa", "small": "E2", "large": "0*V", "weights": {"robust": "1"}},
    ]
    bound |= {"value": "0", "cases": [case]}


def without(number: int) -> Change:
    return lambda bound: bound["cases"].pop(number)


def of_symbols(bound: dict[str, Any]) -> None:
    """m is what the case says, not n - f."""
    bound["cases"][0]["at"]["m"] = "1000*m"
    bound["cases"][0]["given"] = {}


def small_t_only(bound: dict[str, Any]) -> None:
    rows = bound["cases"][0]["region"]
    rows[[row[0] for row in rows].index("t")] = ["t", "0", "1"]


FALSE: dict[str, tuple[dict[str, Any], str]] = {
    "line": (theorem("trimmed_mean.lambda.line", "1", not_on_the_line), "one coordinate"),
    "m": (theorem("minimum_diameter_averaging.lambda.every_dimension", "1/1000", another_m), "need 5"),
    "m named": (theorem("minimum_diameter_averaging.lambda.every_dimension", "1", m_renamed), "a meaning already"),
    "m of the case": (theorem("minimum_diameter_averaging.lambda.every_dimension", "1", of_symbols), "no case admits"),
    "symbol": (theorem("trimmed_mean.lambda.line", "0", a_symbol_set, 1), "needs values for f, k, n"),
    "region": (theorem("trimmed_mean.lambda.line", "0", a_symbol_enclosed, 1), "another meaning"),
    "value": (theorem("minimum_diameter_averaging.lambda.every_dimension", "4/25", one_value_only), "leave out"),
    "hypothesis": (theorem("krum.kappa.selection", "0", assumed), "speaks about a hypothesis"),
    "weights": (theorem("winsorised_mean.kappa.every_dimension", "100", unchanged, 1, "interquartile_mean"), "block"),
    "t": (theorem("krum.kappa.two_steps", "1000", small_t_only), "for every t > 0"),
}
for name, number in (("krum.kappa.selection", 2), ("minimum_diameter_averaging.kappa.every_dimension", 3)):
    FALSE |= {f"{name} without {i}": (theorem(name, "1000", without(i)), "leave out") for i in range(number)}
FALSE |= {
    f"angles without {i}": (theorem("geometric_median.lambda.angles", "1000", without(i)), "leave out")
    for i in (0, 1, 3)
}


@pytest.mark.parametrize("name", FALSE)
def test_it_is_refused(name: str) -> None:
    data, reason = FALSE[name]
    with pytest.raises(ValueError, match=reason):
        check(data)


def test_unchanged_they_are_accepted() -> None:
    for name, value, d in (
        ("trimmed_mean.lambda.line", "4/25", 1),
        ("minimum_diameter_averaging.lambda.every_dimension", "16/25", "inf"),
        ("krum.kappa.selection", "1000", "inf"),
        ("geometric_median.lambda.angles", "1000", "inf"),
    ):
        assert check(theorem(name, value, unchanged, d)).status == "certified"


def test_phocas_has_the_proof_that_is_written_for_it() -> None:
    assert check(theorem("phocas.kappa.every_dimension", "1000", unchanged, 3)).status == "certified"


def test_a_list_of_situations_has_no_situation_that_no_rule_is_about() -> None:
    listed: dict[str, set[str]] = {}
    for rule in INFERENCES.values():
        listed.setdefault(rule.situation[0], set()).add(rule.situation[1])
    assert listed["ends of the diameter"] == {"both kept", "one kept", "both dropped"}
    assert listed["the selected row"] == {"faulty", "honest"}
    assert listed["angles"] == {"wide", "narrow"}
    for rule in INFERENCES.values():
        assert set(rule.over[:1]) <= set(rule.parameters)
        assert {name for name, _ in rule.means} <= set(rule.parameters)


def test_numbers_of_points_are_whole() -> None:
    """Half of f points do not exist where f is odd."""
    _, data = FAMILIES["trimmed_mean.kappa.attained"]
    family = worst.read(json.loads(json.dumps(data)))
    assert worst.value_at(family, 7, 3) == Fraction(3, 1)
    halves = json.loads(json.dumps(data).replace('"size": "f"', '"size": "f/2"'))
    with pytest.raises(cases.Rejected, match="no case admits"):
        worst.value_at(worst.read(halves), 7, 3)


def test_a_name_does_not_change_n() -> None:
    _, data = FAMILIES["trimmed_mean.kappa.attained"]
    family = worst.read(json.loads(json.dumps({**data, "names": {"n": "2*n"}})))
    with pytest.raises(cases.Rejected, match="a meaning already"):
        worst.value_at(family, 7, 3)


def test_definitions_are_what_the_registry_says() -> None:
    assert all(parse(entry.definition) for entry in REGISTRY.values())
