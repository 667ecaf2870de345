"""What the tests of all rules share: sizes, the rounding allowance and how an array is given to a rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from resam_theory.rules import RULES, Rule, get

COMPOSED = tuple(
    map(
        get,
        (
            "nnm+trimmed_mean",
            "nnm+krum",
            "bucketing(s=1)+median",
            "arc+median",
            "ctma+geometric_median",
            "nnm+ctma+mean_around_median",
            "arc+nnm+minimum_diameter_averaging",
        ),
    )
)
"""Every pre-aggregation, once before a rule and once in a sequence."""
SIZES = tuple((n, f) for n in range(1, 10) for f in range((n + 1) // 2))
ROUNDS = 3  # centred clipping makes three rounds, every other rule one
EXTRA = 8  # roundings of a round beside the sum over n rows and the squared norm over d coordinates


def admissible_sizes(rule: Rule) -> tuple[tuple[int, int], ...]:
    """The (n, f) of SIZES in the rule's domain (Blanchard's Krum needs n >= 2f + 3)."""
    return tuple(size for size in SIZES if rule.admits(*size))


def rounding(x: np.ndarray, eps: float | None = None) -> float:
    """Bound on the rounding error of an output coordinate.

    A rule is at most ROUNDS rounds of n + d + EXTRA roundings on any path from an input to the output, each at most eps
    times the largest magnitude; denormal results add one unit of the grid per rounding.
    """
    n, d = x.shape[-2:]
    limits = np.finfo(x.dtype)
    steps = ROUNDS * (n + d + EXTRA)
    unit = float(limits.eps) if eps is None else eps
    magnitude = float(np.max(np.abs(x), initial=0.0))
    return steps * (unit * magnitude + float(limits.smallest_subnormal))


@pytest.fixture(scope="session")
def sizes_of() -> Callable[[Rule], tuple[tuple[int, int], ...]]:
    return admissible_sizes


@pytest.fixture(scope="session")
def rounding_of() -> Callable[..., float]:
    return rounding


@pytest.fixture(params=(*RULES, *COMPOSED), ids=lambda rule: rule.name, scope="session")
def rule(request: pytest.FixtureRequest) -> Rule:
    return request.param


@pytest.fixture
def defined(request: pytest.FixtureRequest) -> None:
    """A rule that needs more rows than these tests have is tested by itself."""
    if "rule" in request.fixturenames:
        rule = request.getfixturevalue("rule")
        if not rule.admits(7, 2):
            pytest.skip("not defined for 7 rows")
