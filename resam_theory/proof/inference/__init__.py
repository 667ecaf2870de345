r"""The closed list of named inference rules: what a proof may use beside algebra. Standard library only.

A rule of inference says: under its hypotheses, such inequalities hold between such quantities. The hypotheses that are
inequalities between parameters (``guards``, each >= 0), what the definition must be (``about``) and which situations
and values there are (``among``, ``over``) are checked where the rule is used; the others (``statement``) tell what the
symbols stand for. ``proof`` is the argument, short enough to be read by a person: this list, and nothing else, is what
a proof for all (n, f) takes on trust.

Symbols: squares stand for squared norms, products for inner products. S: any m = n - f of the inputs, M its mean, V its
variance, D its diameter, D2 = D^2; F the output; E = ||F - M||, E2 = E^2. On the line E = F - M >= 0 (else mirror all).
Vectors are written with the origin at M or at F, as each rule says. Each rule has a test that looks for a
counterexample in exact arithmetic, and one that finds a counterexample once a hypothesis is weakened.

All are derived here (textbook inequalities; the last column of ``theory.md`` names where they are used).
"""

from __future__ import annotations

from typing import Final

from . import any_size, clipped, general, line, median, minimax, plane, rounds, scores, stages, subsets
from .base import HYPOTHESIS, Inference

__all__ = ["HYPOTHESIS", "INFERENCES", "Inference"]

_FILES: Final = (line, plane, median, subsets, clipped, minimax, rounds, stages, scores, any_size, general)
_LISTED: Final = tuple(rule for file in _FILES for rule in file.RULES)

INFERENCES: Final[dict[str, Inference]] = {item.name: item for item in _LISTED}
"""Name -> rule of inference."""
