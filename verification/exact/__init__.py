"""Exact coefficients (D3) with certificates.

:func:`bounds` is the entrance: everything known in exact arithmetic about one coefficient. :mod:`.recheck` alone
decides whether evidence proves what it says.
"""

from .gather import bounds

__all__ = ["bounds"]
