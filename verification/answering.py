"""What ``resam verify`` answers: read whole where nothing has changed, which imports no machinery; else settled."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from resam_theory import output

from .kept import Kept

__all__ = ["Answer", "answer"]


@dataclass(frozen=True)
class Answer:
    """The ledger as JSON text, what a person sees, and whether all holds."""

    ledger: output.Json
    shown: tuple[Any, ...]
    holds: bool


def answer(
    profile: str,
    only: str | None,
    seed: int,
    results: Path,
    exported: Path | None,
    *,
    fresh: bool = False,
    jobs: int = 1,
) -> Answer:
    """What :func:`.settling.settle_all` finds, which writes the ledger under ``results``.

    An earlier run of the same code left its whole answer there: it is read, unless ``fresh``, and the ledger is put
    back where it is missing or another run's. Claims of other packages' rules may change without ours, and an export
    needs the verdicts: then each of them is looked up.
    """
    folder = results / "verify"
    path = folder / ("selection.json" if only else "ledger.json")

    def settled() -> Answer:
        from .settling import settle_all, shown

        found = settle_all(profile, only, seed, results, exported, fresh=fresh, jobs=jobs)
        return Answer(found.text, tuple(shown(found)), found.holds)

    if exported is not None or entry_points(group="resam.rules"):
        return settled()
    start = time.perf_counter()
    about = f"answer|{profile}|{only}|{seed}|{path}|{output.console().width}"  # tables are laid out for a width
    kept = Kept(folder / "kept", fresh)
    found: Answer | None = kept.read(about)
    if found is None:
        return kept.keep(about, settled())
    if not path.exists() or path.read_text(encoding="utf-8") != found.ledger + "\n":
        output.write_json(path, found.ledger)
    seconds = time.perf_counter() - start
    said = f"Nothing has changed since: all of this is read from {folder / 'kept'} in {seconds:.1f} s (--fresh: anew)."
    return Answer(found.ledger, (*found.shown, said), found.holds)
