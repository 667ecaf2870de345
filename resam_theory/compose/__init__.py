"""What stands before a rule: pre-aggregations, each an object of its own; ``compose(stage, rule)`` is a Rule.

A file ``<name>.py`` here defines ``make(**parameters)``, which gives a :class:`Descriptor`; a line of ``_FILES``
registers it.

>>> import numpy as np
>>> compose("nnm", "trimmed_mean")(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)
array([1.])
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..rules.names import NamePart, parse

if TYPE_CHECKING:
    from ..rules import Rule
    from ._base import Descriptor

__all__ = ["canonical", "compose", "names", "pre_aggregation", "shapes"]


class _Line(NamedTuple):
    """A line of the registry: the form of the name, other words for it, the parameters with their defaults."""

    shape: str
    aliases: tuple[str, ...] = ()
    parameters: Mapping[str, int] = MappingProxyType({})


_FILES: Final[Mapping[str, _Line]] = {
    "nnm": _Line("nnm", ("nearest_neighbour_mixing",)),
    "bucketing": _Line("bucketing(s=2)", (), {"s": 2}),
    "arc": _Line("arc", ("adaptive_clipping",)),
    "clipping": _Line("clipping(radius=1)", (), {"radius": 1}),
    "ctma": _Line("ctma"),
}

_WORDS: Final = {word: name for name, line in _FILES.items() for word in (name, *line.aliases)}


def names() -> tuple[str, ...]:
    """The names of the pre-aggregations, without importing them."""
    return tuple(_FILES)


def shapes() -> tuple[str, ...]:
    """The forms of their names, with the parameters that they take."""
    return tuple(line.shape for line in _FILES.values())


def canonical(part: NamePart) -> NamePart:
    """The part under the pre-aggregation's own name, all parameters by keyword; ValueError that lists what there is.

    >>> str(canonical(NamePart("nearest_neighbour_mixing"))), str(canonical(NamePart("bucketing")))
    ('nnm', 'bucketing(s=2)')
    >>> canonical(NamePart("krum"))
    Traceback (most recent call last):
    ...
    ValueError: pre-aggregation = 'krum' is not admissible: need one of nnm, bucketing(s=2), arc, ...
    """
    if part.word not in _WORDS:
        raise ValueError(f"pre-aggregation = {str(part)!r} is not admissible: need one of {', '.join(shapes())}")
    line = _FILES[_WORDS[part.word]]
    given = dict(zip(line.parameters, part.places, strict=False)) | dict(part.keywords)
    if len(given) != len(part.places) + len(part.keywords) or set(given) - set(line.parameters):
        raise ValueError(f"pre-aggregation = {str(part)!r} is not admissible: need {line.shape}")
    return NamePart(
        _WORDS[part.word], (), tuple((name, given.get(name, value)) for name, value in line.parameters.items())
    )


def pre_aggregation(name: str | NamePart) -> Descriptor:
    """The pre-aggregation of that name, with its parameters.

    >>> pre_aggregation("bucketing(s=3)").name
    'bucketing(s=3)'
    """
    if isinstance(name, str):
        part, *others = parse(name)
        if others:
            raise ValueError(f"pre-aggregation = {name!r} is not admissible: need one of {', '.join(shapes())}")
        return _made(canonical(part))
    return _made(canonical(name))


@lru_cache(maxsize=256)
def _made(part: NamePart) -> Descriptor:
    return import_module(f"{__name__}.{part.word}").make(**dict(part.keywords))


def compose(stage: Descriptor | str, rule: Rule | str) -> Rule:
    """The rule that does ``stage`` first and then ``rule``; names are looked up.

    >>> compose("nnm", "cwtm").name
    'nnm+trimmed_mean'
    """
    from ..rules import get
    from .composition import composed

    chosen: Any = get(rule) if isinstance(rule, str) else rule
    return composed(pre_aggregation(stage) if isinstance(stage, str) else stage, chosen)
