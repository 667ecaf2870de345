"""Settling all claims at once, with progress, measurements on real data, and a ledger on disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from resam_theory import output
from resam_theory.rules import RULES, names

from . import display, ledger
from .ahead import settle_ahead
from .depends import sources
from .evidence import Context, Verdict
from .exporting import export
from .kept import Kept
from .measurement import Measurement
from .open_places import open_table
from .processes import in_processes
from .search import Power, power

__all__ = ["Settled", "settle_all", "shown"]


@dataclass(frozen=True)
class Settled:
    """What ``resam verify`` found, how long it took, the ledger as JSON text and the file that holds it."""

    verdicts: list[Verdict]
    measured: list[Measurement]
    powers: list[Power]
    seconds: float
    text: output.Json
    path: Path

    @property
    def holds(self) -> bool:
        """No claim is refuted and no measured ratio escapes its bound."""
        return not ledger.summary(self.verdicts).refuted and all(row.within for row in self.measured)


def settle_all(
    profile: str,
    only: str | None,
    seed: int,
    results: Path,
    exported: Path | None = None,
    *,
    fresh: bool = False,
    jobs: int = 1,
) -> Settled:
    """Settle the claims whose id contains ``only``, with progress, and write the ledger under ``results``.

    ``exported``: a folder for all evidence, a file for each piece, that ``resam recheck`` reads on a bare interpreter.

    What an earlier run settled with the same code is read from ``results``, unless ``fresh``. ``jobs`` processes share
    the rest.

    Raises ValueError for an unknown profile, or when no claim is selected.
    """
    if profile not in ledger.GRIDS:
        raise ValueError(f"--profile {profile!r} is not admissible: need one of {', '.join(ledger.GRIDS)}")
    claims = ledger.select(ledger.all_claims(), only)
    folder = results / "verify"
    context = Context(profile=profile, seed=seed, folder=folder)
    kept = Kept(folder / "kept", fresh)
    start = time.perf_counter()
    with output.progress() as bar:
        task = bar.add_task("claims", total=None)

        def ahead(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"claims {name:.33}")

        def tick(verdict: Verdict, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{verdict.claim.id:.40} {verdict.status}")

        others: dict[str, Callable[[], object]] = {}
        if not only:
            others["real data"] = partial(_real_data, profile, seed, kept)
        settled = settle_ahead(claims, ledger.GRIDS[profile], context, kept, jobs=jobs, others=others, tick=ahead)
        verdicts = ledger.run(claims, ledger.GRIDS[profile], context, tick=tick, kept=settled)
        measured = [] if only else _real_data(profile, seed, settled)
        powers = list[Power]()
        if profile == "full" and not only:
            task = bar.add_task("search power", total=len(names()))
            for rows in in_processes([partial(_search_power, rule, seed, kept) for rule in names()], jobs=jobs):
                powers += rows
                bar.update(task, advance=1)
    total, seconds = ledger.summary(verdicts), round(time.perf_counter() - start, 1)
    payload: dict[str, Any] = {
        "profile": profile,
        "seed": seed,
        "claims": [ledger.as_json(v) for v in verdicts],
        "search_power": [row.as_json() for row in powers],
        "real_data": [asdict(row) | {"within": row.within} for row in measured],
        "summary": {
            "total": total.total,
            **total.counts,
            "refuted_ids": total.refuted,
            "seconds": seconds,
        },
    }
    text = output.dumps(payload)
    path = output.write_json(folder / ("selection.json" if only else "ledger.json"), text)
    if exported is not None:
        export(verdicts, exported)
    return Settled(verdicts, measured, powers, seconds, text, path)


def shown(found: Settled) -> list[Any]:
    """What a person sees: contradictions, claims, proofs, real data, coefficients, and a line that counts them."""
    total = ledger.summary(found.verdicts)
    claims = {verdict.claim.id for verdict in found.verdicts}
    items = [
        display.contradictions(found.verdicts),
        display.claims_table(found.verdicts),
        display.proofs_table(found.verdicts),
        display.power_table(found.powers) if found.powers else None,
        display.real_data_table(found.measured) if found.measured else None,
        display.coefficient_table(found.verdicts),
        open_table(found.verdicts),
        f"{total.total} verdicts on {len(claims)} claims of {len(RULES)} rules in "
        f"{found.seconds} s: "
        + ", ".join(f"{count} {name}" for name, count in total.counts.items() if count)
        + f". Ledger: {found.path}",
    ]
    return [item for item in items if item is not None]


def _real_data(profile: str, seed: int, kept: Kept) -> list[Measurement]:
    """The measured ratios on the digits."""

    def measured() -> list[Measurement]:
        from .real_data import ATTACKS, measure  # imports torch: not needed to read what is kept

        return measure(attacks=ATTACKS[profile], seed=seed)

    return kept.get(f"real data|{profile}|{seed}", measured)


def _search_power(rule: str, seed: int, kept: Kept) -> list[Power]:
    """How much of each known coefficient of ``rule`` the blind search finds."""
    return kept.get(f"power|{rule}|{seed}", lambda: power(rules=[rule], seed=seed), sources().of(rule))
