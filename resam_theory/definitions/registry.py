"""The registry of our rules: one line each, what it computes as data, its other names, its file in ``rules``.

>>> definition_of("median")
Trimmed(k='(n-1)//2')
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from .base import Form

__all__ = ["REGISTRY", "Entry", "definition_of"]


class Entry(NamedTuple):
    """What a rule computes, what else it is called, and the file it is written in, "" for that of its own name."""

    definition: Mapping[str, Any]
    aliases: tuple[str, ...] = ()
    file: str = ""


_MEDIAN: Final = {"form": "trimmed", "k": "(n-1)//2"}
REGISTRY: Final[Mapping[str, Entry]] = {
    "mean": Entry({"form": "trimmed", "k": "0"}),
    "trimmed_mean": Entry({"form": "trimmed", "k": "f"}, ("cwtm",)),
    "median": Entry(_MEDIAN, ("cwmed",)),
    "mean_around_median": Entry({"form": "nearest", "anchor": _MEDIAN, "count": "m"}, ("meamed",)),
    "phocas": Entry({"form": "nearest", "anchor": {"form": "trimmed", "k": "f"}, "count": "m"}),
    "winsorised_mean": Entry({"form": "order_by_size", "scheme": "winsorised"}),
    "interquartile_mean": Entry({"form": "order_by_size", "scheme": "interquartile"}, ("iqm",)),
    "midpoint_of_trimmed_range": Entry({"form": "order_by_size", "scheme": "midrange"}, ("trimmed_midrange",)),
    "comparative_gradient_elimination": Entry({"form": "least_norm", "count": "m"}, ("cge",)),
    "centered_clipping": Entry({"form": "clipped", "radius": "1", "steps": 3}, ("cc",)),
    "krum": Entry({"form": "scores", "neighbours": "m-1", "keep": "1", "least": "2*f+1"}),
    "krum_blanchard": Entry({"form": "scores", "neighbours": "m-2", "keep": "1", "least": "2*f+3"}, file="krum"),
    "multi_krum": Entry({"form": "scores", "neighbours": "m-1", "keep": "m", "least": "2*f+1"}),
    "minimum_diameter_averaging": Entry({"form": "least_diameter", "count": "m"}, ("mda",)),
    "minimum_variance_averaging": Entry({"form": "least_spread", "spread": "trace", "count": "m"}, ("mva",)),
    "smea": Entry({"form": "least_spread", "spread": "spectral", "count": "m"}),
    "monna": Entry({"form": "ball", "centre": "first", "count": "m"}, ("nna",)),
    "center_without_outliers": Entry({"form": "ball", "centre": "least_radius", "count": "m"}, ("centerwo",)),
    "mean_without_outliers": Entry({"form": "ball", "centre": "least_sum", "count": "m"}, ("meanwo",)),
    "faba": Entry({"form": "farthest", "drop": "f"}),
    "median_of_means": Entry({"form": "buckets", "buckets": "2*f+1"}, ("mom",)),
    "bulyan": Entry({"form": "bulyan", "less": 2, "over": None}),
    "caf": Entry({"form": "covariance_filter"}),
    "dnc": Entry({"form": "top_direction", "count": "m"}),
    "rfa": Entry({"form": "weiszfeld", "steps": 3, "smoothing": "1/1000000"}),
    "huber": Entry({"form": "huber", "threshold": "1"}),
    "adaptive_federated_averaging": Entry({"form": "cosine_filter", "width": "2", "growth": "1/2"}, ("afa",)),
    "norm_clipping": Entry({"form": "norm_clipped"}),
    "sign_majority": Entry({"form": "sign_majority"}, ("signsgd",)),
    "anchor_clipped_mean": Entry({"form": "anchor_clipped", "times": "1"}, ("acm",)),
    "anchor_clipped_twice": Entry({"form": "anchor_clipped", "times": "2"}, ("acm2",), file="anchor_clipped_mean"),
    "geometric_median": Entry({"form": "fermat"}, ("gm",)),
}
"""By the name of the rule."""


def definition_of(name: str) -> Form:
    """The definition of one of our rules, or KeyError."""
    from .forms import parse

    return parse(REGISTRY[name].definition)
