r"""Clipping to a fixed length: rows longer than a radius are shortened to it.

    y_i = x_i min(1, radius / ||x_i||).

[derived here] No rule that follows has a finite coefficient: put all of S at one point longer than the radius. Then
D_S = V_S = 0, but S and the faulty at the clipped point leave F no way to tell it from S there, and F differs from
mean_S.

Reference: the step of clipping in Abadi et al., Deep Learning with Differential Privacy, CCS 2016.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .. import symbols as s
from ..claims import Claim, Criterion
from ..definitions.shortened import Clipping
from ..errors import require_n_f
from ..rules._base import Extremal, Rule
from ..rules._claims import unbounded
from ..rules.kernels import arrays, shorten
from ..rules.names import Value, text_of
from ._base import PreAggregation, Worst

__all__ = ["ToRadius", "make"]


class ToRadius:
    """Clipping to the length ``radius``, around 0."""

    def __init__(self, radius: Fraction) -> None:
        self.radius = radius

    def apply(self, x: Any, f: int) -> Any:
        """The clipped rows, shape (..., n, d) -> (..., n, d)."""
        problems, squares = shorten.measured(x, f)
        return shorten.to_length(problems.xp, problems.x, squares, float(self.radius))

    def worst(self, criterion: Criterion, rule: Rule) -> Worst:
        """All rows at twice the radius."""

        def input_at(n: int, f: int, d: int | float = 1) -> Extremal:
            n, f = require_n_f(n, f, f_min=1)
            return Extremal(((2 * self.radius,),) * n, tuple(range(n - f)), None, "refutes every coefficient")

        return input_at


def _claims(name: str, rule: Rule) -> tuple[Claim, ...]:
    return unbounded(name, "a rule after clipping to a fixed length (all of S at one longer point)", "clipping")


def make(radius: Value) -> PreAggregation:
    """Clipping to the length ``radius`` > 0."""
    if isinstance(radius, str) or radius <= 0:
        raise ValueError(f"radius = {radius} is not admissible: need a number radius > 0")
    definition = Clipping(Fraction(radius))
    clipping = ToRadius(definition.radius)
    return PreAggregation(
        name=text_of("clipping", radius=radius),
        title=f"Clipping to length {radius}",
        reference="Abadi et al., Deep Learning with Differential Privacy, CCS 2016",
        maps={},
        floors={},
        rows=lambda n, f: n,
        count=s.n,
        traits=frozenset({"permutation", "orthogonal"}),
        claims=_claims,
        worst=clipping.worst,
        apply=arrays.through_numpy(clipping.apply),
        definition=definition,
    )
