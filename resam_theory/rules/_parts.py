"""What a rule's file says of a criterion of its own: claims with the proofs and worst inputs behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..claims import Claim
from ..open_ends import Open
from ..proof.bounds import Bound
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["ANY", "EITHER", "EITHER_FROM_3", "FROM_3", "Addition", "Size", "place"]

Size = tuple[str, str, str, str, str]
"""Of a = n - 2f: a name, the value, the symbol in it, from where on, the symbol's value at (n, f)."""

_SMALL: Final[tuple[Size, ...]] = (("a = 1", "1", "", "", ""), ("a = 2", "2", "", "", ""))
_ODD, _EVEN = ("odd a", "(2*b + 1)", "b"), ("even a", "2*b", "b")
_AT_ODD, _AT_EVEN = "(n - 2*f - 1)/2", "(n - 2*f)/2"
ANY: Final[tuple[Size, ...]] = (("all", "a", "a", "1", "n - 2*f"),)
"""One case."""
EITHER: Final[tuple[Size, ...]] = ((*_ODD, "0", _AT_ODD), (*_EVEN, "1", _AT_EVEN))
"""For rules that ask whether n is odd."""
FROM_3: Final[tuple[Size, ...]] = (*_SMALL, ("a >= 3", "a", "a", "3", "n - 2*f"))
"""For inputs in which f + 1 rows may be as many as the others."""
EITHER_FROM_3: Final[tuple[Size, ...]] = (*_SMALL, (*_ODD, "1", _AT_ODD), (*_EVEN, "2", _AT_EVEN))
"""For both."""


def place(size: Size, rows: Sequence[Cluster], *, far: bool = False) -> Place:
    """An input of n = a + 2f rows; ``far``: some places move with t."""
    name, a, symbol, least, at_n = size
    given = (("n", f"({a} + 2*f)"), ("m", f"({a} + f)"), *((("a", a),) if a != "a" else ()))
    region = (("f", "1", ""), *(((symbol, least, ""),) if symbol else ()), *((("t", "1", ""),) if far else ()))
    at = (("f", "f"), *(((symbol, at_n),) if symbol else ()), *((("t", "1"),) if far else ()))
    return Place(name, Region.of(*region), given, at, tuple(rows))


@dataclass(frozen=True)
class Addition:
    """Claims, proofs and worst inputs for all (n, f), what is open: added to those of the rule that names it."""

    claims: tuple[Claim, ...]
    proofs: tuple[Bound, ...] = ()
    families: tuple[Family, ...] = ()
    open: tuple[Open, ...] = ()
