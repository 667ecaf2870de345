"""Every claim of the theory, and their ids without building them.

The ids are what a shell completes and what ``--only`` selects among. Building the claims takes a second (sympy), so the
ids are kept on disk, in the user's cache folder, until a source file or a registered rule changes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .claims import Claim

__all__ = ["all_claims", "claim_ids", "matching"]


def all_claims() -> tuple[Claim, ...]:
    """Every claim: the floors, each rule's, the lemmas and theorems."""
    from . import convergence, criteria
    from .rules import RULES

    return (*criteria.CLAIMS, *(claim for rule in RULES for claim in rule.claims), *convergence.CLAIMS)


def claim_ids(folder: Path | None = None) -> tuple[str, ...]:
    """The ids of :func:`all_claims`, from ``folder`` (default: the user's cache) where nothing has changed since.

    >>> "krum.kappa.published" in claim_ids()
    True
    """
    kept = _cache_folder() if folder is None else folder
    path = kept / f"claims-{_state()}.txt"
    try:
        return tuple(path.read_text(encoding="utf-8").split())
    except OSError:
        ids = tuple(claim.id for claim in all_claims())
    try:
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.glob("claims-*.txt"):
            old.unlink(missing_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text("\n".join(ids) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError:  # nowhere to keep them: they are built again next time
        pass
    return ids


def matching(ids: Iterable[str], pattern: str | None) -> Sequence[str]:
    """The ids that contain ``pattern`` or match it as a shell pattern, all without one; ValueError when none does.

    >>> matching(["krum.kappa.published", "mean.kappa.unbounded"], "*.published")
    ['krum.kappa.published']
    """
    listed = list(ids)
    chosen = [name for name in listed if not pattern or pattern in name or fnmatch(name, pattern)]
    if not chosen:
        subjects = ", ".join(sorted({name.split(".")[0] for name in listed}))
        raise ValueError(f"--only {pattern!r} matches no claim: need part of an id, e.g. one of {subjects}")
    return chosen


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("resam-theory")


def _state() -> str:
    """A digest of when each source file of this layer last changed, and of the rules that other packages registered."""
    root = Path(__file__).parent
    sources = sorted((str(path), path.stat().st_mtime_ns) for path in root.rglob("*.py"))
    registered = sorted((point.name, point.value) for point in entry_points(group="resam.rules"))
    return hashlib.sha256(repr((sources, registered)).encode()).hexdigest()[:16]
