r"""Divide and conquer (DnC) over the full spectrum: along the direction of largest variance of the centred rows,
the f rows with the largest squared deviations are dropped; then the mean.

**No finite coefficient for f >= 2 (L7) [derived here].** S at 0, one faulty row at L, the f - 1 others at a small e >
0: the dropped rows are the one at L and then, about the mean of all, rows of S; a faulty row stays and F is not 0, S
a single point.

*Conventions.* The paper draws random coordinates, several times, and intersects the rows kept; drops c f rows; here
all coordinates once and c = 1, so that the rule is a function. Ties, to within rounding: the first in lexicographic
order of the rows; so is the direction, where the largest eigenvalue is multiple.

Reference: Shejwalkar, Houmansadr, Manipulating the Byzantine, NDSS 2021.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from .. import symbols as s
from ..claims import Criterion, Kind
from ..errors import require_n_f
from . import _breakdown, _claims, _without_attack
from ._base import Extremal, Rule
from ._parts import ANY, Addition
from .kernels import arrays, distances, spectrum, ties

__all__ = ["RULES", "aggregate"]

NAME: Final = "dnc"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """DnC of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [0.0], [1.0], [9.0]]), f=1)
    array([0.33333333])
    """
    return distances.mean_of_rows(*_chosen(x, f))


def _chosen(x: Any, f: int) -> tuple[arrays.Problems, Any]:
    problems = arrays.prepare(x, f)

    def select(xp: Any, rows: Any) -> Any:
        order = ties.lexicographic_order(xp, rows)
        along = spectrum.along_top(spectrum.table(xp, rows, order))
        scores = arrays.like(rows, spectrum.back(along**2, arrays.on_host(order)).T)
        scores = scores + 2.0**-40 * xp.max(scores, axis=0)  # ties: eigenvectors are known to so many digits
        return ties.least_rows(xp, rows, scores, problems.m, terms=2**14)

    return problems, distances.choose_by_blocks(problems, select)


def extremal(n: int, f: int, d: int | float = 1) -> Extremal:
    """f >= 2: S at 0, a faulty row at 4n, the f - 1 others at 1; about the mean >= 4 they deviate less than S does."""
    n, f = require_n_f(n, f, f_min=2)
    values = [0] * (n - f) + [4 * n] + [1] * (f - 1)
    return Extremal.on_line(values, f, Fraction(f - 1, n - f), "refutes every coefficient")


_ONE: Final = (("f", "1"), ("m", "a + 2*f - 1"), ("q", "a + f"))
_BREAKDOWN: Final = Addition(
    (_breakdown.claim(NAME, Kind.TIGHT, "1, whatever f is", 1),),
    (_breakdown.withstood(NAME, "1", "a far row along the top direction", *_ONE),),
    (_breakdown.broken(NAME, "1", ("1", "n*m*t"), ("1", "m*t"), sizes=ANY),),
)
"""One far row has the top direction and is left out; a second one, nearer to the mean than the others, then is not."""

RULES: Final = (
    Rule(
        name=NAME,
        title="Divide and conquer (full spectrum)",
        reference="Shejwalkar, Houmansadr, Manipulating the Byzantine, NDSS 2021",
        aggregate=aggregate,
        claims=_claims.unbounded(NAME, "for f >= 2 DnC over the full spectrum", "L7", where=s.f >= 2),
        families=_claims.unbounded_families(
            NAME,
            ("m", "0", True),
            ("1", "4*n", False),
            ("f - 1", "1", False),
            rows=(("f", "2", ""), ("a", "1", "")),
            where="f >= 2",
        ),
        extremal={Criterion.LAMBDA: extremal, Criterion.KAPPA: extremal},
        beside=(
            _without_attack.averages(NAME, "top_direction"),
            _BREAKDOWN,
        ),
        traits=frozenset({"translation", "scale", "permutation", "hull"}),
    ),
)
