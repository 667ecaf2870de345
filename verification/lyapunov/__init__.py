"""How good can a quadratic potential be? A small semidefinite programme, its rounded answer proved exactly."""

from .certify import Certified, certified_best, certify
from .programme import FoundPotential, best_product, solve

__all__ = ["Certified", "FoundPotential", "best_product", "certified_best", "certify", "solve"]
