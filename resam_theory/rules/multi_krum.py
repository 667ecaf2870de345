r"""Multi-Krum: the mean of the q rows with the best Krum scores (q = n - f by default, as in ByzFL; k = n - f - 1).

Ties as for Krum: scores that agree to within rounding are tied, and the places left are filled in lexicographic order.

(B7) [derived here]. For 1 <= q <= m the bounds of Krum hold: each of the q rows has a score <= max_S score, which is
<= (m-1) D^2; the mean of the q best scores is <= mean_S score <= 2m V; ||.|| and ||.||^2 are convex.

Reference: Blanchard, El Mhamdi, Guerraoui, Stainer, Machine Learning with Adversaries, NIPS 2017.
"""

from __future__ import annotations

from typing import Any, Final

from ..claims import Domain
from ..errors import require_count
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from ._base import Rule
from .kernels import arrays, distances
from .krum import BYZFL, neighbour_claims, neighbour_proofs, select

__all__ = ["RULES", "aggregate"]

NAME: Final = "multi_krum"
MOST_TIES: Final = 100_000
"""The largest number of admissible choices that :func:`exact` lists."""


@arrays.through_numpy
def aggregate(x: Any, f: int, *, q: int | None = None) -> Any:
    """Multi-Krum of the rows of x, shape (..., n, d) -> (..., d); 1 <= q <= n - f rows are averaged (default n - f).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [9.0]]), f=1)
    array([1.])
    """
    return distances.mean_of_rows(*_chosen(x, f, q))


def _chosen(x: Any, f: int, q: int | None) -> tuple[arrays.Problems, Any]:
    """The problems and the numbers (B, q) of the rows that are averaged."""
    problems = arrays.prepare(x, f)
    return problems, select(problems, BYZFL.neighbours(problems.n, f), _rows(q, problems.m))


def weights(x: Any, f: int, *, q: int | None = None) -> Any:
    """1/q for the rows that are averaged, 0 for the others: (..., n)."""
    return distances.shares(*_chosen(x, f, q))


def _rows(q: int | None, m: int) -> int:
    return m if q is None else require_count("q", q, high=m)


_W: Final = "(b/m)**2/(m - f)"
_KAPPA: Final = Bound(
    f"{NAME}.kappa.every_dimension",
    "kappa",
    "4*f/(n - 2*f)",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "2*f", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("a selected row against those left out", (("a", "m - f"), ("b", "b"), ("f", "f"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine(
                    "kappa",
                    "E2",
                    "4*f/(m - f)*V",
                    (
                        ("mean of the exchanged", "1"),
                        ("two steps", _W),
                        ("selection", f"2*{_W}"),
                        ("inside S", f"2*{_W}"),
                        ("Q inside S", f"4/b*{_W}"),
                        ("spread of Q", f"(2*m - 4*b)*{_W}"),
                        ("V >= 0", "4*(f - b)/(m - f)"),
                    ),
                ),
            ),
        ),
    ),
    "n >= 3f; b = 0 leaves F = M",
    where="n >= 3*f",
    source="B7",
)

_LINE: Final = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False))
_FAMILY: Final = Family(
    f"{NAME}.kappa.attained",
    "kappa",
    "4*f/(n - 2*f)",
    (
        Place(
            "n > 3f",
            Region.of(("f", "1", ""), ("a", "f + 1", "")),
            (("n", "a + 2*f"), ("m", "a + f")),
            (("f", "f"), ("a", "n - 2*f")),
            _LINE,
        ),
        Place("n = 3f", Region.of(("f", "1", "")), (("n", "3*f"), ("m", "2*f")), (("f", "f"),), _LINE),
    ),
    where="n >= 3*f",
    source="B7",
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Multi-Krum (mean of the n-f best)",
        reference="Blanchard et al., Machine Learning with Adversaries, NIPS 2017",
        aggregate=aggregate,
        options={"q": "keep"},
        claims=neighbour_claims(NAME, BYZFL.less, Domain()),
        families=(_FAMILY,),
        proofs=(_KAPPA, *neighbour_proofs(NAME, 0)),
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        weights=weights,
    ),
)
