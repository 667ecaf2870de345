"""Adversarial search for the worst input of any aggregation function, and the measurement of its power."""

from .archive import Found
from .engine import search
from .power import Power, power

__all__ = ["Found", "Power", "power", "search"]
