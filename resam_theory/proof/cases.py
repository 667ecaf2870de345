"""Where a case of what is said for all (n, f) speaks: at which (n, f), with which values. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ..definitions import counts
from .polynomial import Ratio
from .records import Pairs
from .region import Region, parse

__all__ = ["RATIOS", "Elsewhere", "Part", "Rejected", "admitted", "given", "outside", "point_at"]

Values = Mapping[str, Fraction]
OWN: Final = ("n", "f", "m", "d")
"""Names whose meaning a problem gives."""
RATIOS: Final = ("kappa", "lambda", "xi", "no_attack")
"""What bounds and families of worst inputs are about, beside the breakdown point: ratios of error and spread."""


class Rejected(ValueError):
    """A proof that proves nothing; the message says where it fails."""


class Elsewhere(Rejected):
    """A true statement about another coefficient, dimension, definition or (n, f)."""


def outside(criterion: str, value: str, *, broken: bool = False) -> str:
    """How many of the n inputs are not in S, as an expression: f of them; without an attack none; for a breakdown point
    of ``value``, so many, or one more where the output is ``broken``."""
    if criterion == "breakdown":
        return f"({value}) + 1" if broken else value
    return "0" if criterion == "no_attack" else "f"


@dataclass(frozen=True)
class Part:
    """Part of the domain of a bound, or of a family of worst inputs: ``given`` writes n, m (and f, unless it is a
    parameter) in the region's symbols, ``at`` says which values the parameters have at (n, f)."""

    name: str
    region: Region
    given: Pairs
    at: Pairs


def given(case: Part) -> dict[str, Ratio]:
    """What a case gives, as expressions in the symbols of its region, which it must not give itself."""
    found = {name: parse(text) for name, text in case.given}
    symbols = set(case.region.symbols)
    used = set().union(*(value.names for value in found.values()))
    if set(found) & symbols or not used <= symbols:
        raise Rejected("what is given must be written in the symbols of the region, and must not be one of them")
    return found


def point_at(names: Iterable[tuple[str, str]], n: int, f: int) -> dict[str, Fraction]:
    """n, f, m and the names (name, count) at (n, f)."""
    point = {"n": Fraction(n), "f": Fraction(f), "m": Fraction(n - f)}
    for name, text in names:
        if name in point or name in OWN:
            raise Rejected(f"{name} has a meaning already")
        point[name] = Fraction(counts.evaluate(text, n, f))
    return point


def admitted(case: Part, point: Values) -> dict[str, Fraction] | None:
    """The values of the determined parameters at (n, f), or None where the case is about other (n, f)."""
    meant = {name: name for name in case.region.symbols} | dict(case.given)
    try:
        values = {name: parse(text).at(point) for name, text in case.at}
        same = all(parse(meant[name]).at(values) == value for name, value in point.items() if name in meant)
    except KeyError:
        return None
    whole = all(value.denominator == 1 for value in values.values())
    return values if same and whole and case.region.contains(values) else None
