"""Independent calls in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import joblib

from experiments.workers import replaced_silently

__all__ = ["in_processes"]

T = TypeVar("T")


def in_processes(calls: Iterable[Callable[[], T]], *, jobs: int, ordered: bool = True) -> Iterator[T]:
    """What ``calls`` return as soon as it is there, in their order unless ``ordered`` is false; ``jobs`` of them are
    made at a time.

    >>> from functools import partial
    >>> list(in_processes([partial(divmod, 7, 2), partial(divmod, 9, 4)], jobs=1))
    [(3, 1), (2, 1)]
    """
    with replaced_silently():
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator" if ordered else "generator_unordered")
        found: Any = parallel(joblib.delayed(call)() for call in calls)
        yield from found
