"""Rules that anybody wrote, unmodified: found by a target, called by the convention that they follow.

:func:`rule_of` makes one a :class:`~resam_theory.rules.Rule`, so that it stands wherever a rule's name does. It has no
exact definition, claims or traits of its own unless the target is a ``Rule`` that has them.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NoReturn

import array_api_compat as aac
import numpy as np

from .. import targets
from .._base import Rule
from ..kernels.arrays import check
from .adapters import present, unpack
from .calls import perform
from .discovery import Convention, discover

__all__ = ["rule_of"]


def rule_of(target: str) -> Rule:
    """The rule that ``target`` names (:mod:`resam_theory.rules.targets`), its name the target.

    What is there is loaded again when its file has changed. A function or class is called with one problem at a time
    unless it takes batches, as numpy or torch, in the precision that it works in; what it returns goes back to the
    namespace, dtype and device of the input. Gradients are not followed through it. ValueError, TypeError or
    ImportError (one line) where there is no rule.

    >>> rule_of("numpy:median")(np.asarray([[0.0, 5.0], [1.0, 6.0], [9.0, 1.0]]), f=1)
    array([1., 5.])
    """
    return _loaded(target, targets.digest(target))


@lru_cache(maxsize=64)
def _loaded(target: str, digest: str) -> Rule:
    found, _ = targets.load(target)
    if isinstance(found, Rule):
        return replace(found, name=target, aliases=())
    return Rule(
        name=target,
        title=target,
        reference="the caller's own",
        aggregate=_Aggregate(target, found),
        exact=partial(_no_definition, target),
        claims=(),
        traits=frozenset(),
    )


def _no_definition(target: str, points: Any, f: int) -> NoReturn:
    raise ValueError(f"{target} has no definition in rational arithmetic")


class _Aggregate:
    """``aggregate(x, f, **options)`` of somebody's rule; ``options`` are arguments of the function or class."""

    def __init__(self, target: str, found: Any) -> None:
        self._target, self._found = target, found
        self._conventions: dict[Any, Convention] = {}

    def __call__(self, x: Any, f: int, **options: Any) -> Any:
        problems = check(x, f)
        convention = self._convention(problems.n, problems.f, options)
        torch_like = aac.is_torch_array(x)
        host = x.detach().cpu().numpy() if torch_like else x
        rows = np.array(host, dtype=convention.dtype).reshape(-1, problems.n, problems.d)  # a copy: it may be modified
        if convention.batched:
            values = self._call(convention, rows)
        else:
            values = np.stack([self._call(convention, row) for row in rows])
        values = values.reshape(*x.shape[:-2], problems.d)
        if not torch_like:
            return values.astype(x.dtype, copy=False)
        import torch

        return torch.from_numpy(values).to(dtype=x.dtype, device=x.device)

    def _call(self, convention: Convention, rows: np.ndarray) -> np.ndarray:
        assert convention.bound is not None
        wanted = (*rows.shape[:-2], rows.shape[-1])
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = unpack(convention.bound.call(present(convention.how, rows)))
        except Exception as error:
            raise ValueError(f"{self._target} raises {type(error).__name__}: {error}") from error
        if value.shape != wanted:
            raise ValueError(f"{self._target} returns shape {value.shape}: need {wanted}")
        return value

    def _convention(self, n: int, f: int, options: dict[str, Any]) -> Convention:
        key = (n, f, repr(sorted(options.items())))
        if key not in self._conventions:
            found = partial(self._found, **options) if options else self._found
            convention = discover(found, n, f, perform, lambda how, problem: None)
            if convention.failed:
                raise ValueError(f"{self._target} cannot be called as a rule at n = {n}, f = {f}: {convention.failed}")
            self._conventions[key] = convention
        return self._conventions[key]
