"""Results that a later run need not compute again: kept on disk under the hash of all that they depend on.

A result depends on what it is about, the profile and the seed, and on the code that computes it, with the versions of
the numerical packages (:mod:`.depends`). Files are written whole or not at all, so that a run that is killed goes on
where it stopped. They are pickles of one's own results: a folder of somebody else's is not to be used (``--fresh``
reads none).
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from resam_theory.output import whole

from .depends import sources

__all__ = ["Kept"]

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A folder of results; None: nothing is kept. ``fresh``: what is there is not read, but replaced.

    ``code`` is the hash of the code that a result depends on; without it, that of all code.
    """

    folder: Path | None
    fresh: bool = False

    def has(self, about: str, code: str | None = None) -> bool:
        """Whether something is kept about ``about`` that :meth:`get` would read."""
        return self.folder is not None and not self.fresh and self._path(about, code).exists()

    def _path(self, about: str, code: str | None) -> Path:
        assert self.folder is not None
        whole = f"{about}|{sources().everything() if code is None else code}"
        return self.folder / f"{hashlib.sha256(whole.encode()).hexdigest()[:32]}.pickle"

    def get(self, about: str, make: Callable[[], T], code: str | None = None) -> T:
        """What is kept about ``about``, or ``make()``, which is then kept."""
        found = self.read(about, code)
        return self.keep(about, make(), code) if found is None else found

    def read(self, about: str, code: str | None = None) -> Any:
        """What is kept about ``about``; None where there is nothing that is to be read, or can be."""
        if not self.has(about, code):
            return None
        try:
            return pickle.loads(self._path(about, code).read_bytes())
        except Exception:
            return None

    def keep(self, about: str, found: T, code: str | None = None) -> T:
        """``found``, which is kept."""
        if self.folder is None:
            return found
        path = self._path(about, code)
        with whole(path) as partial:
            partial.write_bytes(pickle.dumps(found))
        return found
