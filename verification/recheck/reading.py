"""Evidence read strictly: what a file may hold, and how its fields become numbers; every refusal is one line.

JSON without duplicate keys, NaN, Infinity or floats that overflow, at most :data:`DEPTH` levels and :data:`BYTES` bytes
from a regular file. Numbers of the mathematics are strings: an integer or p/q in digits, no exponent, no sign where the
quantity has none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from resam_theory.definitions.effort import written

__all__ = ["Refused", "boolean", "count", "dimension", "fields", "items", "load", "nonnegative", "parse", "rational"]

BYTES: Final = 256 * 2**20
"""Largest file."""
DEPTH: Final = 32
"""Most levels of nesting."""
DIGITS: Final = 4000
"""Most digits of a numerator or denominator."""
LARGEST: Final = 10**5
"""Largest n, f or d that evidence may speak of: what is enumerated grows with them."""

_RATIONAL: Final = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(/[0-9]{{1,{DIGITS}}})?")
_OPEN_OR_CLOSED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class Refused(ValueError):
    """Evidence that proves nothing; the message is one line that says why."""


def load(path: Path) -> Any:
    """The JSON data of a regular file; :class:`Refused` otherwise."""
    try:
        if not path.is_file() or path.stat().st_size > BYTES:
            raise Refused(f"need a regular file of at most {BYTES} bytes")
        return parse(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"file = {path} is not admissible: {error}") from None


def parse(text: str) -> Any:
    """The data of a JSON text.

    >>> parse('{"n": 1, "n": 2}')
    Traceback (most recent call last):
    ...
    verification.recheck.reading.Refused: the key 'n' is given twice
    """
    level = 0
    for token in _OPEN_OR_CLOSED.finditer(text):
        level += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
        if level > DEPTH:
            raise Refused(f"nested deeper than {DEPTH} levels")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_finite, parse_float=_finite)
    except ValueError as error:
        raise Refused(str(error).splitlines()[0]) from None


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused(f"the key {key!r:.60} is given twice")
        found[key] = value
    return found


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Refused(f"{text!r:.60} is not a finite number")
    return value


def fields(data: Any, needed: Sequence[str], optional: Sequence[str] = (), *, of: str = "the evidence") -> Any:
    """``data`` as an object with exactly these keys."""
    if not isinstance(data, Mapping):
        raise Refused(f"{of} is {data!r:.60}: need an object with {', '.join(needed)}")
    for key in (*needed, *data):
        if key not in data or key not in (*needed, *optional):
            raise Refused(f"{of} {'has the unknown key' if key in data else 'lacks'} {key!r:.60}")
    return data


def items(data: Any, name: str, *, length: int | None = None) -> list[Any]:
    """``data`` as a list, of ``length`` items if given."""
    if not isinstance(data, list) or length not in (None, len(data)):
        raise Refused(f"{name} is {data!r:.60}: need a list{'' if length is None else f' of {length}'}")
    return data


def boolean(value: Any, name: str) -> bool:
    """``value`` if it is true or false."""
    if type(value) is not bool:
        raise Refused(f"{name} = {value!r:.60}: need true or false")
    return value


def count(value: Any, name: str, *, low: int = 1, high: int = LARGEST) -> int:
    """``value`` if it is an integer (no boolean, no string) in ``low..high``."""
    if type(value) is not int or not low <= value <= high:
        raise Refused(f"{name} = {value!r:.60}: need an integer in {low}..{high}")
    return value


def dimension(value: Any) -> int | None:
    """A dimension: an integer, or None for ``"inf"``."""
    return None if value == "inf" and type(value) is str else count(value, "d")


def rational(value: Any, name: str) -> Fraction:
    """The number that a string p or p/q stands for.

    >>> rational("-2/4", "x")
    Fraction(-1, 2)
    >>> rational("1e9", "x")
    Traceback (most recent call last):
    ...
    verification.recheck.reading.Refused: x = '1e9': need a rational p or p/q, as a string of digits
    """
    if type(value) is not str or not _RATIONAL.fullmatch(value):
        raise Refused(f"{name} = {value!r:.60}: need a rational p or p/q, as a string of digits")
    above, _, below = value.partition("/")
    if below and not int(below):
        raise Refused(f"{name} = {value!r:.60}: the denominator is 0")
    return written(Fraction(int(above), int(below or 1)))


def nonnegative(value: Any, name: str) -> Fraction:
    """The same for a number that is not negative."""
    number = rational(value, name)
    if value.startswith("-"):
        raise Refused(f"{name} = {value!r:.60}: need a number >= 0")
    return number
