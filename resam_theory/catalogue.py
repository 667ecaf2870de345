"""Every claim of the theory; and what a list of them says, without building them.

A shell completes ids of claims, ``--only`` selects among them, ``resam rules`` prints them. Building the claims takes a
second or two (sympy), so the list is kept on disk, in the user's cache folder, until a source file changes.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatch
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import output

if TYPE_CHECKING:
    from .claims import Claim
    from .kinds import Criterion
    from .open_ends import Open
    from .rules import Rule

__all__ = ["all_claims", "claim_ids", "listed_rules", "matching", "settled_rules", "why_open"]

_FORGOTTEN: Final = 30 * 24 * 3600.0  # seconds after which a list that was written for other sources is removed


def all_claims() -> tuple[Claim, ...]:
    """Every claim: the floors, each rule's and listed composition's, the lemmas and theorems."""
    from . import convergence, criteria
    from .compose import expectation

    rules = (claim for rule in settled_rules() for claim in rule.claims)
    return (*criteria.CLAIMS, *rules, *expectation.CLAIMS, *convergence.CLAIMS)


def settled_rules() -> tuple[Rule, ...]:
    """The rules of the register, the listed compositions, and what else is settled."""
    from .compose.listed import LISTED, OTHERS
    from .rules import RULES, get

    return (*RULES, *map(get, LISTED), *map(get, OTHERS))


def why_open(rule: Rule | None, criterion: Criterion, n: int, f: int, d: int | float) -> Open | None:
    """Why the ends of an interval of a rule differ, as far as that is written down; no rule: the best of all rules."""
    from .criteria import unsettled
    from .open_ends import why_open as first

    return first(unsettled.BEST if rule is None else (*rule.open, *unsettled.EVERY), criterion, n, f, d)


def claim_ids(folder: Path | None = None) -> tuple[str, ...]:
    """The ids of :func:`all_claims`, from ``folder`` (default: the user's cache) where nothing has changed since.

    >>> "krum.kappa.published" in claim_ids()
    True
    """
    return tuple(_kept(folder)["ids"])


def listed_rules(folder: Path | None = None) -> list[dict[str, Any]]:
    """What ``resam rules`` shows, as JSON data, from ``folder`` like :func:`claim_ids`.

    >>> listed_rules()[0]["name"]
    'mean'
    """
    return _kept(folder)["rules"]


def _kept(folder: Path | None) -> dict[str, Any]:
    place = _cache_folder() if folder is None else folder
    path = place / f"claims-{_state()}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there, or damaged
        built = _build()
    try:
        place.mkdir(parents=True, exist_ok=True)
        for old in place.glob("claims-*"):
            if old.stat().st_mtime < time.time() - _FORGOTTEN:
                old.unlink(missing_ok=True)
        output.write_json(path, built)
    except OSError:  # nowhere to keep it: it is built again next time
        pass
    return built


def _build() -> dict[str, Any]:
    rules = [
        {
            "name": rule.name,
            "aliases": rule.aliases,
            "title": rule.title,
            "reference": rule.reference,
            "criteria": sorted({claim.criterion for claim in rule.claims}),
            "claims": [
                {"id": c.id, "kind": c.kind, "statement": c.statement, "value": c.expression, "source": str(c.source)}
                for c in rule.claims
            ],
        }
        for rule in settled_rules()
    ]
    return output.plain({"ids": [claim.id for claim in all_claims()], "rules": rules})


def matching(ids: Iterable[str], pattern: str | None) -> Sequence[str]:
    """The ids that contain ``pattern`` or match it as a shell pattern, all without one; ValueError when none does.

    >>> matching(["krum.kappa.published", "mean.kappa.unbounded"], "*.published")
    ['krum.kappa.published']
    """
    listed = list(ids)
    chosen = [name for name in listed if not pattern or pattern in name or fnmatch(name, pattern)]
    if not chosen:
        near = get_close_matches(str(pattern), [*listed, *sorted({name.split(".")[0] for name in listed})], n=3)
        hint = f"the nearest are {', '.join(near)}" if near else "see resam rules"
        raise ValueError(f"--only {pattern!r} matches no claim: need part of an id; {hint}")
    return chosen


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("resam-theory")


def _state() -> str:
    """A digest of all that the list depends on: sources, sympy, the rules that other packages registered."""
    root = Path(__file__).parent
    sources = sorted((str(path), path.stat().st_mtime_ns) for path in root.rglob("*.py"))
    registered = sorted((point.name, point.value) for point in entry_points(group="resam.rules"))
    return hashlib.sha256(repr((sources, registered, version("sympy"))).encode()).hexdigest()[:16]
