"""Independent calls in several processes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import joblib

__all__ = ["in_processes"]

T = TypeVar("T")


def in_processes(calls: Iterable[Callable[[], T]], *, jobs: int, ordered: bool = True) -> Iterator[T]:
    """What ``calls`` return as soon as it is there, in their order unless ``ordered`` is false; ``jobs`` of them are
    made at a time.

    >>> from functools import partial
    >>> list(in_processes([partial(divmod, 7, 2), partial(divmod, 9, 4)], jobs=1))
    [(3, 1), (2, 1)]
    """
    with warnings.catch_warnings():  # a process whose caches have grown large is replaced, which is no news
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
        parallel = joblib.Parallel(n_jobs=jobs, return_as="generator" if ordered else "generator_unordered")
        found: Any = parallel(joblib.delayed(call)() for call in calls)
        yield from found
