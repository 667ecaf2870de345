"""CIFAR-10, python version: a gzipped tar of pickled batches {b"data": (N, 3072) uint8, b"labels": list of N ints}.

The pickles are read by an unpickler that can build numpy arrays and nothing else. Pixels are scaled to [-1, 1].
"""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from ._base import Dataset, DataSource, Files

__all__ = ["CIFAR10", "read_archive"]

_ARCHIVE: Final = "cifar-10-python.tar.gz"
_FOLDER: Final = "cifar-10-batches-py"
_PIXELS: Final = 3 * 32 * 32
_ALLOWED: Final = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.core.numeric", "_frombuffer"),
    ("_codecs", "encode"),
}


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def _batch(path: Path, name: str, raw: bytes) -> tuple[np.ndarray, np.ndarray]:
    try:
        table = _ArraysOnly(io.BytesIO(raw), encoding="bytes").load()
        x, y = np.asarray(table[b"data"]), np.asarray(table[b"labels"], dtype=np.int64)
    except Exception as error:
        raise ValueError(f"{path}: {name} is not a batch of CIFAR-10 ({type(error).__name__}: {error})") from error
    if x.dtype != np.uint8 or x.shape != (len(y), _PIXELS) or not np.isin(y, range(10)).all():
        raise ValueError(
            f"{path}: {name} holds data of shape {x.shape} for {len(y)} labels: need (N, {_PIXELS}) bytes, labels 0..9"
        )
    return x, y


def read_archive(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(x, y, x_test, y_test) in bytes and ints; ValueError (one line) when the archive is damaged."""
    names = [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]
    raw: dict[str, bytes] = {}
    try:
        whole = io.BytesIO(gzip.decompress(path.read_bytes()))  # reads to the end, so that the checksum is compared
        with tarfile.open(fileobj=whole, mode="r:") as archive:
            for name in names:
                member = archive.extractfile(f"{_FOLDER}/{name}")
                if member is not None:
                    raw[name] = member.read()
    except KeyError as error:
        raise ValueError(f"{path} lacks a batch: {error.args[0]}") from error
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is not a complete tar.gz archive ({error})") from error
    batches = [_batch(path, name, raw.get(name, b"")) for name in names]
    x = np.concatenate([data for data, _ in batches[:-1]])
    y = np.concatenate([labels for _, labels in batches[:-1]])
    return x, y, *batches[-1]


def _read(files: Files) -> Dataset:
    x, y, x_test, y_test = read_archive(files[_ARCHIVE])
    return Dataset("cifar10", x / 127.5 - 1.0, y, x_test / 127.5 - 1.0, y_test, 10, (3, 32, 32))


CIFAR10: Final = DataSource(
    "cifar10",
    "CIFAR-10, 32 x 32 colour images, 10 classes (Krizhevsky, 2009)",
    _read,
    {_ARCHIVE: (f"https://www.cs.toronto.edu/~kriz/{_ARCHIVE}", "c58f30108f718f92721af3b95e74349a")},
)
