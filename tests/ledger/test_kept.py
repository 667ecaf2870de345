"""A second run settles nothing anew, unless what it depends on has changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import sympy as sp

from resam_theory.criteria import CLAIMS
from verification import ledger
from verification.depends import Sources
from verification.evidence import Context, Evidence, Side, Status, Target
from verification.kept import Kept

FLOOR = next(claim for claim in CLAIMS if claim.id == "any.kappa.floor")
GRID = ((5, 2, 1), (7, 2, None))


class Check:
    """Counts its calls."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, target: Target, context: Context) -> Iterable[Evidence]:
        self.calls += 1
        assert target.n is not None
        assert target.f is not None
        yield Evidence(Side.LOWER, sp.Rational(target.f, target.n - 2 * target.f), True, "test")


def run(check: Check, kept: Kept, claim: ledger.Claim = FLOOR) -> list[Status]:
    return [v.status for v in ledger.run([claim], GRID, Context(), checks=[("test", check)], kept=kept)]


def test_a_second_run_calls_no_check(tmp_path: Path) -> None:
    check = Check()
    first = run(check, Kept(tmp_path))
    assert check.calls == 2
    assert first == run(check, Kept(tmp_path)) == [Status.CERTIFIED] * 2
    assert check.calls == 2
    run(check, Kept(tmp_path, fresh=True))
    assert check.calls == 4
    run(check, Kept(None))
    assert check.calls == 6


def test_a_falsified_claim_is_settled_itself(tmp_path: Path) -> None:
    """The evidence is shared, the verdict is not."""
    check = Check()
    run(check, Kept(tmp_path))
    assert run(check, Kept(tmp_path), FLOOR.scaled(sp.Rational(101, 100))) == [Status.NUMERICAL] * 2
    assert check.calls == 2


def test_changed_code_makes_every_result_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = Check()
    run(check, Kept(tmp_path))
    monkeypatch.setattr(Sources, "of", lambda self, subject: "another")
    run(check, Kept(tmp_path))
    assert check.calls == 4


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    check = Check()
    run(check, Kept(tmp_path))
    for path in tmp_path.iterdir():
        path.write_bytes(b"damaged")
    assert run(check, Kept(tmp_path)) == [Status.CERTIFIED] * 2
    assert check.calls == 4
    assert not list(tmp_path.glob("*.partial"))
