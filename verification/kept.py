"""Results that a later run need not compute again: kept on disk under the hash of all that they depend on.

A result depends on what it is about, the profile and the seed, the versions of the numerical packages, and the code of
the three packages that compute it: any change of a file makes every key another one. Files are written whole or not at
all, so that a run that is killed goes on where it stopped. They are pickles of one's own results: a folder of somebody
else's is not to be used (``--fresh`` reads none).
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")
_PACKAGES: Final = ("resam_theory", "experiments", "verification")
_VERSIONS: Final = ("numpy", "scipy", "sympy", "torch", "clarabel", "python-flint", "scikit-learn", "hypothesis")


@lru_cache(maxsize=1)
def _code() -> str:
    """The hash of every file of code that a result may depend on."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256("".join(f"{name}={version(name)};" for name in _VERSIONS).encode())
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@dataclass(frozen=True)
class Kept:
    """A folder of results; None: nothing is kept. ``fresh``: what is there is not read, but replaced."""

    folder: Path | None
    fresh: bool = False

    def has(self, about: str) -> bool:
        """Whether something is kept about ``about`` that :meth:`get` would read."""
        return self.folder is not None and not self.fresh and self._path(about).exists()

    def _path(self, about: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{hashlib.sha256(f'{about}|{_code()}'.encode()).hexdigest()[:32]}.pickle"

    def get(self, about: str, make: Callable[[], T]) -> T:
        """What is kept about ``about``, or ``make()``, which is then kept."""
        found = self.read(about)
        return self.keep(about, make()) if found is None else found

    def read(self, about: str) -> Any:
        """What is kept about ``about``; None where there is nothing that is to be read, or can be."""
        if not self.has(about):
            return None
        try:
            return pickle.loads(self._path(about).read_bytes())
        except Exception:
            return None

    def keep(self, about: str, found: T) -> T:
        """``found``, which is kept."""
        if self.folder is None:
            return found
        path = self._path(about)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(pickle.dumps(found))
        partial.replace(path)
        return found
