"""Small runs and data files in the real formats."""

from __future__ import annotations

import gzip
import io
import pickle
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from experiments import sweep
from experiments.attacks import View
from experiments.building import prepare
from experiments.config import RunConfig
from experiments.datasets import load
from experiments.datasets.splits import deal
from experiments.objectives import Objective, Setup, find_objective
from experiments.registry import Choice
from experiments.sweep import expand

from .seen import view_of

torch.set_num_threads(1)  # as a run has by default: on a busy machine two threads wait for each other

Table = dict[str, Any]
_SHARED = Choice("shared")


@pytest.fixture
def config() -> Callable[..., RunConfig]:
    """``config(attack="foe", n=7, steps=20)``: a small quadratic run; keywords of [algorithm] or of the top level."""

    def make(objective: Any = "quadratic", **given: Any) -> RunConfig:
        table: Table = {"objective": objective, "algorithm": {"n": 7, "f": 2, "steps": 20, "replicas": 3}}
        for name, value in given.items():
            home = table if name in ("attack", "data", "record", "seed", "dtype", "device") else table["algorithm"]
            home[name] = value
        return RunConfig.of(table)

    return make


@pytest.fixture
def objective() -> Callable[..., Objective]:
    """``objective("logistic", data="digits", split=Choice("iid"), batch=4)``."""

    def make(name: str, *, data: str | None = None, split: Choice = _SHARED, **options: Any) -> Objective:
        kind = find_objective(name)
        found = load(data or kind.data or "") if data or kind.data else None
        shards = tuple(deal(split, found.y, 7, 0)) if found else ()
        setting = Setup(7, 0, torch.float64, "cpu", found, shards, split.name == "shared")
        return kind.build(setting, **{**kind.options, **options})

    return make


def _idx(values: np.ndarray) -> bytes:
    return bytes((0, 0, 8, values.ndim)) + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


@pytest.fixture
def mnist_folder(tmp_path: Path) -> Path:
    """Eight training and four test images of 6 x 5 pixels, in the four files of MNIST."""
    rng = np.random.default_rng(0)
    for part, count in (("train", 8), ("t10k", 4)):
        images = rng.integers(0, 256, (count, 6, 5), dtype=np.uint8)
        labels = (np.arange(count) % 10).astype(np.uint8)
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(_idx(images)))
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(_idx(labels)))
    return tmp_path


@pytest.fixture
def cifar_archive(tmp_path: Path) -> Callable[..., Path]:
    """``cifar_archive(batch=...)``: an archive with two images per batch; ``batch`` replaces the last one's pickle."""

    def make(batch: bytes | None = None, protocol: int = 2) -> Path:
        rng = np.random.default_rng(0)
        path = tmp_path / "cifar-10-python.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
                table = {b"data": rng.integers(0, 256, (2, 3072), dtype=np.uint8), b"labels": [3, 9]}
                raw = pickle.dumps(table, protocol=protocol)
                if batch is not None and name == "test_batch":
                    raw = batch
                info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
                info.size = len(raw)
                archive.addfile(info, io.BytesIO(raw))
        return path

    return make


@pytest.fixture
def grid() -> list[RunConfig]:
    """Six runs of a moment each."""
    base = {"algorithm": {"n": 5, "f": 1, "steps": 10}, "grid": {"attack.name": ["none", "foe"], "seed": [0, 1, 2]}}
    return expand(base)


@pytest.fixture
def runs_made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the runs that this process executes."""
    made: list[str] = []
    original = sweep.run_one

    def counted(config: RunConfig, data_dir: Path | None = None) -> Any:
        made.append(config.id)
        return original(config, data_dir)

    monkeypatch.setattr(sweep, "run_one", counted)
    return made


@pytest.fixture
def view(config: Callable[..., RunConfig]) -> Callable[..., View]:
    """A view of 4 replicas, 5 honest and 2 faulty workers in 2 dimensions, with the server's rule."""

    def make(rule: str = "trimmed_mean") -> View:
        generator = torch.Generator().manual_seed(7)
        rows = torch.randn(4, 7, 2, generator=generator, dtype=torch.float64) + 3
        return view_of(prepare(config(rule=rule, replicas=4)), rows[:, :5], rows[:, 5:])

    return make
