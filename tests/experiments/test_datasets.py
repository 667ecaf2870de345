from __future__ import annotations

import gzip
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.building import prepare
from experiments.config import RunConfig
from experiments.datasets import DATASETS, find_dataset, load, locate
from experiments.datasets.splits import SPLITS, deal
from experiments.objectives.logistic import Logistic
from experiments.registry import Choice


@pytest.mark.parametrize("name", ["digits", "breast_cancer", "diabetes"])
def test_bundled_parts_are_disjoint_and_finite(name: str) -> None:
    data = load(name)
    assert len(data.x) == len(data.y)
    assert len(data.x_test) == len(data.y_test)
    assert len(data.x_test) == -(-(len(data.x) + len(data.x_test)) // 5)
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.x_test).all()
    if data.classes:
        assert set(data.y) == set(range(data.classes))


def test_mnist_files_are_read_from_a_folder(mnist_folder: Path) -> None:
    data = load("mnist", mnist_folder)
    raw = gzip.decompress((mnist_folder / "train-images-idx3-ubyte.gz").read_bytes())[16:]
    assert data.x.shape == (8, 30)
    assert data.image == (1, 6, 5)
    np.testing.assert_array_equal(np.rint((data.x + 1) * 127.5).astype(np.uint8).tobytes(), raw)
    assert data.y.tolist() == list(range(8))


def test_files_may_lie_in_a_subfolder_with_the_name_of_the_data(mnist_folder: Path) -> None:
    inner = mnist_folder / "fashion_mnist"
    inner.mkdir()
    for path in mnist_folder.glob("*.gz"):
        path.rename(inner / path.name)
    assert load("fashion_mnist", mnist_folder).x_test.shape == (4, 30)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _one_byte_flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def _fewer_images_than_announced(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-7]))


def _other_format(path: Path) -> None:
    path.write_bytes(gzip.compress(b"P5 28 28 255 not idx"))


def _more_images_than_labels(path: Path) -> None:
    data = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(data[:4] + (9).to_bytes(4, "big") + data[8:] + bytes(30)))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_truncated, "not a complete gzip file"),
        (_one_byte_flipped, "gzip"),
        (_fewer_images_than_announced, "233 bytes of data, its header announces 240"),
        (_other_format, "not an IDX file"),
        (_more_images_than_labels, "holds 9 images"),
        (Path.unlink, "is not in"),
    ],
)
def test_a_damaged_mnist_file_is_one_clear_line(mnist_folder: Path, damage: Callable[[Path], Any], says: str) -> None:
    damage(mnist_folder / "train-images-idx3-ubyte.gz")
    with pytest.raises(ValueError, match=says) as caught:
        load("mnist", mnist_folder)
    assert "train-images-idx3-ubyte.gz" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_label_out_of_range_is_refused(mnist_folder: Path) -> None:
    path = mnist_folder / "train-labels-idx1-ubyte.gz"
    data = bytearray(gzip.decompress(path.read_bytes()))
    data[-1] = 10
    path.write_bytes(gzip.compress(bytes(data)))
    with pytest.raises(ValueError, match=r"holds the label 10: need 0\.\.9"):
        load("mnist", mnist_folder)


@pytest.mark.parametrize("protocol", [2, 4])
def test_cifar_archive_is_read(cifar_archive: Callable[..., Path], protocol: int) -> None:
    data = load("cifar10", cifar_archive(protocol=protocol).parent)
    assert data.x.shape == (10, 3072)
    assert data.y.tolist() == [3, 9] * 5
    assert data.x_test.shape == (2, 3072)
    assert -1 <= data.x.min() < data.x.max() <= 1


class _Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("this must not run",)


@pytest.mark.parametrize(
    "batch",
    [
        b"",
        pickle.dumps(_Evil()),
        pickle.dumps({b"data": np.zeros((2, 7), np.uint8), b"labels": [1, 2]}, 2),
        pickle.dumps({b"data": np.zeros((2, 3072), np.uint8), b"labels": [1, 11]}, 2),
        pickle.dumps([1]),
    ],
)
def test_a_wrong_cifar_batch_is_one_clear_line(
    cifar_archive: Callable[..., Path], batch: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = cifar_archive(batch)
    with pytest.raises(ValueError, match="test_batch") as caught:
        load("cifar10", path.parent)
    assert "\n" not in str(caught.value)
    assert capsys.readouterr().out == ""


def test_a_truncated_cifar_archive_is_one_clear_line(cifar_archive: Callable[..., Path]) -> None:
    path = cifar_archive()
    _truncated(path)
    with pytest.raises(ValueError, match="cifar-10-python"):
        load("cifar10", path.parent)


def test_offline_and_uncached_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pooch

    def fail(*_: Any, **__: Any) -> str:
        raise OSError("no route to host")

    monkeypatch.setattr(pooch, "retrieve", fail)
    monkeypatch.setattr(pooch, "os_cache", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"neither cached nor downloadable.*--data-dir"):
        locate("mnist")


def test_every_download_is_pinned_by_a_checksum() -> None:
    pinned = [md5 for source in DATASETS for _, md5 in source.files.values()]
    assert len(pinned) == len(set(pinned)) == 9
    assert all(len(md5) == 32 and int(md5, 16) for md5 in pinned)


def test_a_file_with_another_checksum_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import pooch

    source = find_dataset("cifar10")
    (tmp_path / "cifar10").mkdir()
    (tmp_path / "cifar10" / "cifar-10-python.tar.gz").write_bytes(b"not the archive")
    monkeypatch.setattr(pooch, "os_cache", lambda _: tmp_path)

    def refuse(url: str, *_: Any, **__: Any) -> None:
        raise OSError("offline")

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", refuse)
    with pytest.raises(ValueError, match="neither cached nor downloadable"):
        source.locate(None)


@pytest.mark.parametrize("split", SPLITS, ids=lambda split: split.name)
def test_splits_deal_every_example_once(split: Any) -> None:
    labels = np.repeat(np.arange(10), 20)
    parts = deal(Choice(split.name, dict(split.options)), labels, 7, seed=3)
    assert all(len(part) for part in parts)
    if split.homogeneous:
        assert all(len(part) == len(labels) for part in parts)
    else:
        assert sorted(np.concatenate(parts)) == list(range(200))
    again = deal(Choice(split.name, dict(split.options)), labels, 7, seed=3)
    assert all((a == b).all() for a, b in zip(parts, again, strict=True))


def _skew(parts: list[np.ndarray], labels: np.ndarray) -> float:
    """Mean share of a worker's commonest label."""
    return float(np.mean([np.bincount(labels[part], minlength=10).max() / len(part) for part in parts]))


def test_heterogeneity_grows_as_the_splits_say() -> None:
    labels = np.repeat(np.arange(10), 50)
    dirichlet = [_skew(deal(Choice("dirichlet", {"alpha": a}), labels, 10, 0), labels) for a in (100.0, 1.0, 0.05)]
    similarity = [_skew(deal(Choice("similarity", {"gamma": g}), labels, 10, 0), labels) for g in (1.0, 0.5, 0.0)]
    assert dirichlet == sorted(dirichlet)
    assert similarity == sorted(similarity)
    assert similarity[-1] == 1.0


@pytest.mark.parametrize(("workers", "most"), [(10, 1), (13, 1), (9, 2), (4, 3)])
def test_one_class_per_worker_or_as_few_as_possible(workers: int, most: int) -> None:
    labels = np.repeat(np.arange(10), 50)
    parts = deal(Choice("one_class"), labels, workers, 0)
    assert max(len(np.unique(labels[part])) for part in parts) == most
    assert sorted(np.concatenate(parts)) == list(range(500))


@pytest.mark.parametrize("name", ["iid", "dirichlet", "one_class"])
def test_no_example_is_left_to_faulty_workers_alone(name: str) -> None:
    labels = np.repeat(np.arange(10), 30)
    options = {split.name: dict(split.options) for split in SPLITS}[name]
    parts = deal(Choice(name, options), labels, 15, 0, faulty=6)
    assert len(parts) == 15
    assert sorted(np.concatenate(parts[:9])) == list(range(300))
    assert all((parts[9 + j] == parts[j]).all() for j in range(6))


def test_mnist_5k_is_balanced_and_its_parts_are_apart() -> None:
    data = load("mnist_5k")
    assert data.x.shape == (4000, 784)
    assert data.x_test.shape == (1000, 784)
    assert (np.bincount(data.y) == 400).all()
    assert (np.bincount(data.y_test) == 100).all()
    assert (data.x.min(), data.x.max()) == (0.0, 1.0)
    held = data.held_out()
    assert (np.bincount(held.y) == 320).all()
    assert (np.bincount(held.y_test) == 80).all()
    together = np.vstack([held.x, held.x_test])
    assert (together[np.lexsort(together.T)] == data.x[np.lexsort(data.x.T)]).all()
    assert load("mnist_5k") is data


def test_a_held_out_run_neither_trains_on_nor_looks_at_the_test_part(config: Callable[..., RunConfig]) -> None:
    given = config("logistic", data={"name": "digits", "accuracy_on": "held_out"}, steps=2)
    made, whole = prepare(given).objective, load("digits")
    assert isinstance(made, Logistic)
    assert len(made.examples.y) + len(made.examples.y_test) == len(whole.y)
    assert not (set(map(bytes, whole.x_test)) - set(map(bytes, whole.x))) & set(
        map(bytes, made.examples.z_test[:, :-1].numpy())
    )
    assert given.id != config("logistic", data={"name": "digits"}, steps=2).id
    with pytest.raises(ValueError, match=r"data.accuracy_on = 'train'.*test, held_out"):
        config("logistic", data={"name": "digits", "accuracy_on": "train"})


def test_dirichlet_leaves_nobody_empty() -> None:
    parts = deal(Choice("dirichlet", {"alpha": 0.01}), np.zeros(20, dtype=int), 15, 0)
    assert min(len(part) for part in parts) >= 1


@pytest.mark.parametrize(
    ("choice", "workers", "says"),
    [
        (Choice("dirichlet", {"alpha": 0.0}), 3, "alpha = 0"),
        (Choice("similarity", {"gamma": 1.5}), 3, "gamma = 1.5"),
        (Choice("iid"), 7, "an example for each of the 7 honest workers, and there are 5"),
    ],
)
def test_inadmissible_splits(choice: Choice, workers: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        deal(choice, np.zeros(5), workers, 0)
