"""What a data set is, and how its files are found: in a folder that the user names, or through pooch with checksums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Dataset", "Files", "Source"]

Files = Mapping[str, Path]


@dataclass(frozen=True)
class Dataset:
    """Training and test examples: x of shape (N, p) in float64, y integers in 0..classes-1 or, for classes = 0, reals.

    ``image``: (channels, height, width) when a row of x is a flattened image, else None.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: int
    image: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Source:
    """Where a data set comes from: ``files`` maps a file name to (URL, md5); none for what ships with scikit-learn."""

    name: str
    title: str
    read: Callable[[Files], Dataset]
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def locate(self, data_dir: Path | None) -> Files:
        """Paths of the files; those of ``data_dir`` lie in it, or in a subfolder with the data set's name."""
        if data_dir is not None:
            return {name: _in_folder(self.name, name, data_dir) for name in self.files}
        return {name: _fetched(self.name, name, url, md5) for name, (url, md5) in self.files.items()}


def _in_folder(dataset: str, name: str, folder: Path) -> Path:
    for path in (folder / name, folder / dataset / name):
        if path.is_file():
            return path
    raise ValueError(f"data {dataset!r}: {name} is not in {folder} (nor in its subfolder {dataset})")


def _fetched(dataset: str, name: str, url: str, md5: str) -> Path:
    import pooch

    cache = Path(pooch.os_cache("resam-theory")) / dataset
    try:
        return Path(pooch.retrieve(url, known_hash=f"md5:{md5}", fname=name, path=cache, progressbar=False))
    except Exception as error:
        raise ValueError(
            f"data {dataset!r}: {name} is neither cached nor downloadable ({type(error).__name__}): "
            "connect to the network, or name a folder that holds the files with --data-dir"
        ) from error
