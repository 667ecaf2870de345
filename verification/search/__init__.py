"""Adversarial search for the worst input of any aggregation function, and the measurement of its power."""

from .archive import Found
from .engine import search

__all__ = ["Found", "search"]
