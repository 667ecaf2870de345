"""Several processes settle what one settles, and a killed run goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from resam_theory.claims import Claim
from verification import ledger
from verification.ahead import settle_ahead
from verification.evidence import Context, Verdict
from verification.kept import Kept

GRID = ((5, 2, 1), (7, 2, None))


def selected() -> tuple[Claim, ...]:
    return tuple(
        claim
        for claim in ledger.all_claims()
        if claim.id.startswith(("mean.kappa.", "phocas.kappa.", "nnm+phocas.", "convergence.proof.L1"))
    )


def said(verdicts: list[Verdict]) -> list[tuple[str, str, str, str]]:
    return [(v.claim.id, str(v.target), str(v.status), v.method) for v in verdicts]


@pytest.mark.slow
def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    claims, finished = selected(), []
    context = Context(folder=tmp_path)
    alone = ledger.run(claims, GRID, context)
    kept = settle_ahead(
        claims,
        GRID,
        context,
        Kept(tmp_path, fresh=True),
        jobs=2,
        tick=lambda name, done, total: finished.append((name, done, total)),
    )
    assert kept == Kept(tmp_path)
    assert ledger.known(claims, GRID, context, kept)
    assert said(ledger.run(claims, GRID, context, kept=kept, checks=())) == said(alone)
    names, counts, totals = zip(*finished, strict=True)
    assert {"mean", "phocas"} <= set(names)
    assert counts == tuple(sorted(counts))
    assert set(totals) == {len(alone)} == {counts[-1]}
    finished.clear()
    assert settle_ahead(claims, GRID, context, kept, jobs=2, tick=lambda *seen: finished.append(seen)) == kept
    assert not finished


def test_nothing_is_started_for_one_rule_or_one_process(tmp_path: Path) -> None:
    claims = selected()
    fresh = Kept(tmp_path, fresh=True)
    assert settle_ahead(claims, GRID, Context(), fresh, jobs=1) == fresh
    assert settle_ahead([c for c in claims if c.subject == "mean"], GRID, Context(), fresh, jobs=2) == fresh
    assert settle_ahead(claims, GRID, Context(), Kept(None), jobs=2) == Kept(None)
    assert not list(tmp_path.iterdir())
