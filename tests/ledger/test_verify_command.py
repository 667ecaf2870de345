"""``resam verify`` as a user calls it: what it writes and shows, falsified claims, contradictions, runs that go on."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sympy as sp
from rich.console import Console

from resam_theory import output
from resam_theory.rules import get
from verification import display, ledger, real_data
from verification.evidence import Evidence, Side
from verification.recheck import theorem
from verification.recheck.files import recheck_files, status_of
from verification.search import Power
from verification.solve import gather

ONLY = "trimmed_mean.kappa"
Call = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a person sees on a terminal."""
    screen = io.StringIO()
    monkeypatch.setattr(output, "console", lambda: Console(file=screen, width=200, highlight=False))
    monkeypatch.setattr(
        output, "sys", SimpleNamespace(modules=sys.modules, stdout=SimpleNamespace(isatty=lambda: True))
    )
    return screen


def falsify(monkeypatch: pytest.MonkeyPatch, name: str, factor: str) -> None:
    (true,) = (claim for claim in ledger.all_claims() if claim.id == name)
    monkeypatch.setattr(ledger, "all_claims", lambda: (true.scaled(sp.Rational(factor)),))


def test_in_a_pipe_it_is_json_with_the_promised_fields(call: Call, tmp_path: Path) -> None:
    status, data, error = call("verify", "--only", ONLY)
    assert (status, error) == (0, "")
    fields = {"id", "statement", "kind", "source", "params", "published", "lower", "upper", "status", "method"}
    assert all(fields | {"evidence", "seconds"} <= set(row) for row in data["claims"])
    exact = [row for row in data["claims"] if row["id"] == "trimmed_mean.kappa.exact"]
    assert {row["status"] for row in exact} == {"certified for all n, f"}
    assert {row["params"]["n"] for row in exact} == {n for n, _, _ in ledger.GRIDS["quick"]}
    assert all(sp.Rational(row["lower"]) == sp.Rational(row["upper"]) == sp.Rational(row["published"]) for row in exact)
    assert data["summary"]["total"] == len(data["claims"])
    assert {row["status"] for row in data["claims"]} <= {"certified for all n, f", "certified at (n, f)"}
    assert data["summary"]["refuted_ids"] == []
    written = json.loads((tmp_path / "results" / "verify" / "selection.json").read_text())
    assert written["claims"] == data["claims"]


def test_on_a_terminal_it_is_tables(call: Call, seen: io.StringIO) -> None:
    status, data, _ = call("verify", "--only", "trimmed_mean.*exact*")
    text = seen.getvalue()
    assert (status, data) == (0, None)
    assert "DOES NOT HOLD" not in text
    assert text.index("Claims about coefficients") < text.index("Coefficients: what is published")
    assert "certified for all n, f 7/7" in text
    assert "= 4/7" in text or "= 0.57143" in text
    assert "Ledger: results/verify/selection.json" in " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "factor", "words"),
    [
        ("trimmed_mean.kappa.exact", "99/100", "an exact input reaches"),
        ("trimmed_mean.kappa.exact", "101/100", "it is at most"),
        ("krum.lambda.exact_sup", "99/100", "an exact input reaches"),
    ],
)
def test_a_falsified_claim_is_shown_with_what_refutes_it(
    call: Call, seen: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, name: str, factor: str, words: str
) -> None:
    falsify(monkeypatch, name, factor)
    status, _, _ = call("verify", "--only", name)
    text = seen.getvalue()
    assert status == 1
    assert "DOES NOT HOLD" in text.strip().splitlines()[0]
    assert words in text
    assert f"{name}*{factor}" in text


def test_a_falsified_claim_in_a_pipe(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    falsify(monkeypatch, "median.kappa.exact", "99/100")
    status, data, _ = call("verify", "--only", "median.kappa.exact")
    assert status == 1
    assert data["summary"]["refuted_ids"] == ["median.kappa.exact*99/100"]
    assert data["summary"]["refuted"] == data["summary"]["total"]


def forget_what_was_gathered() -> None:
    """Every cache of the module: one that kept what an earlier test found would hide a wrong proof from this one."""
    for cached in vars(gather).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def test_a_contradiction_comes_first_and_names_both_methods(
    call: Call, seen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof that gives an eighth of what it should: below what an input attains."""
    honest = theorem.proof

    def proof(claim: Any, evidence: Any) -> Any:
        found = honest(claim, evidence)
        return found / 8 if claim.rule == "multi_krum" and isinstance(found, Fraction) else found

    monkeypatch.setattr(theorem, "proof", proof)
    from verification.recheck import check

    kind = replace(check.KINDS["theorem"], prove=proof)
    monkeypatch.setitem(check.KINDS, "theorem", kind)
    forget_what_was_gathered()
    try:
        status, _, _ = call("verify", "--only", "multi_krum.kappa.exact")
        text = " ".join(seen.getvalue().split())
    finally:
        forget_what_was_gathered()
    assert status == 1
    assert "the evidence contradicts itself" in text
    assert text.index("DOES NOT HOLD") < text.index("Claims about coefficients")
    assert "says >=" in text
    assert "proved for all (n, f) says <=" in text
    assert "contradiction" in text


def test_the_export_is_confirmed_by_the_re_checker(call: Call, tmp_path: Path) -> None:
    status, data, _ = call("verify", "--only", "phocas.kappa", "--export", "out")
    assert status == 0
    index = json.loads((tmp_path / "out" / "index.json").read_text())
    assert {row["status"] for row in index["claims"]} == {row["status"] for row in data["claims"]}
    assert all(any(piece["decisive"] for piece in row["evidence"]) for row in index["claims"])
    files = sorted((tmp_path / "out").glob("*.json"))
    assert len(files) == len(index["files"]) + 1
    found = list(recheck_files([tmp_path / "out"]))
    assert len(found) >= len(index["files"])
    assert status_of(found) == 0
    again, _, error = call("verify", "--only", "phocas.kappa", "--export", "results")
    assert again == 2
    assert "need an empty folder" in error


def counted(monkeypatch: pytest.MonkeyPatch, stop_at: int = 10**9) -> list[Any]:
    """The targets for which evidence is gathered; interrupted at one."""
    true, found = ledger.gather, []

    def gather_one(target: Any, *rest: Any) -> tuple[Evidence, ...]:
        if len(found) == stop_at:
            raise KeyboardInterrupt
        found.append(target)
        return true(target, *rest)

    monkeypatch.setattr(ledger, "gather", gather_one)
    return found


def test_an_interrupted_run_goes_on_where_it_stopped(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        first = counted(patch, stop_at=3)
        status, data, _ = call("verify", "--only", "winsorised_mean.kappa")
        assert (status, data, len(first)) == (130, None, 3)
    with monkeypatch.context() as patch:
        second = counted(patch)
        status, data, _ = call("verify", "--only", "winsorised_mean.kappa")
        assert status == 0
        assert len(second) == data["summary"]["total"] - 3
        assert not set(second) & set(first)
    with monkeypatch.context() as patch:
        third = counted(patch)
        assert call("verify", "--only", "winsorised_mean.kappa")[0] == 0
        assert third == []
    with monkeypatch.context() as patch:
        fresh = counted(patch)
        assert call("verify", "--only", "winsorised_mean.kappa", "--fresh")[0] == 0
        assert set(fresh) == {*first, *second}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--only", "trimed_mean"), "matches no claim: need part of an id; the nearest are trimmed_mean"),
        (("--only", "krum.kapa.exact"), "krum.kappa.exact"),
        (("--only", "~~~"), "see resam rules"),
        (("--profile", "slow"), "need one of quick, full"),
    ],
)
def test_a_wrong_call_is_one_line_with_what_is_near(call: Call, words: tuple[str, ...], message: str) -> None:
    status, data, error = call("verify", *words)
    assert (status, data) == (2, None)
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.slow
def test_a_whole_run_also_measures_real_data(
    call: Call, seen: io.StringIO, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With few claims and two rules on the digits."""
    chosen = [c for c in ledger.all_claims() if c.id in {"median.kappa.exact", "convergence.proof.L4"}]
    monkeypatch.setattr(ledger, "all_claims", lambda: tuple(chosen))
    rules = (get("trimmed_mean"), get("mean"), get("krum"))
    monkeypatch.setattr(real_data, "measure", partial(real_data.measure, rules=rules, replicas=1))
    assert call("verify", "--jobs", "1")[0] == 0
    text = seen.getvalue()
    assert "Lemmas and theorems" in text
    assert "Digits, logistic gradients" in text
    data = json.loads((tmp_path / "results" / "verify" / "ledger.json").read_text())
    measured = {(row["rule"], row["attack"]): row for row in data["real_data"]}
    assert {rule for rule, _ in measured} == {"trimmed_mean", "mean", "krum"}
    assert all(row["within"] for row in measured.values())
    assert measured["mean", "sign_flip"]["kappa_exact"] is None
    assert measured["trimmed_mean", "sign_flip"]["kappa_exact"] == pytest.approx(4 / 7)
    assert 0 < measured["trimmed_mean", "sign_flip"]["kappa_measured"] <= 4 / 7


def test_a_ratio_above_its_bound_is_no_success(call: Call, seen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    row = real_data.Measurement("median", "alie", 0.1, 2.0, 0.7, 7 / 4, None, None)
    assert not row.within
    assert replace(row, kappa_measured=7 / 4).within
    chosen = [c for c in ledger.all_claims() if c.id == "median.kappa.exact"]
    monkeypatch.setattr(ledger, "all_claims", lambda: tuple(chosen))
    monkeypatch.setattr(real_data, "measure", lambda **_: [row])
    assert call("verify")[0] == 1
    assert "NO" in seen.getvalue()


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are laid out for a terminal in which nothing has to wrap."""
    monkeypatch.setattr(output, "console", lambda: Console(file=io.StringIO(), width=200))


def rendered(item: Any) -> str:
    screen = io.StringIO()
    Console(file=screen, width=200).print(item)
    return screen.getvalue()


@pytest.mark.usefixtures("wide")
def test_the_other_tables() -> None:
    (claim,) = [c for c in ledger.all_claims() if c.id == "mean.kappa.unbounded"]
    lower = Evidence(Side.LOWER, sp.oo, True, "test")
    verdicts = [ledger.settle(claim, ledger.Target("mean", claim.criterion, 5, 2, None), [lower])]
    assert "= ∞" in rendered(display.coefficient_table(verdicts))
    assert display.proofs_table(verdicts) is None
    assert display.contradictions(verdicts) is None
    row = Power("krum", claim.criterion, 6, 2, 1, 0.5, 1.0, True, 0.95, 10, 1.0)
    assert "NO" in rendered(display.power_table([row]))
    assert "yes" in rendered(display.power_table([replace(row, found=0.97)]))
    assert "≤ 1" in rendered(display.power_table([replace(row, attained=False)]))


@pytest.mark.usefixtures("wide")
def test_a_rule_that_is_not_defined_at_the_shown_size_has_a_row_at_another() -> None:
    by_id = {c.id: c for c in ledger.all_claims()}
    at = {"bulyan.kappa.bound": [(7, 1)], "phocas.kappa.exact": [(7, 2), (15, 4)]}
    verdicts = [
        ledger.settle(by_id[name], ledger.Target(by_id[name].subject, by_id[name].criterion, n, f, None), [])
        for name, places in at.items()
        for n, f in places
    ]
    shown = rendered(display.coefficient_table(verdicts))
    assert [line.split("│")[3].strip() for line in shown.splitlines() if line.startswith("│")] == ["7, 1", "15, 4"]
    assert shown.count("none read") == 2


def test_a_failing_proof_is_shown_with_its_step() -> None:
    (claim,) = [c for c in ledger.all_claims() if c.id == "convergence.proof.L4"]
    failed = Evidence(Side.PROOF, 0, True, "step 2")
    verdict = ledger.settle(claim, ledger.Target(claim.id, claim.criterion), [failed])
    shown = display.contradictions([verdict])
    assert "a step of the proof fails: step 2" in rendered(shown)


@pytest.mark.usefixtures("wide")
def test_intervals_are_shown_as_what_is_known() -> None:
    """Both sides, one side, a float, and two bounds that are nearly equal."""
    (claim,) = [c for c in ledger.all_claims() if c.id == "krum.kappa.published"]

    def cell(*found: Evidence) -> str:
        verdict = ledger.settle(claim, ledger.Target("krum", claim.criterion, 15, 4, 1), found)
        return rendered(display.coefficient_table([verdict]))

    one, two = Evidence(Side.LOWER, sp.Integer(1), True, "a"), Evidence(Side.UPPER, sp.Integer(2), True, "b")
    assert "≥ 1, ≤ 2" in cell(one, two)
    assert "≥ 1 (float)" in cell(replace(one, value=1.0, exact=False))
    assert "≤ 2" in cell(two)
    assert "= 1 " in cell(one, replace(two, value=sp.Integer(1)))
    assert "±" in cell(one, replace(two, value=1 + sp.Rational(1, 10**8)))
