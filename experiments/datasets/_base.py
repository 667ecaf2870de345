"""What a data set is, and how its files are found: in a folder that the user names, or through pooch with checksums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

__all__ = ["DataSource", "Dataset", "Files"]

Files = Mapping[str, Path]
_HELD_OUT_EVERY: Final = 5


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

    def held_out(self) -> Dataset:
        """A fifth of the training examples in place of the test examples, for choosing hyper-parameters.

        Every fifth of each class (of the targets in their order), so that the classes keep their shares. The test
        examples play no part.
        """
        order = np.argsort(self.y, kind="stable")
        chosen = np.zeros(len(order), dtype=bool)
        chosen[order[_HELD_OUT_EVERY // 2 :: _HELD_OUT_EVERY]] = True
        return replace(self, x=self.x[~chosen], y=self.y[~chosen], x_test=self.x[chosen], y_test=self.y[chosen])


@dataclass(frozen=True)
class DataSource:
    """Where a data set comes from: ``files`` maps a file name to (URL, md5); none for what ships with a package."""

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
