"""Anybody's rule, unmodified: loading a target by name, and discovering how it wants to be called.

A target is a :class:`resam_theory.rules.Rule`, a function of the vectors (alone, with f, or with other arguments that a
name gives away), a class that is instantiated first, or an instance with ``__call__``, ``aggregate`` or ``forward``.
The vectors are offered as an (n, d) array, a list of arrays, a tensor, a list of tensors, or Flower's list of
([array], examples), in float64 and then float32; the first that yields a finite vector of d entries is the convention.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np

from .. import get, targets
from .._base import Rule

__all__ = ["PRESENTATIONS", "Binding", "access", "bindings", "load", "nth_binding", "present", "rows_of", "unpack"]

_FAULTY: Final = frozenset(
    {"f", "byz", "n_byz", "nb_byz", "num_byz", "nbbyz", "n_faulty", "num_faulty", "nb_faulty", "n_byzantine"}
    | {"num_byzantine", "nb_byzantine", "num_malicious", "n_malicious", "n_attackers", "num_attackers", "n_adversaries"}
)
_WORKERS: Final = frozenset({"n", "n_workers", "num_workers", "nb_workers", "n_clients", "num_clients", "nb_clients"})
_SHARE: Final = frozenset({"proportiontocut", "trim_ratio", "byzantine_ratio"})  # the share of rows cut on each side
_AXIS: Final = frozenset({"axis", "dim"})
_KEPT: Final = frozenset({"to_keep", "q"})  # rows that a multi-Krum averages: one is Krum
_METHODS: Final = ("__call__", "aggregate", "forward")

PRESENTATIONS: Final = {
    "array": "x",
    "list of arrays": "list(x)",
    "tensor": "torch.from_numpy(x)",
    "list of tensors": "list(torch.from_numpy(x))",
    "list of ([array], examples)": "[([row], 1) for row in x]",
}
"""How the vectors are handed over, and the expression that does so from an (n, d) array ``x`` (memory is shared)."""


@dataclass(frozen=True)
class Binding:
    """A function of the vectors alone; ``setup`` and ``expression`` (``{}`` for the vectors) say it in Python."""

    call: Callable[[Any], Any]
    setup: tuple[str, ...]
    expression: str


def load(target: str) -> tuple[Any, str]:
    """The object that ``target`` names, a rule of ours or a target of :mod:`resam_theory.rules.targets`, and the Python
    statement that imports it as ``rule``. ValueError or ImportError when there is none.

    >>> load("cwmed")[1]
    'from resam_theory.rules import get; rule = get("cwmed")'
    """
    if targets.is_target(target):
        return targets.load(target)
    return get(target), f'from resam_theory.rules import get; rule = get("{target}")'


def present(how: str, x: np.ndarray) -> Any:
    """``x`` (n, d) handed over as one of :data:`PRESENTATIONS`, sharing its memory where the type allows."""
    if how == "array":
        return x
    if how == "list of arrays":
        return list(x)
    if how == "list of ([array], examples)":
        return [([row], 1) for row in x]
    import torch

    tensor = torch.from_numpy(x)
    return tensor if how == "tensor" else list(tensor)


def rows_of(offered: Sequence[Any]) -> np.ndarray:
    """The vectors that a list of arrays, tensors or ([array], examples) holds now."""
    return np.array([unpack(row[0] if isinstance(row, tuple) else row) for row in offered])


def access(result: Any) -> str:
    """What to write behind a rule's answer to get at its vector: ``(values, indices)`` of torch, any other tuple that
    begins with an array, Flower's list of one array, tensors that record gradients.

    >>> access(np.zeros(2)), access([np.zeros(2)]), access((np.zeros(2), 0.5)), access((1.0, 2.0))
    ('', '[0]', '[0]', '')
    """
    steps = ""
    if isinstance(result, tuple) and not callable(getattr(result, "values", print)):
        steps, result = ".values", getattr(result, "values")  # noqa: B009 - of some tuples
    elif isinstance(result, tuple) and result and not np.isscalar(result[0]):
        steps, result = "[0]", result[0]
    if isinstance(result, (list, tuple)) and len(result) == 1 and not np.isscalar(result[0]):
        steps, result = f"{steps}[0]", result[0]
    return f"{steps}.detach()" if getattr(result, "requires_grad", False) else steps


def unpack(result: Any) -> np.ndarray:
    """A rule's answer as an array, see :func:`access`."""
    for step in access(result).replace("[0]", ".[0]").split(".")[1:]:
        result = result[0] if step == "[0]" else result.values if step == "values" else result
    detach = getattr(result, "detach", None)
    return np.asarray(result if detach is None else detach().cpu().numpy())


def bindings(target: Any, n: int, f: int) -> Iterator[Binding]:
    """The ways to make ``target`` a function of the vectors alone; TypeError where a required argument has no meaning.

    >>> [b.expression for b in bindings(lambda x, f: x[0], 15, 4)]
    ['rule({}, f=4)']
    """
    if isinstance(target, Rule):
        yield Binding(lambda x: target(x, f=f), (), f"rule({{}}, f={f})")
        return
    if inspect.isclass(getattr(target, "func", target)):  # of a functools.partial: what it has set is kept
        chosen = getattr(target, "keywords", {})
        known = _known(inspect.signature(target), n, f, skip=0)
        keywords = {name: value for name, value in known.items() if name not in chosen}
        text = ", ".join(f"{name}={value!r}" for name, value in keywords.items())
        instance, setup = target(**keywords), (f"rule = rule({text})",)
    else:
        instance, setup = target, ()
    found = False
    for method in _METHODS:
        own = instance if method == "__call__" and not inspect.isclass(instance) else getattr(instance, method, None)
        if own is None or not callable(own):
            continue
        name = "rule" if method == "__call__" else f"rule.{method}"
        found = True
        yield from _bind_function(own, name, setup, n, f)
    if not found:
        raise TypeError(f"target {target!r} is not callable and has none of the methods {', '.join(_METHODS[1:])}")


def nth_binding(target: Any, n: int, f: int, number: int) -> Binding:
    """The binding of that number, with an instance of its own."""
    return next(islice(bindings(target, n, f), number, None))


def _bind_function(
    function: Callable[..., Any], name: str, setup: tuple[str, ...], n: int, f: int
) -> Iterator[Binding]:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # builtins may have none: those of torch reduce an axis, given second
        yield Binding(function, setup, f"{name}({{}})")
        yield Binding(lambda x: function(x, 0), setup, f"{name}({{}}, 0)")
        return
    open_ = _required(signature, skip=1)
    if len(open_) == 1 and not _meaning(open_[0].name, n, f) and not _mentions_f(signature):
        yield Binding(lambda x: function(x, f), setup, f"{name}({{}}, {f})")
        return
    keywords = _known(signature, n, f, skip=1)
    for chosen in getattr(function, "keywords", {}):  # what a functools.partial has set is the caller's choice
        keywords.pop(chosen, None)
    text = "".join(f", {key}={value!r}" for key, value in keywords.items())
    yield Binding(lambda x: function(x, **keywords), setup, f"{name}({{}}{text})")


def _required(signature: inspect.Signature, *, skip: int) -> list[inspect.Parameter]:
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = list(signature.parameters.values())[skip:]
    return [p for p in parameters if p.default is inspect.Parameter.empty and p.kind not in kinds]


def _mentions_f(signature: inspect.Signature) -> bool:
    return any(name.lower() in _FAULTY for name in signature.parameters)


def _meaning(name: str, n: int, f: int) -> tuple[Any] | None:
    """The value that an argument of this name must have, in a tuple; None when the name says nothing."""
    table = ((_FAULTY, f), (_WORKERS, n), (_SHARE, f / n), (_AXIS, 0), (_KEPT, 1))
    return next(((value,) for names, value in table if name.lower() in names), None)


def _known(signature: inspect.Signature, n: int, f: int, *, skip: int) -> dict[str, Any]:
    found = {}
    for parameter in list(signature.parameters.values())[skip:]:
        meaning = _meaning(parameter.name, n, f)
        if meaning is not None and parameter.kind is not inspect.Parameter.POSITIONAL_ONLY:
            found[parameter.name] = meaning[0]
    missing = [p.name for p in _required(signature, skip=skip) if p.name not in found]
    if missing:
        raise TypeError(
            f"argument {missing[0]!r} has no default and no known meaning: pass a functools.partial instead"
        )
    return found
