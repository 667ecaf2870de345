"""The report: one self-contained HTML page with the ledger, the coefficients, the figures and how each was obtained."""

from .page import write

__all__ = ["write"]
