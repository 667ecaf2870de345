"""Real data that ships with scikit-learn: nothing to download.

Preprocessing, fixed: digits pixels / 16; the two tables standardised with the mean and deviation of the training part.
Every fifth example is for testing (the files are in no meaningful order).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from ._base import Dataset, Files, Source

__all__ = ["BREAST_CANCER", "DIABETES", "DIGITS"]

_TEST_EVERY: Final = 5


def _loaded(loader: str) -> tuple[np.ndarray, np.ndarray]:
    from sklearn import datasets

    table: Any = getattr(datasets, loader)()
    return np.asarray(table.data, dtype=np.float64), np.asarray(table.target)


def _parts(name: str, x: np.ndarray, y: np.ndarray, classes: int, image: tuple[int, int, int] | None = None) -> Dataset:
    test = np.arange(len(x)) % _TEST_EVERY == 0
    return Dataset(name, x[~test], y[~test], x[test], y[test], classes, image)


def _digits(_: Files) -> Dataset:
    x, y = _loaded("load_digits")
    return _parts("digits", x / 16, y, 10, (1, 8, 8))


def _standardised(name: str, loader: str, classes: int, scale_y: bool) -> Callable[[Files], Dataset]:
    def read(_: Files) -> Dataset:
        x, y = _loaded(loader)
        raw = _parts(name, x, y, classes)
        x = (x - raw.x.mean(0)) / raw.x.std(0)
        if scale_y:
            y = (y - raw.y.mean()) / raw.y.std()
        return _parts(name, x, y, classes)

    return read


DIGITS: Final = Source("digits", "handwritten digits, 8 x 8, 10 classes (scikit-learn)", _digits)
BREAST_CANCER: Final = Source(
    "breast_cancer",
    "breast cancer, 30 features, 2 classes (scikit-learn)",
    _standardised("breast_cancer", "load_breast_cancer", 2, False),
)
DIABETES: Final = Source(
    "diabetes", "diabetes, 10 features, regression (scikit-learn)", _standardised("diabetes", "load_diabetes", 0, True)
)
