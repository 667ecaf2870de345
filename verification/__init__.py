"""Whether the claims hold: exact solvers, certificates, adversarial search, property tests, trace checks, the ledger.

For anybody's test suite: ``from verification import check_rule``, and the Hypothesis strategies for its inputs. What
they need is imported when they are used, so that ``import verification`` and ``check_rule`` cost nothing by themselves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from resam_theory.siblings import require_siblings

require_siblings("experiments")

from .checking import check_rule  # noqa: E402 - after the packages that it needs are known to be ours

if TYPE_CHECKING:
    from .properties.report import Report
    from .properties.strategies import (
        InputSet,
        clustered_points,
        general_position,
        hostile_input_sets,
        input_sets,
        orthogonal_matrices,
        row_orders,
        scales,
        translations,
    )

__all__ = [
    "InputSet",
    "Report",
    "check_rule",
    "clustered_points",
    "general_position",
    "hostile_input_sets",
    "input_sets",
    "orthogonal_matrices",
    "row_orders",
    "scales",
    "translations",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = "report" if name == "Report" else "strategies"
        return getattr(import_module(f".properties.{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
