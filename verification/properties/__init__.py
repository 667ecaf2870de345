"""Properties of aggregation rules for anybody's test suite: Hypothesis strategies, ``check_rule``, ``resam probe``."""

from ..checking import check_rule
from .findings import Finding
from .report import Report
from .strategies import (
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
    "Finding",
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
