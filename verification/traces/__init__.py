"""Lemmas and theorems against recorded runs: numerical, never a proof, but with every constant as it is claimed.

The inequalities are those of :mod:`resam_theory.convergence`, evaluated on the recorded moments; no formula is repeated
here. :func:`check_trace` gives one :class:`Line` per statement that applies to a run.
"""

from .lines import Line, check_fact
from .statements import check_trace, property_lines
from .vocabulary import evaluate

__all__ = ["Line", "check_fact", "check_trace", "evaluate", "property_lines"]
