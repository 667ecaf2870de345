r"""Names of rules as text: ``krum``, ``multi_krum(q=3)``, ``bucketing(s=2)+nnm+krum``.

A name is one or more *parts* joined by ``+``: what is done first stands first, the rule stands last. A part is a word,
with parameters in parentheses where it has some: numbers (``3``, ``1/3``, ``0.25``, read exactly) or words, by place
(``l_estimator(0, 1/2, 1/2, 0)``) or by keyword (``q=3``). Blanks do not count. The last part may be a target
(:mod:`.targets`), which is taken as it is.

>>> [str(part) for part in parse("bucketing( s = 2 ) + nnm + krum")]
['bucketing(s=2)', 'nnm', 'krum']
>>> parse("l_estimator(0, 1/3, 0.5)")[0].places
(0, Fraction(1, 3), Fraction(1, 2))
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from .targets import is_target

__all__ = ["NamePart", "Value", "parse", "text_of"]

Value = int | Fraction | str

_SHAPE: Final = "need NAME or NAME(parameters), joined by +, such as nnm+trimmed_mean or multi_krum(q=3)"
_PART: Final = re.compile(r"([A-Za-z_]\w*)(?:\((.*)\))?")
_STAGES: Final = re.compile(r"(?:\s*[A-Za-z_]\w*\s*(?:\([^()]*\))?\s*\+)*")
_WORD: Final = re.compile(r"[A-Za-z_]\w*")
_NUMBER: Final = re.compile(r"-?\d+(?:/0*[1-9]\d*|\.\d+)?")


@dataclass(frozen=True)
class NamePart:
    """One part of a name: a word, its parameters by ``places`` and by ``keywords``."""

    word: str
    places: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()

    @property
    def parameters(self) -> bool:
        """Whether it has any."""
        return bool(self.places or self.keywords)

    def __str__(self) -> str:
        """The part as it is written, without blanks and with fractions in lowest terms."""
        return text_of(self.word, *self.places, **dict(self.keywords))


def text_of(word: str, *places: Value, **keywords: Value) -> str:
    """A part as text.

    >>> text_of("multi_krum", q=3), text_of("l_estimator", 0, Fraction(1, 2)), text_of("krum")
    ('multi_krum(q=3)', 'l_estimator(0,1/2)', 'krum')
    """
    inside = [*map(str, places), *(f"{name}={value}" for name, value in keywords.items())]
    return f"{word}({','.join(inside)})" if inside else word


def parse(name: str) -> tuple[NamePart, ...]:
    """The parts of a name; ValueError that says which part is not admissible.

    >>> [part.word for part in parse("bucketing(s=2) + my rules.py:clipped")]
    ['bucketing', 'my rules.py:clipped']
    >>> parse("nnm++krum")
    Traceback (most recent call last):
    ...
    ValueError: rule = 'nnm++krum' is not admissible at '': need NAME or NAME(parameters), joined by +, ...
    """
    if not isinstance(name, str):
        raise TypeError(f"rule = {name!r} is not admissible: {_SHAPE}")
    stages = _STAGES.match(name)
    assert stages is not None  # there may be none
    target = name[stages.end() :].strip()
    if is_target(target):
        return (*(_part(name, text) for text in "".join(stages.group().split()).split("+")[:-1]), NamePart(target))
    return tuple(_part(name, text) for text in "".join(name.split()).split("+"))


def _part(name: str, text: str) -> NamePart:
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(f"rule = {name!r} is not admissible at {text!r}: {_SHAPE}")
    word, inside = found.groups()
    places: list[Value] = []
    keywords: dict[str, Value] = {}
    for item in inside.split(",") if inside else ():
        key, equals, value = item.rpartition("=")
        if equals and (not _WORD.fullmatch(key) or key in keywords):
            raise ValueError(f"rule = {name!r} is not admissible at {item!r}: need each parameter once, as NAME=VALUE")
        if equals:
            keywords[key] = _value(name, value)
        elif keywords:
            raise ValueError(f"rule = {name!r} is not admissible at {item!r}: need parameters by place before keywords")
        else:
            places.append(_value(name, value))
    return NamePart(word, tuple(places), tuple(keywords.items()))


def _value(name: str, text: str) -> Value:
    if _NUMBER.fullmatch(text):
        number = Fraction(text)
        return int(number) if number.denominator == 1 else number
    if _WORD.fullmatch(text):
        return text
    raise ValueError(f"rule = {name!r} is not admissible at {text!r}: need a number (3, 1/3, 0.25) or a word")
