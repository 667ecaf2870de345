"""The registry of our rules: one line each, with the file in ``rules``, the other names, and the definition as data.

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
    """Where a rule is written, what else it is called, and what it computes."""

    file: str
    aliases: tuple[str, ...]
    definition: Mapping[str, Any]


REGISTRY: Final[Mapping[str, Entry]] = {
    "mean": Entry("mean", (), {"form": "trimmed", "k": "0"}),
    "trimmed_mean": Entry("trimmed_mean", ("cwtm",), {"form": "trimmed", "k": "f"}),
    "median": Entry("median", ("cwmed",), {"form": "trimmed", "k": "(n-1)//2"}),
    "mean_around_median": Entry(
        "mean_around_median",
        ("meamed",),
        {"form": "nearest", "anchor": {"form": "trimmed", "k": "(n-1)//2"}, "count": "m"},
    ),
    "phocas": Entry("phocas", (), {"form": "nearest", "anchor": {"form": "trimmed", "k": "f"}, "count": "m"}),
    "winsorised_mean": Entry("winsorised_mean", (), {"form": "order_by_size", "scheme": "winsorised"}),
    "interquartile_mean": Entry("interquartile_mean", ("iqm",), {"form": "order_by_size", "scheme": "interquartile"}),
    "midpoint_of_trimmed_range": Entry(
        "midpoint_of_trimmed_range", ("trimmed_midrange",), {"form": "order_by_size", "scheme": "midrange"}
    ),
    "comparative_gradient_elimination": Entry(
        "comparative_gradient_elimination", ("cge",), {"form": "least_norm", "count": "m"}
    ),
    "centered_clipping": Entry("centered_clipping", ("cc",), {"form": "clipped", "radius": "1", "steps": 3}),
    "krum": Entry("krum", (), {"form": "scores", "neighbours": "m-1", "keep": "1", "least": "2*f+1"}),
    "krum_blanchard": Entry("krum", (), {"form": "scores", "neighbours": "m-2", "keep": "1", "least": "2*f+3"}),
    "multi_krum": Entry("multi_krum", (), {"form": "scores", "neighbours": "m-1", "keep": "m", "least": "2*f+1"}),
    "minimum_diameter_averaging": Entry(
        "minimum_diameter_averaging", ("mda",), {"form": "least_diameter", "count": "m"}
    ),
    "minimum_variance_averaging": Entry(
        "minimum_variance_averaging", ("mva",), {"form": "least_spread", "spread": "trace", "count": "m"}
    ),
    "smea": Entry("smea", (), {"form": "least_spread", "spread": "spectral", "count": "m"}),
    "monna": Entry("monna", ("nna",), {"form": "ball", "centre": "first", "count": "m"}),
    "center_without_outliers": Entry(
        "center_without_outliers", ("centerwo",), {"form": "ball", "centre": "least_radius", "count": "m"}
    ),
    "mean_without_outliers": Entry(
        "mean_without_outliers", ("meanwo",), {"form": "ball", "centre": "least_sum", "count": "m"}
    ),
    "faba": Entry("faba", (), {"form": "farthest", "drop": "f"}),
    "median_of_means": Entry("median_of_means", ("mom",), {"form": "buckets", "buckets": "2*f+1"}),
    "bulyan": Entry("bulyan", (), {"form": "bulyan", "less": 2}),
    "caf": Entry("caf", (), {"form": "covariance_filter"}),
    "dnc": Entry("dnc", (), {"form": "top_direction", "count": "m"}),
    "rfa": Entry("rfa", (), {"form": "weiszfeld", "steps": 3, "smoothing": "1/1000000"}),
    "huber": Entry("huber", (), {"form": "huber", "threshold": "1"}),
    "adaptive_federated_averaging": Entry(
        "adaptive_federated_averaging", ("afa",), {"form": "cosine_filter", "width": "2", "growth": "1/2"}
    ),
    "norm_clipping": Entry("norm_clipping", (), {"form": "norm_clipped"}),
    "sign_majority": Entry("sign_majority", ("signsgd",), {"form": "sign_majority"}),
    "anchor_clipped_mean": Entry("anchor_clipped_mean", ("acm",), {"form": "anchor_clipped", "times": "1"}),
    "anchor_clipped_twice": Entry("anchor_clipped_mean", ("acm2",), {"form": "anchor_clipped", "times": "2"}),
    "geometric_median": Entry("geometric_median", ("gm",), {"form": "fermat"}),
}
"""By the name of the rule."""


def definition_of(name: str) -> Form:
    """The definition of one of our rules, or KeyError."""
    from .forms import parse

    return parse(REGISTRY[name].definition)
