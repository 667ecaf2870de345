"""Where the parameters of a statement live, as data, and decisions of signs there. Standard library only.

A region is a list of closed intervals ``low <= symbol <= high``, ends in the symbols that come earlier (high "": no
end). On the open region every sign is decided in coordinates over the positive orthant; a weak inequality between
rational functions holds on the closure as well, wherever no denominator vanishes.

>>> region = Region.of(("f", "1", ""), ("a", "f", ""))
>>> region.sign(parse("a**2 - f**2")), region.sign(parse("f - 2"))
(1, None)
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from .polynomial import ONE, Ratio, orthant_sign

__all__ = ["Region", "parse"]

LONGEST: Final = 4000
"""Longest expression that is read."""
HIGHEST: Final = 24
"""Highest power that is read, powers of powers multiplied."""
_WRITTEN: Final = re.compile(r"(?>[A-Za-z_][A-Za-z0-9_]*|[0-9]{1,100}(?![A-Za-z0-9_])|[-+*/() ])*+")
"""Names, numbers and signs as they look: neither letters that look like others nor 0x10 and 1_0."""
SPLITS: Final = 2
"""How often a region is halved in every direction before a sign counts as undecided."""

_OPERATIONS: Final[Mapping[type, Callable[[Ratio, Ratio], Ratio]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@lru_cache(maxsize=4096)
def parse(text: str) -> Ratio:
    """A rational function from text in names, integers, + - * / ** and parentheses; ValueError for anything else.

    >>> parse("(a + f)/a - 1 - f/a").vanishes
    True
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(f"an expression must be text of at most {LONGEST} characters")
    if not _WRITTEN.fullmatch(text):
        raise ValueError(f"not an expression: {text[:60]!r}")
    try:
        return _read(ast.parse(text, mode="eval").body, HIGHEST)
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError(f"not an expression: {text[:60]!r}") from None


def _read(node: ast.AST, power: int) -> Ratio:
    match node:
        case ast.Constant(value=int() as value) if type(value) is int:
            return Ratio.number(value)
        case ast.Name(id=name):
            return Ratio.symbol(name)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_read(inner, power)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as own)) if 0 < own <= power:
            return _read(left, power // own) ** own
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_read(left, power), _read(right, power))
        case _:
            pass
    raise ValueError(f"not admissible in an expression: {ast.dump(node)[:60]}")


@dataclass(frozen=True)
class Region:
    """Rows (symbol, low, high) of text; the ends may use the symbols of earlier rows."""

    rows: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, *rows: tuple[str, str, str]) -> Region:
        """The region with these rows; ValueError where a name comes twice or an end uses a later one."""
        seen: set[str] = set()
        for name, low, high in rows:
            used = parse(low).names | (parse(high).names if high else set())
            if name in seen or parse(name).names != {name} or not used <= seen:
                raise ValueError(f"the row ({name}, {low}, {high}) is not admissible: ends use earlier symbols")
            seen.add(name)
        return cls(tuple(rows))

    @property
    def symbols(self) -> tuple[str, ...]:
        """The parameters."""
        return tuple(name for name, _, _ in self.rows)

    def __str__(self) -> str:
        return ", ".join(f"{low} <= {name}{f' <= {high}' if high else ''}" for name, low, high in self.rows)

    def contains(self, point: Mapping[str, Fraction]) -> bool:
        """Whether the rows whose symbols ``point`` has hold there; rows of other symbols are left open."""
        for name, low, high in self.rows:
            if name in point and (point[name] < parse(low).at(point) or (high and point[name] > parse(high).at(point))):
                return False
        return True

    def charted(self, value: Ratio) -> Ratio:
        """``value`` in coordinates that run over the open positive orthant as the point runs over the open region."""
        if not value.names <= set(self.symbols):
            raise ValueError(f"{sorted(value.names - set(self.symbols))} are no parameters of the region")
        for name, low, high in reversed(self.rows):
            t, start = Ratio.symbol(name), parse(low)
            inside = (start + parse(high) * t) / (Ratio(ONE) + t) if high else start + t
            value = value.replaced({name: inside})
        return value

    def sign(self, value: Ratio) -> int | None:
        """The sign that ``value`` keeps on the open region, where it may vanish here and there (0: it vanishes
        identically); None where undecided."""
        moved = self.charted(value)
        above, below = orthant_sign(moved.top, SPLITS), orthant_sign(moved.bottom, SPLITS)
        return None if above is None or not below else above * below
