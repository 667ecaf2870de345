"""Exact coefficients (D3) with certificates: solvers that are given a definition and never name a rule.

:func:`bounds` is the entrance: everything known in exact arithmetic about one coefficient; :func:`stated` the part of
it that needs no solver. :mod:`verification.recheck`
alone decides whether evidence proves what it says.
"""

from .gather import bounds, floor, proved, stated

__all__ = ["bounds", "floor", "proved", "stated"]
