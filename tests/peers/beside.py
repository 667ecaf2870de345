"""Every aggregator of ByzFL, ByzPy and Flower, unmodified, beside the rule of this project that it should be.

``python -m tests.peers.beside > docs/howto/peers.md`` makes the page, in an environment that has the libraries
(``.ci/integrations`` makes one). An output agrees if it is, to rounding, one of those that the definition admits (at
ties there are several), evaluated exactly; where they are irrational, the output of our array code.
"""

from __future__ import annotations

import math
import random
import signal
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from importlib.metadata import version
from itertools import combinations_with_replacement
from typing import Any, Final
from unittest.mock import MagicMock

import numpy as np
import torch

from resam_theory.rules import get

from .listed import PEERS, Peer

__all__ = ["Finding", "agrees", "compare", "page", "small"]

SECONDS: Final = 0.5
"""What one call may take: ByzFL's CAF need not end."""
CLOSE: Final = 2e-5
"""Relative to the largest value: libraries compute in float32 here and there."""


class TooLong(Exception):
    """A call did not end."""


def _stop(*_: object) -> None:
    raise TooLong


def attribute(place: str) -> Any:
    """What is at ``module:name``; what ByzFL imports for its experiments may be missing."""
    for name in ("torchvision", "seaborn"):
        try:
            __import__(name)
        except (ImportError, RuntimeError):
            sys.modules[name] = MagicMock()
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def output(peer: Peer, x: Any, f: int) -> Any:
    """Their output, or in words that there is none."""
    found = attribute(peer.place)
    before = signal.signal(signal.SIGALRM, _stop)
    np.random.seed(0)  # noqa: NPY002 - ByzFL draws from the global generators
    torch.manual_seed(0)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return np.asarray(peer.call(found, x.copy(), f), dtype=float).ravel()
    except TooLong:
        return "does not end"
    except Exception as error:  # whatever it is, it is the finding
        return f"raises {type(error).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def admissible(like: str, x: Any, f: int) -> Any:
    """All outputs that the definition admits, (outputs, d), or the one of our array code."""
    rule = get(like)
    ours = np.asarray(rule(x, f=f))[None]
    try:
        exact = rule.exact([tuple(Fraction(float(v)) for v in row) for row in x], f)
    except (ValueError, TypeError):
        return ours
    return np.asarray([[float(v) for v in point] for point in exact])


def agrees(found: Any, outputs: Any, x: Any) -> bool:
    """Whether it is one of the outputs, to rounding."""
    if isinstance(found, str) or not np.all(np.isfinite(found)):
        return False
    return bool(np.min(np.max(np.abs(outputs - found), axis=1)) <= CLOSE * max(1.0, float(np.max(np.abs(x)))))


def ordinary(peer: Peer) -> Iterator[tuple[Any, int]]:
    """Normal rows."""
    rng = np.random.default_rng(0)
    for n, f in ((5, 1), (7, 2), (8, 1)):
        for d in (1, 3, 20):
            for _ in range(3):
                x = rng.normal(size=(n, d))
                if n >= peer.least(f):
                    yield x, f


def small(peer: Peer) -> Iterator[tuple[Any, int]]:
    """Few small whole numbers, in both orders: ties of all kinds; then some in the plane."""
    n, f = max(5, peer.least(1)), 1
    for column in combinations_with_replacement(range(4 if n == 5 else 3), n):
        yield np.asarray(column, dtype=float)[:, None], f
        yield np.asarray(column[::-1], dtype=float)[:, None], f
    if n == 5:
        for column in combinations_with_replacement(range(3), 6):
            yield np.asarray(column, dtype=float)[:, None], f
    for column in combinations_with_replacement(range(3), 5):
        if peer.least(2) <= 5:
            yield np.asarray(column, dtype=float)[:, None], 2
    if peer.least(2) <= 5:
        yield np.asarray([[0.0], [0], [0], [1], [10]]), 2
    draws = random.Random(0)
    for _ in range(30):
        yield np.asarray([[draws.randint(0, 2), draws.randint(0, 2)] for _ in range(n)], dtype=float), f


@dataclass(frozen=True)
class Finding:
    """How many of each kind agree, how far off the worst is, and the first small input of each way to differ."""

    peer: Peer
    ordinary: tuple[int, int]
    off: float
    small: tuple[int, int]
    first: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Of the page."""
        off = "" if self.ordinary[0] == self.ordinary[1] else f", off by up to {self.off:.2g}"
        same = self.ordinary[0] == self.ordinary[1] and self.small[0] == self.small[1]
        return (
            self.peer.library,
            f"`{self.peer.place.partition(':')[2]}`",
            f"`{self.peer.like}`",
            f"{self.ordinary[0]} of {self.ordinary[1]}{off}",
            f"{self.small[0]} of {self.small[1]}",
            "agrees" if same else self.first,
            "" if same else self.peer.why,
        )


def _shown(x: Any) -> str:
    rows = [" ".join(f"{v:g}" for v in row) for row in x]
    return ", ".join(f"({row})" if " " in row else row for row in rows)


def _kind(found: Any) -> str:
    if isinstance(found, str):
        return found
    return "differs" if np.all(np.isfinite(found)) else "not finite"


def compare(peer: Peer) -> Finding:
    """Run it."""
    counts, off = {}, 0.0
    first: dict[str, str] = {}
    for kind, inputs in (("ordinary", ordinary(peer)), ("small", small(peer))):
        good = total = 0
        for x, f in inputs:
            found, outputs = output(peer, x, f), admissible(peer.like, x, f)
            total += 1
            if agrees(found, outputs, x):
                good += 1
                continue
            how = _kind(found)
            if kind == "ordinary":
                off = max(off, float(np.min(np.max(np.abs(outputs - found), axis=1))) if how == "differs" else math.inf)
            elif how not in first:
                theirs = how if isinstance(found, str) else _shown(found[None])
                ours = " or ".join(sorted({_shown(o[None]) for o in outputs}))
                first[how] = f"f = {f}: {_shown(x)}: theirs {theirs}, ours {ours}"
        counts[kind] = (good, total)
    shown = "; ".join(first.values()) or "none of the small ones"
    return Finding(peer, counts["ordinary"], off, counts["small"], shown)


HEADS: Final = (
    "library",
    "aggregator",
    "should be",
    "normal rows",
    "small whole numbers",
    "first inputs on which they differ",
    "why",
)


def page() -> str:
    """Markdown."""
    names = sorted({peer.library for peer in PEERS})
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    lines = [HEADS, ("---",) * len(HEADS), *(compare(peer).cells for peer in PEERS)]
    return (
        "# Other libraries' aggregators beside the exact definitions\n\n"
        f"Unmodified ({versions}), run by `python -m tests.peers.beside`; `tests/peers` asserts it where they are "
        "installed (`.ci/integrations`). An output agrees if it is, to rounding, one of those that the definition "
        "admits; at ties there are several.\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
