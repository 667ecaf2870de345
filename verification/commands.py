"""``resam verify``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from resam_theory import output
from resam_theory.rules import RULES

from . import display, ledger
from .evidence import Context, Verdict

__all__ = ["verify"]


def verify(
    profile: Annotated[str, typer.Option(help="quick (two minutes on two cores) or full.")] = "quick",
    only: Annotated[str | None, typer.Option(help="Only claims whose id contains this, e.g. krum or *.kappa.*")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the random inputs; recorded in the results.")] = 0,
    results: Annotated[Path, typer.Option(help="Folder for the ledger and the evidence.")] = Path("results"),
    json: output.JsonOption = None,
) -> None:
    """Settle every claim of the theory. Example: resam verify --only krum"""
    if profile not in ledger.GRIDS:
        raise ValueError(f"--profile {profile!r} is not admissible: need one of {', '.join(ledger.GRIDS)}")
    claims = ledger.select(ledger.all_claims(), only)
    folder = results / "verify"
    context = Context(profile=profile, seed=seed, folder=folder)
    start = time.perf_counter()
    with output.progress() as bar:
        task = bar.add_task("claims", total=None)

        def tick(verdict: Verdict, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{verdict.claim.id:.40} {verdict.status}")

        verdicts = ledger.run(claims, ledger.GRIDS[profile], context, tick=tick)
    total = ledger.summary(verdicts)
    payload: dict[str, Any] = {
        "profile": profile,
        "seed": seed,
        "claims": [ledger.as_json(v) for v in verdicts],
        "summary": {
            "total": total.total,
            **total.counts,
            "refuted_ids": total.refuted,
            "seconds": round(time.perf_counter() - start, 1),
        },
    }
    path = output.write_json(folder / "ledger.json", payload)
    shown = [
        display.contradictions(verdicts),
        display.coefficient_table(verdicts),
        display.claims_table(verdicts),
        display.proofs_table(verdicts),
        f"{total.total} verdicts on {len(claims)} claims of {len(RULES)} rules in {payload['summary']['seconds']} s: "
        + ", ".join(f"{count} {name}" for name, count in total.counts.items() if count)
        + f". Ledger: {path}",
    ]
    output.emit(payload, json, *(item for item in shown if item is not None))
    if total.refuted:
        raise SystemExit(1)
