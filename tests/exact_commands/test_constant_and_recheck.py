"""``resam constant`` and ``resam recheck`` as a user calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from resam_theory import output
from resam_theory.cli import main
from resam_theory.convergence import STATEMENTS
from verification.checks.proofs import document

Call = Callable[..., tuple[int, Any, str]]


FIELDS = {"rule", "n", "f", "d", "criterion", "published", "lower", "upper", "lower_exact", "upper_exact", "status"} | {
    "method",
    "seconds",
    "evidence",
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("rule", "n", "f", "d", "criterion"),
    [
        ("krum", 9, 2, "inf", "kappa"),
        ("krum", 10001, 3000, "inf", "lambda"),
        ("krum", 9, 2, "3", "lambda"),
        ("multi_krum", 7, 2, "inf", "kappa"),
        ("mda", 7, 2, "2", "kappa"),
        ("gm", 9, 3, "inf", "kappa"),
        ("gm", 9, 3, "2", "lambda"),
        ("cwtm", 10001, 3000, "1", "kappa"),
        ("meamed", 7, 2, "inf", "lambda"),
        ("cge", 7, 2, "5", "kappa"),
    ],
)
def test_an_interval_with_evidence_that_rechecks(
    call: Call, *, rule: str, n: int, f: int, d: str, criterion: str
) -> None:
    words = ("constant", rule, "--n", str(n), "--f", str(f), "--d", d, "--criterion", criterion)
    status, found, _ = call(*words)
    assert status == 0
    assert set(found) >= FIELDS
    meet = found["lower_exact"] == found["upper_exact"]
    said = {claim["status"] for claim in found["published"] if claim["kind"] in {"tight", "negative"}}
    everywhere = "certified for all n, f" in said
    certified = "certified for all n, f" if everywhere else "certified at (n, f)"
    assert found["status"] == (certified if meet else "open interval")
    assert everywhere or rule in {"krum", "multi_krum", "mda", "gm"}
    unbounded = found["upper"] == "inf"
    assert found["lower_status"] == "attained"
    assert found["upper_status"] == ("unknown" if unbounded else "certified at (n, f)")
    below, above = (float("inf") if found[side] == "inf" else found[side] for side in ("lower", "upper"))
    assert 0 < below <= above * (1 + 1e-15)
    assert not found["failures"]
    assert all(claim["status"] != "refuted" for claim in found["published"])
    files = [item["file"] for item in found["evidence"]]
    status, checked, _ = call("recheck", *files)
    assert status == 0
    assert {result["status"] for result in checked["results"]} <= {"certified", "attained"}
    for file in files:
        data = json.loads(Path(file).read_text())
        if data["value"] == "inf":
            continue
        sign = 1 if "lower" in Path(file).name else -1
        data["value"] = str(Fraction(data["value"]) * (1 + sign * Fraction(1, 10**6)))
        Path(file).write_text(json.dumps(data))
        status, checked, _ = call("recheck", file)
        assert status == 1
        assert checked["results"][0]["status"] == "unknown"
        assert "claimed" in checked["results"][0]["reason"]


def test_published_bounds_come_with_their_looseness(call: Call) -> None:
    _, found, _ = call("constant", "krum", "--n", "9", "--f", "3", "--criterion", "kappa")
    published = next(claim for claim in found["published"] if claim["id"] == "krum.kappa.published")
    assert published["status"].startswith("certified")
    assert published["loose_by"] == pytest.approx(12 / 9, rel=1e-6)  # 6 (1 + f/(n-2f)) against kappa* = n²/(f(n-2f))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("krum", "--n", "8", "--f", "4"), "f = 4 is not admissible: need an integer 1 <= f < n/2, that is f <= 3"),
        (("krum", "--n", "8", "--f", "0"), "f = 0 is not admissible: need an integer 1 <= f < n/2"),
        (("krum", "--n", "8", "--f", "2", "--d", "0"), "d = 0 is not admissible: need an integer d >= 1, or inf"),
        (
            ("krum", "--n", "8", "--f", "2", "--criterion", "mu"),
            "need one of lambda, kappa, xi, agnostic, blanchard, breakdown, no_attack",
        ),
        (("nope", "--n", "8", "--f", "2"), "rule = 'nope' is not admissible: need one of"),
        (("krum_blanchard", "--n", "6", "--f", "2"), "need n >= 2f + 3"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(call: Call, words: tuple[str, ...], expected: str) -> None:
    status, out, error = call("constant", *words)
    assert (status, out) == (2, None)
    assert expected in error
    assert error.startswith("resam: ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("text", ["not json", "[1, 2]"])
def test_a_file_that_is_no_evidence_is_a_wrong_call(call: Call, text: str) -> None:
    Path("evidence.json").write_text(text)
    status, found, _ = call("recheck", "evidence.json")
    assert status == 2
    assert "file = evidence.json is not admissible" in found["results"][0]["reason"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "wish", "claim": {"rule": "krum", "criterion": "kappa", "n": 5, "f": 1, "d": 1}, "value": "1"},
        {"kind": "floor", "claim": {"rule": "krum", "criterion": "kappa", "n": 5, "f": 1}, "value": "1"},
        {"kind": "floor", "claim": {"rule": "krum", "criterion": "kappa", "n": 5, "f": 3, "d": 1}, "value": "1"},
    ],
)
def test_malformed_evidence_proves_nothing(call: Call, data: dict[str, Any]) -> None:
    Path("evidence.json").write_text(json.dumps(data))
    status, found, _ = call("recheck", "evidence.json")
    assert status == 1
    assert found["results"][0]["reason"].startswith("rejected: ")


def test_names_and_premises_are_shown_as_they_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in brackets is no markup: neither an inequality that is taken as given, nor a name."""
    claim = {"rule": "x[/bold]", "definition": {"form": "trimmed", "k": "f"}, "criterion": "kappa"}
    floor = {"format": 1, "kind": "floor", "side": "lower", "value": "1/3", "squared": False}
    for name, data in (
        ("a.json", floor | {"claim": claim | {"n": 5, "f": 1, "d": 1}}),
        ("b.json", document(STATEMENTS["L3-young"])),
    ):
        (tmp_path / name).write_text(json.dumps(data))
    monkeypatch.setattr(output, "console", lambda: Console(stderr=True, highlight=False, width=200))
    with pytest.raises(SystemExit) as stop:  # no rule has such a name
        main(["recheck", str(tmp_path), f"--json={tmp_path / 'out'}"])
    assert stop.value.code == 1
    said = capsys.readouterr().err
    assert "x[/bold]" in said
    assert "[u**2 <= R**2*x**2]" in said
