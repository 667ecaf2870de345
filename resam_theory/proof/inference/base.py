"""What a rule of inference is. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["HYPOTHESIS", "Inference"]

HYPOTHESIS: Final = "a hypothesis"
"""In ``about``: what the rule says is assumed, so that no proof about a definition may use it."""


@dataclass(frozen=True)
class Inference:
    """One rule: ``facts`` (label, small, large) hold for all values of ``parameters`` at which the ``guards`` are >= 0.

    ``definitions`` (symbol, expression) are identities that may be inserted anywhere afterwards. ``about``: the name of
    a form, then conditions ``field = text`` or ``field <= text`` in the parameters. The parameters n, f and m are those
    of the problem, and ``means`` (parameter, count) says what others are;
    ``whole``: expressions in them that are integers. ``line``: E is the component of one
    coordinate; ``plane``: the length of those of two. ``spectral``: V may stand for the largest eigenvalue of the
    covariance of S throughout. ``any_size``: S may be any m inputs, f standing for n - m, whatever number of faulty
    ones the definition is built for. A parameter d is the number of dimensions.

    ``over`` (parameter, low, high, ...): the input decides that parameter, an integer from low to the least high (or a
    ``real`` number); for any other value E = 0. ``among`` (list, situation): the situations of that list, each of which
    some rule is about, are all there are. A proof must be about every situation and every value.
    """

    name: str
    statement: str
    proof: str
    parameters: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    about: tuple[str, ...] = ()
    means: tuple[tuple[str, str], ...] = ()
    whole: tuple[str, ...] = ()
    line: bool = False
    plane: bool = False
    spectral: bool = False
    any_size: bool = False
    over: tuple[str, ...] = ()
    real: bool = False
    among: tuple[str, str] = ("", "")

    @property
    def situation(self) -> tuple[str, str]:
        """The list of situations and which of them; a rule that is of no list is one by itself."""
        return self.among if self.among != ("", "") else (self.name, "")

    @property
    def divides(self) -> bool:
        """Whether it is about some inputs only."""
        return bool(self.over) or self.among != ("", "")
