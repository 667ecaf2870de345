"""Aggregation rules: one rule (or family) per file, one registry line per file.

A file ``<name>.py`` here defines ``RULES``, a tuple of :class:`Rule`; adding its name to ``_FILES`` registers it. Other
packages register rules with an entry point of group ``resam.rules`` that names a :class:`Rule`.

>>> import numpy as np
>>> get("cwtm")(np.asarray([[0.0], [1.0], [9.0]]), f=1)
array([1.])
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

from ._base import Extremal, Point, Points, Rule

__all__ = ["RULES", "Extremal", "Point", "Points", "Rule", "get"]

_FILES: Final = (
    "mean",
    "trimmed_mean",
    "median",
    "mean_around_median",
    "comparative_gradient_elimination",
    "centered_clipping",
    "krum",
    "multi_krum",
    "minimum_diameter_averaging",
    "geometric_median",
)

RULES: Final[tuple[Rule, ...]] = tuple(rule for name in _FILES for rule in import_module(f"{__name__}.{name}").RULES)
_BY_NAME: Final = {name: rule for rule in RULES for name in (rule.name, *rule.aliases)}


def get(name: str) -> Rule:
    """The rule of that name or alias; entry points of other packages are loaded only when asked for by name.

    >>> get("cwmed").name
    'median'
    >>> get("nope")
    Traceback (most recent call last):
    ...
    ValueError: rule = 'nope' is not admissible: need one of mean, trimmed_mean (cwtm), ...
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    others = {point.name: point for point in entry_points(group="resam.rules")}
    if name in others:
        rule = others[name].load()
        if not isinstance(rule, Rule):
            raise TypeError(
                f"entry point {name!r} of resam.rules is a {type(rule).__name__}: need a resam_theory.rules.Rule"
            )
        return rule
    known = [f"{rule.name} ({', '.join(rule.aliases)})" if rule.aliases else rule.name for rule in RULES]
    raise ValueError(f"rule = {name!r} is not admissible: need one of {', '.join([*known, *sorted(others)])}")
