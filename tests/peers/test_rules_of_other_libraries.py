"""Other people's aggregators, unmodified: called, attacked, and compared with the exact definitions of this project.

Run where they are installed beside this project; not dependencies. A finding about a peer is a fact about its inputs
outside the ordinary (NaN rows, ties, absolute constants), so only what must hold on ordinary rows is asserted here.
"""

from __future__ import annotations

import importlib
import warnings
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import torch

from resam_theory.definitions.points import squared_distance
from resam_theory.rules import get
from resam_theory.rules.multi_krum import reported_counts
from verification import check_rule
from verification.properties.worker import isolated

pytestmark = pytest.mark.slow

N, F = 7, 2
ORDINARY = ["well_formed", "definition"]


def _attribute(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(pytest.importorskip(module), name)


@pytest.mark.parametrize(
    ("place", "like"),
    [
        ("byzfl:TrMean", "trimmed_mean"),
        ("byzfl:Median", "median"),
        ("byzfl:Meamed", "mean_around_median"),
        ("byzfl:Krum", "krum"),
        ("byzfl:MultiKrum", "multi_krum"),
        ("byzfl:Average", "mean"),
        ("byzfl:MDA", "minimum_diameter_averaging"),
        ("byzfl:MoNNA", "monna"),
        ("byzpy.aggregators.coordinate_wise.median:CoordinateWiseMedian", "median"),
        ("byzpy.aggregators.coordinate_wise.trimmed_mean:CoordinateWiseTrimmedMean", "trimmed_mean"),
        ("byzpy.aggregators.geometric_wise.krum:Krum", "krum"),
        ("flwr.server.strategy.aggregate:aggregate_median", "median"),
        ("flwr.server.strategy.aggregate:aggregate_trimmed_avg", "trimmed_mean"),
        ("numpy:median", "median"),
        ("scipy.stats:trim_mean", "trimmed_mean"),
    ],
)
def test_ordinary_rows_give_what_the_definition_says(place: str, like: str) -> None:
    report = check_rule(_attribute(place), n=N, f=F, d=2, like=like, only=ORDINARY, examples=40)
    assert report.passed, str(report)


def test_every_aggregator_of_byzfl_can_be_called() -> None:
    module = pytest.importorskip("byzfl.aggregators.aggregators")
    classes = [
        value for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__
    ]
    assert len(classes) > 8
    x = np.random.default_rng(0).standard_normal((N, 3))
    for aggregator in classes:
        caller = isolated(aggregator, n=N, f=F, name=aggregator.__name__, importing="")
        assert caller.convention.failed == "", aggregator.__name__
        assert caller.one(x).ok, aggregator.__name__


def test_composed_preaggregation_of_byzfl() -> None:
    """Nearest-neighbour mixing before the trimmed mean: probed like any other function."""
    byzfl = pytest.importorskip("byzfl")
    mixing, trimming = byzfl.NNM(f=F), byzfl.TrMean(f=F)

    def mixed(x: np.ndarray) -> np.ndarray:
        return trimming(mixing(x))

    only = ["well_formed", "determinism", "translation_equivariance", "resilient_averaging"]
    report = check_rule(mixed, n=N, f=F, d=2, only=only, lambda_=3.0, seconds=4.0, examples=30)
    assert report.passed, str(report)


def test_known_weaknesses_are_found() -> None:
    """An absolute smoothing constant in a geometric median, and a clipping rule that remembers earlier calls."""
    byzfl = importlib.import_module("byzfl") if pytest.importorskip("byzfl") else None
    assert byzfl is not None
    smoothed = check_rule(byzfl.GeometricMedian, n=N, f=F, d=2, only=["scale_equivariance"], examples=40)
    assert [finding.name for finding in smoothed.failures] == ["scale_equivariance"]
    clipped = check_rule(byzfl.CenteredClipping, n=N, f=F, d=2, only=["determinism"], examples=40)
    assert [finding.name for finding in clipped.failures] == ["determinism"]


def test_weights_that_clients_report_undo_multi_krum() -> None:
    """Flower averages the selected by reported sample counts: kappa 8 instead of 2 at (40, 10)."""
    module = pytest.importorskip("flwr.server.strategy.aggregate")
    case = reported_counts(40, 10)
    x = np.asarray([[float(value) for value in point] for point in case.points])
    x[30:] *= 1 - 1e-9  # no tie: the faulty rows have the least scores but for those at 0
    output = module.aggregate_krum([([row], 10**9 if i >= 30 else 1) for i, row in enumerate(x)], 10, 30)[0]
    honest = x[:30]
    variance = np.mean(np.sum((honest - honest.mean(axis=0)) ** 2, axis=-1))
    reached = float(np.sum((output - honest.mean(axis=0)) ** 2) / variance)
    assert 7.99 < reached <= 8
    ours = get("multi_krum")(x, f=10)
    assert float(np.sum((ours - honest.mean(axis=0)) ** 2) / variance) <= 2


def test_flower_s_multi_krum_and_bulyan_are_admissible() -> None:
    """With equal counts Flower's Multi-Krum is ours with q and less = 2; its Bulyan is one of the tied outputs."""
    module = pytest.importorskip("flwr.server.strategy.aggregate")
    rng = np.random.default_rng(0)
    for _ in range(5):
        x = rng.normal(size=(11, 2))
        found = module.aggregate_krum([([row], 1) for row in x], 2, 5)[0]
        np.testing.assert_allclose(get("multi_krum(q=5,less=2)")(x, f=2), found)
        bulyan = module.aggregate_bulyan([([row], 1) for row in x], 2, module.aggregate_krum, to_keep=0)[0]
        points = [tuple(Fraction(float(value)) for value in row) for row in x]
        outputs = np.asarray([[float(value) for value in point] for point in get("bulyan").exact(points, 2)])
        assert np.min(np.max(np.abs(outputs - bulyan), axis=-1)) < 1e-12


def test_byzfl_s_smea_agrees_on_the_line_and_is_random_elsewhere() -> None:
    """One power iteration from a random start is no eigenvalue for d >= 2: two calls differ."""
    byzfl = pytest.importorskip("byzfl")
    rng = np.random.default_rng(0)
    line, cloud = rng.normal(size=(N, 1)), rng.normal(size=(N, 3))
    np.testing.assert_allclose(byzfl.SMEA(f=F)(line), get("smea")(line, f=F), atol=1e-6)
    assert len({tuple(np.round(byzfl.SMEA(f=F)(cloud), 6)) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("place", "options", "like"),
    [
        ("byzpy.aggregators.geometric_wise.smea:SMEA", {"f": 2}, "smea"),
        ("byzpy.aggregators.geometric_wise.monna:MoNNA", {"f": 2}, "monna"),
        ("byzpy.aggregators.geometric_wise.krum:MultiKrum", {"f": 2, "q": 5}, "multi_krum"),
        ("byzpy.aggregators.geometric_wise.krum:MultiKrum", {"f": 2, "q": 3}, "multi_krum(q=3)"),
    ],
)
def test_byzpy_s_selections_agree(place: str, options: dict[str, int], like: str) -> None:
    """ByzPy's SMEA computes eigenvalues and agrees in every dimension."""
    peer = _attribute(place)(**options)
    rng = np.random.default_rng(0)
    for d in (1, 3, 20):
        x = rng.normal(size=(N, d))
        found = np.asarray(peer.aggregate([torch.tensor(row) for row in x]))
        np.testing.assert_allclose(found, get(like)(x, f=F), atol=1e-6)


def test_byzpy_s_minimum_diameter_differs_at_ties_only() -> None:
    """Sets that share their farthest pair have the same diameter, in exact arithmetic: both are right. ByzPy takes the
    first set in the order of the rows as they come, ours the first in lexicographic order of the rows."""
    peer = _attribute("byzpy.aggregators.geometric_wise.minimum_diameter_average:MinimumDiameterAveraging")(f=3)
    rng, differ = np.random.default_rng(0), 0
    for _ in range(60):
        x = rng.normal(size=(9, 3))
        theirs, ours = np.asarray(peer.aggregate(list(x))), get("mda")(x, f=3)
        if not np.allclose(theirs, ours, atol=1e-6):
            differ += 1
            points = [tuple(Fraction(float(value)) for value in row) for row in x]
            sizes = {
                subset: max(squared_distance(points[i], points[j]) for i in subset for j in subset)
                for subset in combinations(range(9), 6)
            }
            least = [subset for subset, size in sizes.items() if size == min(sizes.values())]
            means = [x[list(subset)].mean(axis=0) for subset in least]
            for output in (theirs, ours):
                assert any(np.allclose(output, mean, atol=1e-6) for mean in means)
    assert differ


def test_byzfl_s_covariance_filter_differs_and_on_which_rows() -> None:
    """Its maximum counts rows without weight, which then keep the others from losing any: 0, 0, 0, 1, 2. Where the rows
    left are equal it divides 0 by 0 and returns the mean before: 0, 0, 0, 0, 1, where S is one point (no constant)."""
    byzfl = pytest.importorskip("byzfl")
    other, equal = np.asarray([[0.0], [0], [0], [1], [2]]), np.asarray([[0.0], [0], [0], [0], [1]])
    ours = [get("caf")(rows, f=1)[0] for rows in (other, equal)]
    assert ours == pytest.approx([3 / 11, 0])
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = [float(byzfl.CAF(f=1)(rows)[0]) for rows in (other, equal)]
    assert abs(theirs[0] - ours[0]) > 0.01
    assert theirs[1] == pytest.approx(1 / 5)
