"""Aggregation rules: one rule (or family) per file, one registry line per file.

A file ``<name>.py`` here defines ``RULES``, a tuple of :class:`Rule`; a line of
:mod:`resam_theory.definitions.registry` registers it under the names that it answers to, with what it computes. Rules
with parameters in their name (:mod:`.names`) are a :class:`RuleFamily` in ``FAMILIES`` of such a file, and a line of
``_FAMILIES``; what stands before a ``+`` is one of :mod:`resam_theory.compose`. Other packages register rules with an
entry point of group ``resam.rules`` that names a :class:`Rule`. Names are known without importing a rule; a rule is
imported when it is asked for.

>>> import numpy as np
>>> get("cwtm")(np.asarray([[0.0], [1.0], [9.0]]), f=1)
array([1.])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Final

from ..definitions.registry import REGISTRY
from .names import NamePart, parse
from .targets import digest, is_target, require_target

if TYPE_CHECKING:
    from ._base import Extremal, Point, Points, Rule
    from ._families import RuleFamily
    from .selection import Selected

    RULES: Final[tuple[Rule, ...]] = ()

__all__ = [
    "RULES",
    "Extremal",
    "Point",
    "Points",
    "Rule",
    "RuleFamily",
    "Selected",
    "canonical",
    "files",
    "get",
    "known",
    "names",
    "source_digest",
]

_FILES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    file: {name: entry.aliases for name, entry in REGISTRY.items() if (entry.file or name) == file}
    for file in dict.fromkeys(entry.file or name for name, entry in REGISTRY.items())
}
"""By file: the rules that it defines, each with its other names."""

_FAMILIES: Final[Mapping[str, Mapping[str, str]]] = {
    "l_estimator": {"l_estimator": "l_estimator(w_1,...,w_n)"},
    "minimax": {"minimax": "minimax"},
    "multi_krum": {"multi_krum": "multi_krum(q=...,less=1)"},
}
"""By file: the rules with parameters that it defines, each with the form of its name."""

_ALIASES: Final = {name: rules[name] for rules in _FILES.values() for name in rules}
_CANONICAL: Final = {alias: name for name, aliases in _ALIASES.items() for alias in (name, *aliases)}
_FILE_OF: Final = {name: file for file, rules in _FILES.items() for name in rules}
_FAMILY_FILE: Final = {name: file for file, families in _FAMILIES.items() for name in families}


def names() -> tuple[str, ...]:
    """The names of our rules, in their order, without importing any of them.

    >>> names()[:3]
    ('mean', 'trimmed_mean', 'median')
    """
    return tuple(_ALIASES)


def known() -> tuple[str, ...]:
    """All names and aliases that :func:`get` understands, without importing a rule."""
    return (*_CANONICAL, *_others())


def _others() -> Mapping[str, EntryPoint]:
    """The rules that other packages registered, as entry points by name."""
    return _entry_points(entry_points)


@lru_cache(maxsize=1)
def _entry_points(read: Callable[..., Iterable[EntryPoint]]) -> Mapping[str, EntryPoint]:
    """The same as ``read`` gives them: a hundred packages are looked through once."""
    return {point.name: point for point in sorted(read(group="resam.rules"), key=lambda point: point.name)}


def canonical(name: str) -> str:
    """The name of the rule that answers to ``name``, an alias or a target perhaps, without importing it.

    >>> canonical("cwmed")
    'median'
    >>> canonical("nope")
    Traceback (most recent call last):
    ...
    ValueError: rule = 'nope' is not admissible: need one of mean, trimmed_mean (cwtm), ...
    """
    return _CANONICAL.get(name) or "+".join(map(str, _canonical_parts(name)))


def source_digest(name: str) -> str:
    """What a run depends on beside the name: a digest of the file that a target, or another package's rule, is written
    in; empty for our rules.

    >>> source_digest("krum")
    ''
    """
    word = parse(name)[-1].word
    if word not in _CANONICAL and word not in _FAMILY_FILE:
        others = _others()
        word = others[word].value if word in others else word
    return digest(word) if is_target(word) else ""


def files(name: str) -> tuple[str, ...]:
    """The modules that define a rule of ours, with those of the stages before it. Errors: :func:`canonical`.

    >>> files("nnm+multi_krum(q=3)"), files("cwmed")
    (('resam_theory.compose.nnm', 'resam_theory.rules.multi_krum'), ('resam_theory.rules.median',))
    """
    from .. import compose

    *stages, last = _canonical_parts(name)
    families = _FAMILY_FILE if last.parameters or last.word not in _FILE_OF else _FILE_OF
    own = [f"{__name__}.{families[last.word]}"] if last.word in families else []
    return (*(f"{compose.__name__}.{stage.word}" for stage in stages), *own)


def _canonical_parts(name: str) -> tuple[NamePart, ...]:
    """The parts of a name, each under its own name; what it takes as parameters is not looked at."""
    from .. import compose

    *stages, last = parse(name)
    return (*(compose.canonical(stage) for stage in stages), replace(last, word=_canonical_word(last.word)))


def _canonical_word(word: str) -> str:
    if is_target(word):
        require_target(word)
        return word
    if word in _CANONICAL or word in _FAMILY_FILE:
        return _CANONICAL.get(word, word)
    others = _others()
    if word in others:
        return word
    listed = [f"{rule} ({', '.join(aliases)})" if aliases else rule for rule, aliases in _ALIASES.items()]
    shapes = [shape for families in _FAMILIES.values() for shape in families.values()]
    choice = ", ".join([*listed, *shapes, *others, "package.module:attr", "file.py:attr"])
    raise ValueError(f"rule = {word!r} is not admissible: need one of {choice}")


def get(name: str) -> Rule:
    """The rule of that name or alias; only its own file, or its own package, is imported. Errors: :func:`canonical`.

    >>> get("cwmed").name, get("multi_krum( q = 3 )").name
    ('median', 'multi_krum(q=3)')
    """
    rule = _CANONICAL.get(name)
    if rule is not None:
        return _of_file(_FILE_OF[rule])[rule]
    parts = _canonical_parts(name)
    ours = parts[-1].word in _FILE_OF or parts[-1].word in _FAMILY_FILE
    return _made_once(*parts) if ours else _made(*parts)


def _made(*parts: NamePart) -> Rule:
    """The rule of these parts, each under its canonical name."""
    from ._families import bind, made

    *stages, part = parts
    if part.word in _FAMILY_FILE and (part.parameters or part.word not in _FILE_OF):
        families: tuple[RuleFamily, ...] = import_module(f"{__name__}.{_FAMILY_FILE[part.word]}").FAMILIES
        rule = made(next(family for family in families if family.name == part.word), part)
    elif part.word in _FILE_OF:
        rule = bind(_of_file(_FILE_OF[part.word])[part.word], part)
    elif is_target(part.word):
        from .foreign import rule_of

        rule = rule_of(part.word)
    else:
        rule = bind(_registered(part.word), part)
    if stages:
        from ..compose import compose, pre_aggregation

        for stage in reversed(stages):
            rule = compose(pre_aggregation(stage), rule)
    return rule


_made_once = lru_cache(_made)


@lru_cache
def _of_file(file: str) -> Mapping[str, Rule]:
    """The rules of one of our files, which must be those that its line registers."""
    rules: tuple[Rule, ...] = import_module(f"{__name__}.{file}").RULES
    found = {rule.name: rule.aliases for rule in rules}
    if found != _FILES[file]:
        raise RuntimeError(f"rules/{file}.py defines {found}, but its registry line says {_FILES[file]}")
    return {rule.name: rule for rule in rules}


def _registered(name: str) -> Rule:
    from ._base import Rule

    rule = _others()[name].load()
    if not isinstance(rule, Rule):
        raise TypeError(
            f"entry point {name!r} of resam.rules is a {type(rule).__name__}: need a resam_theory.rules.Rule"
        )
    return rule


def __getattr__(name: str) -> Any:
    if name == "RULES":  # all of them, in the order of the registry
        globals()[name] = tuple(rule for file in _FILES for rule in _of_file(file).values())
        return globals()[name]
    if name in __all__:
        globals()[name] = getattr(import_module("._families" if name == "RuleFamily" else "._base", __name__), name)
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
