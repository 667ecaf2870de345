"""The compositions that the ledger, ``resam rules``, ``resam compare``, figures and the atlas list; any other is a name
that they take.

>>> LISTED[0]
'nnm+trimmed_mean'
"""

from __future__ import annotations

from typing import Final

__all__ = ["FURTHER", "LISTED", "OTHERS"]

LISTED: Final = (
    "nnm+trimmed_mean",
    "nnm+median",
    "nnm+mean_around_median",
    "nnm+geometric_median",
    "arc+trimmed_mean",
    "arc+median",
    "bucketing(s=2)+trimmed_mean",
    "ctma+trimmed_mean",
    "ctma+geometric_median",
)
FURTHER: Final = ("nnm+krum", "bucketing(s=2)+krum", "ctma+median")
"""What the atlas shows beside those."""
OTHERS: Final = ("minimax", "multi_krum(q=1)", "multi_krum(q=3)")
"""Rules outside the register whose claims are settled too: a programme that is too slow for every test of a rule, and
Multi-Krum of few rows (q = 1 is Krum). An L-estimator with given weights exists for one n only."""
