"""MNIST and Fashion-MNIST in the IDX format (big-endian header, unsigned bytes, gzip).

Header: two zero bytes, the type code 8 (unsigned byte), the number of axes, then one 32-bit length per axis.
Pixels are scaled to [-1, 1].
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from ._base import Dataset, DataSource, Files

__all__ = ["FASHION_MNIST", "MNIST", "read_idx"]

_UNSIGNED_BYTE: Final = 8


def read_idx(path: Path, axes: int) -> np.ndarray:
    """The array in a gzipped IDX file with ``axes`` axes; ValueError (one line) when the file is damaged."""
    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is not a complete gzip file ({error})") from error
    head = 4 + 4 * axes
    if len(data) < head or data[:4] != bytes((0, 0, _UNSIGNED_BYTE, axes)):
        raise ValueError(
            f"{path} is not an IDX file of unsigned bytes with {axes} axes (its first bytes: {data[:4].hex()})"
        )
    shape = struct.unpack(f">{axes}I", data[4:head])
    if len(data) - head != math.prod(shape):
        raise ValueError(
            f"{path} is damaged: {len(data) - head} bytes of data, its header announces {math.prod(shape)}"
        )
    return np.frombuffer(data, dtype=np.uint8, offset=head).reshape(shape)


def _part(files: Files, part: str, classes: int) -> tuple[np.ndarray, np.ndarray]:
    images_path, labels_path = files[f"{part}-images-idx3-ubyte.gz"], files[f"{part}-labels-idx1-ubyte.gz"]
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    if len(images) != len(labels):
        raise ValueError(f"{images_path} holds {len(images)} images, but {labels_path.name} {len(labels)} labels")
    if len(labels) and labels.max() >= classes:
        raise ValueError(f"{labels_path} holds the label {labels.max()}: need 0..{classes - 1}")
    return images, labels.astype(np.int64)


def _reader(name: str) -> Callable[[Files], Dataset]:
    def read(files: Files) -> Dataset:
        (x, y), (x_test, y_test) = _part(files, "train", 10), _part(files, "t10k", 10)
        if x.shape[1:] != x_test.shape[1:]:
            raise ValueError(f"data {name!r}: training images are {x.shape[1:]}, test images {x_test.shape[1:]}")
        image = (1, int(x.shape[1]), int(x.shape[2]))

        def flat(part: np.ndarray) -> np.ndarray:
            return part.reshape(len(part), -1) / 127.5 - 1.0

        return Dataset(name, flat(x), y, flat(x_test), y_test, 10, image)

    return read


def _files(base: str, md5s: tuple[str, str, str, str]) -> dict[str, tuple[str, str]]:
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return {f"{name}-ubyte.gz": (f"{base}{name}-ubyte.gz", md5) for name, md5 in zip(names, md5s, strict=True)}


MNIST: Final = DataSource(
    "mnist",
    "MNIST handwritten digits, 28 x 28 (LeCun, Cortes, Burges)",
    _reader("mnist"),
    _files(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        (
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    ),
)
FASHION_MNIST: Final = DataSource(
    "fashion_mnist",
    "Fashion-MNIST, 28 x 28 (Xiao, Rasul, Vollgraf, 2017)",
    _reader("fashion_mnist"),
    _files(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        (
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310",
        ),
    ),
)
