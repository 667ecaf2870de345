"""False statements that ``resam recheck`` once accepted, or never answered: each is refused in one line."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from resam_theory.cli import main
from resam_theory.definitions.registry import REGISTRY
from resam_theory.proof.as_data import as_data
from resam_theory.rules import get
from verification.recheck.check import check
from verification.solve import bounds


def evidence(kind: str, value: str, about: tuple[Any, str, Any, int, Any], **body: Any) -> dict[str, Any]:
    rule, criterion, n, f, d = about
    definition = REGISTRY[rule].definition if isinstance(rule, str) and rule in REGISTRY else None
    claim = {"rule": rule, "definition": definition, "criterion": criterion, "n": n, "f": f, "d": d}
    side = "lower" if kind in ("floor", "witness", "classes") else "upper"
    data = {"format": 1, "kind": kind, "side": side, "claim": claim, "value": value, "squared": False}
    return {**data, **body}


def theorem(value: str, about: tuple[Any, str, Any, int, Any], rule: str = "median") -> dict[str, Any]:
    """A proof for all (n, f) that is right, with a statement that need not be."""
    bound = next(given for given in get(rule).proofs if given.criterion == about[1])
    return evidence("theorem", value, about, bound=as_data(bound))


MDA = "minimum_diameter_averaging"
MEDIAN = ("median", "lambda", 5, 1, 1)
KAPPA = theorem("-5", ("median", "kappa", 5, 1, 1))
LOWER = evidence("witness", "-100", ("median", "lambda", 3, 1, 1), points=[["0"], ["1"], ["1"]], honest=[0, 1])
NEGATIVE = {"side": "lower", "from": LOWER}
CLASSES = {"sizes": [2, 1, 2], "gram": [["0"] * 3, ["0", "1", "0"], ["0"] * 3], "spread": ["0", "0", "0"]}
ONES = {**CLASSES, "sizes": [True] * 3, "honest": [True, True, False]}
FALSE = {
    "negative upper bound, theorem": theorem("-5", MEDIAN),
    "negative upper bound of kappa, theorem": KAPPA,
    "negative upper bound, conversion": evidence("conversion", "-5", MEDIAN, **{"from": {**KAPPA, "value": "9"}}),
    "negative zero": theorem("-0", MEDIAN),
    "from a negative lower bound": evidence(
        "conversion", "40000", ("median", "kappa", 3, 1, 1), side="lower", **{"from": LOWER}
    ),
    "honest counts a class many times": evidence(
        "classes", "100", ("krum", "kappa", 5, 1, "inf"), honest=[True, 1000000000, False], **CLASSES
    ),
    "honest is 1": evidence("classes", "0", ("krum", "kappa", 5, 2, "inf"), honest=[1, 1, 0], **CLASSES),
    "sizes are true": evidence("classes", "0", ("krum", "kappa", 3, 1, "inf"), **ONES),
    "floor of nope": evidence("floor", "1/3", ("nope", "kappa", 5, 1, 1)),
    "floor of null": evidence("floor", "1/3", (None, "kappa", 5, 1, 1)),
    "rule is a list": theorem("9", (["median"], "kappa", 5, 1, 1)),
    "n is true": evidence("floor", "1/3", ("any", "kappa", True, 1, 1)),
    "d is true": evidence("floor", "1/3", ("any", "kappa", 5, 1, True)),
    "n is a trillion": theorem("1e9", (MDA, "kappa", 10**12, 10**11, 1), MDA),
    "line, n is a trillion": evidence("line", "1", ("median", "kappa", 10**12, 10**11, 1), patterns=[]),
    "exponent": theorem("1e99999999", MEDIAN),
    "value is a number": {**theorem("1", MEDIAN), "value": 5},
    "value is a decimal": theorem("1.5", MEDIAN),
    "squared is 0": {**theorem("5", MEDIAN), "squared": 0},
    "kind is a list": {**theorem("5", MEDIAN), "kind": ["theorem"]},
}


def test_the_unfalsified_statement_holds() -> None:
    assert check(theorem("1/2", MEDIAN)).status == "certified"  # k/m = 2/4
    assert check({**KAPPA, "value": "1"}).status == "certified"  # k/(m-k) = 2/2


@pytest.mark.parametrize("what", FALSE)
def test_it_is_rejected_in_one_line(what: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        check(FALSE[what])
    assert "\n" not in str(caught.value)


def test_a_negative_value_is_rejected_in_every_kind() -> None:
    about = [("krum", "kappa", 7, 2, "inf"), ("median", "lambda", 5, 2, 2), ("meamed", "kappa", 5, 2, 1)]
    about += [
        ("gm", "lambda", 5, 2, 2),
        ("krum", "lambda", 5, 2, "inf"),
        ("krum", "kappa", 41, 9, "inf"),
        ("median", "kappa", 5, 2, 2),
    ]
    seen = set()
    for rule, criterion, n, f, d in about:
        for item in bounds(rule, criterion, n, f, d):
            data = copy.deepcopy(dict(item.data))
            check(data)
            seen.add(data["kind"])
            if data["value"] != "inf":
                with pytest.raises(ValueError, match="value"):
                    check({**data, "value": f"-{data['value']}"})
            if "from" in data:
                data["from"] = {**data["from"], "value": f"-{data['from']['value']}"}
                with pytest.raises(ValueError, match="value"):
                    check(data)
    assert seen == {"witness", "classes", "gram_dual", "floor", "conversion", "line", "coordinates"} | {
        "theorem",
        "family",
    }


TEXTS = {
    "NaN": '{"kind": NaN}',
    "Infinity": '{"value": Infinity}',
    "float overflow": '{"value": 1e99999999}',
    "duplicate key": '{"kind": "floor", "kind": "theorem"}',
    "deep": "[" * 100_000,
    "deep and closed": "[" * 1000 + "]" * 1000,
    "cut": '{"kind": ',
    "many digits": '{"n": ' + "9" * 10_000 + "}",
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("what", TEXTS)
def test_a_file_that_no_evidence_can_be_in_does_not_silence_the_others(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    text = TEXTS[what]
    bad.write_bytes(text if isinstance(text, bytes) else text.encode())
    good.write_text(json.dumps(evidence("floor", "1/3", ("any", "kappa", 5, 1, 1))))
    with pytest.raises(SystemExit) as stop:
        main(["recheck", str(bad), str(good), "/dev/zero", str(tmp_path / "absent.json"), "--json"])
    assert stop.value.code == 2
    results = json.loads(capsys.readouterr().out)["results"]
    assert [result["status"] for result in results] == ["unknown", "attained", "unknown", "unknown"]
    assert all(result["reason"].count("\n") == 0 for result in results if result["reason"])


@pytest.mark.slow
def test_a_whole_ledger_is_rechecked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["verify", "--only", "mean_around_median.kappa", "--results", str(tmp_path), "--json"])
    capsys.readouterr()
    ledger = tmp_path / "verify" / "selection.json"
    main(["recheck", str(ledger), "--json"])
    results = json.loads(capsys.readouterr().out)["results"]
    assert len(results) > 10
    assert {result["status"] for result in results} == {"attained", "certified"}
    data = json.loads(ledger.read_text())
    data["claims"][0]["evidence"][1]["data"]["value"] = "0"
    ledger.write_text(json.dumps(data))
    with pytest.raises(SystemExit) as stop:
        main(["recheck", str(ledger), "--json"])
    assert stop.value.code == 1
    results = json.loads(capsys.readouterr().out)["results"]
    assert [result["status"] for result in results].count("unknown") == 1
