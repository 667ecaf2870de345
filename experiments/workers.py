"""Processes that work for a command."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["replaced_silently"]


@contextmanager
def replaced_silently() -> Iterator[None]:
    """Inside, joblib does not warn where it replaces a process whose caches have grown large, which is no news.

    >>> with replaced_silently():
    ...     warnings.warn("A worker stopped while some jobs were given to the executor.")
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
        yield
