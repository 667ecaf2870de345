"""The aggregators of other libraries, and the rule of this project that each of them should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import torch

__all__ = ["PEERS", "Peer"]


@dataclass(frozen=True)
class Peer:
    """``call(attribute, x, f)`` -> output; ``like``: our rule; ``why``: read in their code, where they differ."""

    place: str
    like: str
    call: Callable[[Any, Any, int], Any]
    why: str = ""
    least: Callable[[int], int] = lambda f: 2 * f + 1

    @property
    def library(self) -> str:
        return self.place.partition(":")[0].partition(".")[0]


def _byzfl(a: Any, x: Any, f: int) -> Any:
    return a(f=f)(x)


def _plain(a: Any, x: Any, f: int) -> Any:
    return a()(x)


def _byzpy(a: Any, x: Any, f: int) -> Any:
    return a(f=f).aggregate(_tensors(x))


def _tensors(x: Any) -> list[Any]:
    return [torch.tensor(row) for row in x]


def _clients(x: Any) -> list[tuple[list[Any], int]]:
    return [([row], 1) for row in x]


LOWER: Final = "of torch tensors: torch's median is the lower of two middle values, for even n"


PEERS: Final = (
    Peer("byzfl:Average", "mean", _plain),
    Peer("byzfl:TrMean", "trimmed_mean", _byzfl),
    Peer("byzfl:Median", "median", _plain),
    Peer("byzfl:Meamed", "mean_around_median", _byzfl),
    Peer("byzfl:GeometricMedian", "geometric_median", _plain, "three steps of Weiszfeld with ν = 0.1"),
    Peer("byzfl:Krum", "krum", _byzfl),
    Peer("byzfl:MultiKrum", "multi_krum", _byzfl),
    Peer("byzfl:MDA", "minimum_diameter_averaging", _byzfl),
    Peer("byzfl:MoNNA", "monna", _byzfl),
    Peer(
        "byzfl:SMEA",
        "smea",
        _byzfl,
        "one step of a power iteration from a random vector: two calls differ; equal rows give 0/0 and are never "
        "chosen",
    ),
    Peer(
        "byzfl:CAF",
        "caf",
        _byzfl,
        "one step of a power iteration; the maximum counts rows without weight, so that the loop need not end",
    ),
    Peer(
        "byzfl:CenteredClipping",
        "centered_clipping",
        lambda a, x, f: a(L=3, tau=1.0)(x),
    ),
    Peer(
        "byzpy.aggregators.coordinate_wise.median:CoordinateWiseMedian",
        "median",
        lambda a, x, f: a().aggregate(_tensors(x)),
        LOWER,
    ),
    Peer("byzpy.aggregators.coordinate_wise.trimmed_mean:CoordinateWiseTrimmedMean", "trimmed_mean", _byzpy),
    Peer("byzpy.aggregators.coordinate_wise.mean_of_medians:MeanOfMedians", "mean_around_median", _byzpy, LOWER),
    Peer(
        "byzpy.aggregators.geometric_wise.geometric_median:GeometricMedian",
        "geometric_median",
        lambda a, x, f: a().aggregate(_tensors(x)),
        "Weiszfeld until a step is below 10⁻⁶, from the coordinate-wise median: where that is a row, it stays there",
    ),
    Peer("byzpy.aggregators.geometric_wise.krum:Krum", "krum", _byzpy),
    Peer(
        "byzpy.aggregators.geometric_wise.krum:MultiKrum",
        "multi_krum",
        lambda a, x, f: a(f=f, q=len(x) - f).aggregate(_tensors(x)),
    ),
    Peer(
        "byzpy.aggregators.geometric_wise.krum:MultiKrum",
        "multi_krum(q=2)",
        lambda a, x, f: a(f=f, q=2).aggregate(_tensors(x)),
    ),
    Peer(
        "byzpy.aggregators.geometric_wise.minimum_diameter_average:MinimumDiameterAveraging",
        "minimum_diameter_averaging",
        _byzpy,
    ),
    Peer("byzpy.aggregators.geometric_wise.monna:MoNNA", "monna", _byzpy),
    Peer("byzpy.aggregators.geometric_wise.smea:SMEA", "smea", _byzpy),
    Peer(
        "byzpy.aggregators.norm_wise.caf:CAF",
        "caf",
        _byzpy,
        "three steps of a power iteration; the maximum counts rows without weight; and it stops below squares of 10⁻¹²",
    ),
    Peer(
        "byzpy.aggregators.norm_wise.comparative_gradient_elimination:ComparativeGradientElimination",
        "comparative_gradient_elimination",
        _byzpy,
    ),
    Peer(
        "byzpy.aggregators.norm_wise.center_clipping:CenteredClipping",
        "centered_clipping",
        lambda a, x, f: a(c_tau=1.0, M=3, init="zero").aggregate(_tensors(x)),
    ),
    Peer("flwr.server.strategy.aggregate:aggregate", "mean", lambda a, x, f: a(_clients(x))[0]),
    Peer("flwr.server.strategy.aggregate:aggregate_median", "median", lambda a, x, f: a(_clients(x))[0]),
    Peer(
        "flwr.server.strategy.aggregate:aggregate_trimmed_avg",
        "trimmed_mean",
        lambda a, x, f: a(_clients(x), f / len(x) + 1e-9)[0],
    ),
    Peer(
        "flwr.server.strategy.aggregate:aggregate_krum",
        "krum_blanchard",
        lambda a, x, f: a(_clients(x), f, 0)[0],
        least=lambda f: 2 * f + 3,
    ),
    Peer(
        "flwr.server.strategy.aggregate:aggregate_krum",
        "multi_krum(q=2,less=2)",
        lambda a, x, f: a(_clients(x), f, 2)[0],
        least=lambda f: 2 * f + 3,
    ),
    Peer(
        "flwr.server.strategy.aggregate:aggregate_bulyan",
        "bulyan",
        lambda a, x, f: a(_clients(x), f, import_module(a.__module__).aggregate_krum, to_keep=0)[0],
        least=lambda f: 4 * f + 3,
    ),
    Peer("scipy.stats:trim_mean", "trimmed_mean", lambda a, x, f: a(x, f / len(x) + 1e-9, axis=0)),
)
