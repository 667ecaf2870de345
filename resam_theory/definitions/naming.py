"""Names of rules in statements: what a name that a reader knows must mean."""

from __future__ import annotations

import re
from typing import Final

from .forms import FORMS, Form
from .nnm import Refined
from .order import Order
from .pipeline import Pipeline
from .registry import REGISTRY
from .scores import Scores
from .stage import Stage

__all__ = ["named", "shaped", "wanted"]

_WORD: Final = "[A-Za-z_][A-Za-z0-9_]*"
_PART: Final = rf"{_WORD}(\([A-Za-z0-9_=,./-]*\))?"
_TARGET: Final = rf"(?!resam_theory[.:])([\w.~@+/\\: -]*\.py|{_WORD}(\.{_WORD})*):{_WORD}"
_NAME: Final = re.compile(rf"({_PART}\+)*({_PART}|{_TARGET})")
_STAGES: Final = {name for name, form in FORMS.items() if issubclass(form, Stage)}
_MULTI_KRUM: Final = re.compile(r"multi_krum\(q=([0-9]+)(,less=2)?\)")
_TAKEN: Final = {"l_estimator", "multi_krum", "ctma"} | _STAGES
_KNOWN: Final = {**{name: entry.definition for name, entry in REGISTRY.items()}, "minimax": {"form": "minimax"}}
_CALLED: Final = {alias: name for name, entry in REGISTRY.items() for alias in (name, *entry.aliases)}


def shaped(name: str) -> bool:
    """Whether it is parts joined by +, each NAME or NAME(parameters); the last may be file.py:NAME, or module:NAME
    of others.

    >>> shaped("bucketing(s=2)+mine.py:rule"), shaped("median, at most 1"), shaped("medi\\u0430n")
    (True, False, False)
    """
    return len(name) <= 2000 and _NAME.fullmatch(name) is not None


def named(text: str) -> str:
    """A name as it is where it is one word of ASCII, else between quotes, with all other letters as escapes: it cannot
    be read as part of the sentence around it, nor taken for another one.

    >>> named("mine.py:rule"), named("median is \u2264 1.py:rule")
    ('mine.py:rule', "'median is \\\\u2264 1.py:rule'")
    """
    return text if re.fullmatch("[!-~]+", text) else ascii(text)


def wanted(name: str, definition: Form) -> bool:
    """Whether a name that says what the rule is agrees with the definition; any name of its own is free.

    >>> from .registry import definition_of
    >>> wanted("ctma+median", Refined(definition_of("median"))), wanted("cwmed", definition_of("mean"))
    (True, False)
    >>> [wanted(f"median{given}", definition_of("trimmed_mean")) for given in ("", "(k=f)", "(k=1)", "(k=1,k=f)")]
    [False, True, False, False]
    >>> [wanted(f"mine+{name}", Refined(definition_of("median"))) for name in ("median", "krum", "own.py:rule")]
    [True, False, True]
    """
    head, plus, rest = name.partition("+")
    if plus and head == "ctma":
        return isinstance(definition, Refined) and wanted(rest, definition.anchor)
    if plus and head.partition("(")[0] in _STAGES:
        return isinstance(definition, Pipeline) and head == _text(definition.stage) and wanted(rest, definition.rule)
    if found := _MULTI_KRUM.fullmatch(name):
        less, least = ("2", "2*f+3") if found[2] else ("1", "2*f+1")
        return definition == Scores(f"m-{less}", found[1], least)
    word, inside, listed = name.partition("(")
    if plus and re.fullmatch(_TARGET, name) is None:
        parts = {Pipeline: "rule", Refined: "anchor"}
        then = getattr(definition, parts.get(type(definition), ""), None)
        return head.partition("(")[0].lower() not in {*_CALLED, *_TAKEN} and then is not None and wanted(rest, then)
    if word.lower() in {*_CALLED, "minimax"}:
        given = {key: value for key, _, value in (item.partition("=") for item in listed.rstrip(")").split(",")) if key}
        meant = {**_KNOWN[_CALLED.get(word.lower(), "minimax")], **{key: _KNOWN.get(x, x) for key, x in given.items()}}
        told, found = ({key: str(x) for key, x in data.items()} for data in (meant, definition.data()))
        return told == found and len(given) == listed.count("=")
    if inside and word == "l_estimator":
        return isinstance(definition, Order) and f"l_estimator({','.join(map(str, definition.weights))})" == name
    return word.lower() not in _TAKEN


def _text(stage: Stage) -> str:
    """The stage as it is written in a name."""
    given = ",".join(f"{key}={value}" for key, value in stage.data().items() if key != "form")
    return f"{stage.name}({given})" if given else stage.name
