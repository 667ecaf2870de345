"""False statements of the literature are refuted again; what could not be read is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resam_theory import literature
from resam_theory.cli import main
from resam_theory.kinds import Criterion
from resam_theory.rules import RULES, get
from verification.evidence import Side, best
from verification.solve import bounds


@pytest.mark.slow
def test_an_exact_input_exceeds_the_bound_remembered_for_krum() -> None:
    (item,) = literature.false_statements("krum_blanchard", Criterion.LAMBDA)
    low = best([e for e in bounds(item.rule, "lambda", item.n, item.f, float("inf")) if e.exact], Side.LOWER)
    assert low is not None
    assert float(low.value) > item.at(item.n, item.f) * 1.001
    assert float(low.value) < item.at(item.n, item.f) * 1.01
    true = next(claim for claim in get("krum").claims if claim.id == "krum.lambda.published")
    assert float(true.exact(37, 17)) == pytest.approx(item.at(37, 17))


def test_the_other_is_refuted_where_byzantine_resilience_is_tested() -> None:
    """0.068 is computed in tests/theory/test_other_criteria.py."""
    (item,) = literature.false_statements("minimum_diameter_averaging", Criterion.BLANCHARD)
    assert item.at(item.n, item.f) ** 2 == pytest.approx(8 / 144)
    assert item.at(item.n, item.f) ** 2 < 0.068


def test_notes_are_about_rules_without_a_published_bound() -> None:
    assert set(literature.UNREAD) <= {rule.name for rule in RULES}
    for rule in RULES:
        for criterion in (Criterion.LAMBDA, Criterion.KAPPA):
            about = tuple(claim for claim in rule.claims if claim.criterion is criterion)
            said = literature.note(rule.name, about)
            has = any(claim.id.endswith(".published") for claim in about)
            assert (said is None) == has, (rule.name, criterion)


@pytest.mark.slow
def test_the_command_says_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["constant", "multi_krum", "--n", "7", "--f", "2", "--criterion", "kappa", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["false_statements"] == []
    assert "2602.03899" in found["published_note"]
    main(["constant", "krum_blanchard", "--n", "7", "--f", "2", "--d", "1", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["false_statements"][0]["refuted_at"] == [37, 17]
    main(["constant", "trimmed_mean", "--n", "7", "--f", "2", "--d", "1", "--json"])
    assert json.loads(capsys.readouterr().out)["published_note"] is None
