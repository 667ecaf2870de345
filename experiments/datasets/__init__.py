"""Data sets: what ships with packages (offline), and MNIST, Fashion-MNIST, CIFAR-10 (fetched or from a folder).

>>> load("digits").x.shape, load("digits").classes
((1437, 64), 10)
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from ..registry import find
from ._base import Dataset, DataSource
from .bundled import BREAST_CANCER, DIABETES, DIGITS, MNIST_5K
from .cifar import CIFAR10
from .mnist import FASHION_MNIST, MNIST

__all__ = ["DATASETS", "DataSource", "Dataset", "find_dataset", "load", "locate"]

DATASETS: Final[tuple[DataSource, ...]] = (DIGITS, BREAST_CANCER, DIABETES, MNIST_5K, MNIST, FASHION_MNIST, CIFAR10)


def find_dataset(name: str) -> DataSource:
    """The source called ``name``; ValueError that lists the names."""
    return find("data.name", name, DATASETS)


def locate(name: str, data_dir: Path | None = None) -> None:
    """Make sure that the files of ``name`` are at hand, downloading them if needed; ValueError (one line) if not."""
    find_dataset(name).locate(data_dir)


def load(name: str, data_dir: Path | None = None) -> Dataset:
    """The data set called ``name``; its files come from ``data_dir``, or else pooch's cache or the network.

    What ships with a package is read once and kept: its arrays must not be written to.
    """
    source = find_dataset(name)
    return source.read(source.locate(data_dir)) if source.files else _kept(source.name)


@lru_cache(maxsize=4)
def _kept(name: str) -> Dataset:
    return find_dataset(name).read({})
