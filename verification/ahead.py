"""Settling in several processes: each writes what it finds to where the run then reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Final

from resam_theory.claims import Claim, Criterion
from resam_theory.rules import get, names

from . import ledger
from .evidence import Context, Verdict
from .kept import Kept
from .processes import in_processes

__all__ = ["settle_ahead"]

_PROOFS: Final = "proofs"
_LOOK: Final = 1.0
"""Seconds between two looks at how many verdicts there are."""


def settle_ahead(
    claims: Sequence[Claim],
    grid: ledger.Grid,
    context: Context,
    kept: Kept,
    *,
    jobs: int,
    others: Mapping[str, Callable[[], object]] | None = None,
    tick: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> Kept:
    """Settle ``claims`` in ``jobs`` processes and leave every verdict in ``kept``, for :func:`ledger.run` to read.

    A process takes the claims about one rule together, compositions that end in it included, since they share most of
    their evidence. What needs torch goes first (a process that grows later is replaced by one that knows nothing), then
    rules whose calls are slow, then the groups with most verdicts. Nothing is started where less than two groups are
    missing.
    ``others`` are other calls that leave what they find in ``kept``, by name. ``tick`` is called about every second,
    and after each finished piece of work, with the last such, the verdicts done and their total. Returns where the run
    reads, which is ``kept``, no longer fresh if it was filled.
    """
    if jobs < 2 or kept.folder is None:
        return kept
    todo = [
        group for group in _groups(claims, grid) if kept.fresh or not ledger.known(group.claims, grid, context, kept)
    ]
    if len(todo) < 2:
        return kept
    slow = {rule.name for rule in map(get, names()) if rule.searches_up_to is not None}
    todo.sort(key=lambda group: (group.name != _PROOFS, group.name not in slow, -group.verdicts))
    last, total = "", sum(group.verdicts for group in todo)
    with _counted(lambda done: tick(last, done, total)) as tally:
        settled = [partial(_settle, group, grid, context, kept, tally) for group in todo]
        called = [partial(_call, name, call) for name, call in (others or {}).items()]
        work = [*called, *settled]
        for name in in_processes(work, jobs=min(jobs, len(todo)), ordered=False):
            last = name
            tick(last, tally.stat().st_size, total)
    return replace(kept, fresh=False)


@dataclass(frozen=True)
class _Group:
    name: str
    claims: tuple[Claim, ...]
    verdicts: int


def _groups(claims: Sequence[Claim], grid: ledger.Grid) -> list[_Group]:
    """The claims by the rule that their subject ends in; proofs, which are held against the same runs, together."""

    def key(claim: Claim) -> str:
        return _PROOFS if claim.criterion is Criterion.PROOF else claim.subject.rpartition("+")[2]

    groups = ((name, tuple(group)) for name, group in groupby(sorted(claims, key=key), key))
    return [_Group(name, group, sum(len(ledger.targets(claim, grid)) for claim in group)) for name, group in groups]


def _call(name: str, call: Callable[[], object]) -> str:
    call()
    return name


def _settle(group: _Group, grid: ledger.Grid, context: Context, kept: Kept, tally: Path) -> str:
    with tally.open("ab", buffering=0) as marks:

        def mark(verdict: Verdict, done: int, total: int) -> None:
            marks.write(b".")

        ledger.run(group.claims, grid, context, kept=kept, tick=mark)
    return group.name


@contextmanager
def _counted(tell: Callable[[int], None]) -> Iterator[Path]:
    """A file to which every process appends a byte for each verdict; ``tell`` hears of its size."""
    with TemporaryDirectory() as folder:
        tally, over = Path(folder, "tally"), Event()
        tally.touch()

        def watch() -> None:
            while not over.wait(_LOOK):
                tell(tally.stat().st_size)

        thread = Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield tally
        finally:
            over.set()
            thread.join()
