"""Written proofs with a known verdict: those of the theory, and each with one thing in it changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from random import Random
from typing import Any

from resam_theory.convergence import STATEMENTS
from verification.checks.proofs import document
from verification.recheck.check import proved

from .statement_faults import handmade

__all__ = ["TRUE", "faults", "leaves", "refused", "statements"]

CHANGED = ("L0", "L1", "L3-young", "L6", "L2-hetero", "L9", "T4", "T5-minimax", "T5-PL", "T9-lower", "T8-start")
"""Statements with steps of every kind that are followed in no time: the faults are put into these."""
KEPT = 1000
"""How many of the faults mutants are judged by."""
TRUE = {name: json.loads(json.dumps(document(statement))) for name, statement in STATEMENTS.items()}
"""The proof of every statement as it is read from a file."""


def refused(data: Any) -> bool:
    """Whether the checker refuses the proof, in one line."""
    try:
        proved(data)
    except ValueError as error:
        return "\n" not in str(error)
    return False


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place in JSON data with what is there."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in pairs:
        yield (*path, name), value
        yield from leaves(value, (*path, name))


def _with(data: Any, path: tuple[Any, ...], value: Any = None, *, gone: bool = False) -> Any:
    changed = copy.deepcopy(data)
    *parents, last = path
    place = changed
    for name in parents:
        place = place[name]
    if gone:
        del place[last]
    else:
        place[last] = value
    return changed


def faults(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The proof with one thing changed in the last statement, or in the list of statements."""
    *others, last = data["statements"]
    for path, value in leaves(last):
        whole = ("statements", len(others), *path)
        yield _with(data, whole, gone=True)
        match value:
            case bool():
                yield _with(data, whole, not value)
                yield _with(data, whole, int(value))
            case str():
                for new in (f"99/100*({value})", f"-({value})", f"({value}) + 1/10", "one", "0", 1):
                    yield _with(data, whole, new)
            case list() if len(value) > 1:
                yield _with(data, whole, value[::-1])
            case dict():
                yield _with(data, whole, {**value, "extra": "1"})
            case _:
                pass
    for i in range(len(others)):
        yield {**data, "statements": [*others[:i], *others[i + 1 :], last]}
    yield {**data, "statements": [*others, last, last]}
    yield {**data, "statements": [*others, {**last, "id": "other"}, last]}
    yield {**data, "statements": [last, *others]}
    yield {**data, "statements": []}
    yield {**data, "format": 2}
    yield {**data, "format": True}
    yield {**data, "extra": 1}
    yield {"kind": "proof", "format": 1}


@lru_cache(maxsize=1)
def statements() -> tuple[tuple[bool, Any] | Callable[[], None], ...]:
    """True proofs as judgments, false ones as (False, the proof): what is refused, no change may accept."""
    false = list({json.dumps(data): data for name in CHANGED for data in faults(TRUE[name])}.values())
    kept = Random(0).sample(false, KEPT)
    wrong = [*handmade(TRUE), *filter(refused, kept)]
    return (*map(_says, TRUE.values()), *((False, data) for data in wrong))


def _says(data: dict[str, Any]) -> Callable[[], None]:
    """The judgment that a true proof is accepted, and says what it says."""
    wanted = proved(data)

    def judgment() -> None:
        assert import_module("verification.recheck.check").proved(data) == wanted

    return judgment
