r"""CTMA: the mean of the m = n - f rows nearest to the output of another rule, its *anchor* o.

    (CTMA of F)(x) = mean of the m rows nearest to o = F(x).

**Ties**: distances that agree to within the rounding of the anchor (in float64) and theirs, in lexicographic order.

(W2) [derived here]. kappa <= (4f/m)(1 + kappa(F)), lambda <= (2f/m)((m-1)/m + lambda(F)). *Proof.* A, the rows of S
that are not chosen, and B, those chosen outside S, have the same size <= f. Pair them: m (out - mean_S) = sum_pairs
x_b - x_a, and ||x_b - o|| <= ||x_a - o||, so ||x_b - x_a|| <= 2 ||x_a - o||. By Cauchy-Schwarz ||out - mean_S||^2 <=
(4f/m^2) sum_A ||x_a - o||^2 <= (4f/m)(V + ||mean_S - o||^2). For lambda, ||x_a - mean_S|| <= ((m-1)/m) D. QED

CTMA of the trimmed mean has kappa* = 4f/(n-2f) in every dimension: (W2), attained by m - f of S at 0, f of S at 1, the
faulty at -1 (a tie).

Reference: Dahan, Levy, Weight for Robustness: A Comprehensive Approach towards Optimal Fault-Tolerant Asynchronous ML,
NeurIPS 2024, arXiv 2501.09621 (published 60 (f/n)(1 + kappa): from memory).
"""

from __future__ import annotations

from typing import Any, Final

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..definitions.nnm import Refined
from ..errors import require_n_f
from ..open_ends import Open, opened
from ..rules._base import Extremal, Rule
from ..rules.kernels import arrays, distances, neighbours, weighted
from . import _proofs
from ._base import AffineMap, Refinement, Worst

__all__ = ["make", "refine"]

_SHARE: Final = 4 * s.f / s.m
_SYMMETRIC: Final = frozenset({"trimmed_mean", "median", "mean_around_median", "geometric_median"})
"""Rules of which 0 is an output on the worst input, which is its own mirror image."""


def refine(x: Any, f: int, anchor: Any) -> Any:
    """The mean of the n - f rows of x (..., n, d) nearest to the anchor (..., d): (..., d).

    >>> import numpy as np
    >>> refine(np.asarray([[0.0], [1.0], [2.0], [9.0]]), 1, np.asarray([1.5]))
    array([1.])
    """
    problems = arrays.prepare(x, f)
    xp, rows = distances.working(problems)
    centre = arrays.detached(anchor)
    if xp is not problems.xp:
        centre = arrays.on_host(centre)
    chosen = neighbours.nearest_to(xp, rows, xp.reshape(centre, (len(rows), problems.d)), problems.m)
    chosen = problems.xp.reshape(distances.back(problems, chosen), (*problems.x.shape[:-2], 1, problems.n))
    return arrays.mean_of_chosen(problems, chosen, problems.m)[..., 0, :]


def worst_input(n: int, f: int, d: int | float = 1) -> Extremal:
    """m - f of S at 0, f of S at 1, the f faulty at -1, where the anchor is 0: a tie."""
    n, f = require_n_f(n, f, f_min=1)
    return Extremal.at_a_tie(n, f, "a tie: the supremum over inputs without ties")


def _worst(criterion: Criterion, rule: Rule) -> Worst | None:
    return worst_input if rule.name in _SYMMETRIC else None


def _claims(name: str, rule: Rule) -> tuple[Claim, ...]:
    if rule.name != "trimmed_mean":
        return ()
    source, value = Source(Provenance.DERIVED, where="W2"), 4 * s.f / (s.n - 2 * s.f)
    text = "kappa* = 4f/(n-2f) in every dimension"
    return (Claim(f"{name}.kappa.exact", name, Criterion.KAPPA, Kind.TIGHT, text, value, source, Domain()),)


def _open(rule: Rule) -> tuple[Open, ...]:
    found = (
        opened(
            Criterion.KAPPA,
            "(W2) adds the anchor's error to V as if it pointed away from every row that is left out",
            "n - 2f rows at 0, f of S at 1, the faulty at -1: exact where the anchor is the trimmed mean",
            "the anchor's worst input and the rows that it leaves out in one programme",
            d_min=2,
        ),
        opened(
            Criterion.LAMBDA,
            "(W2) adds the anchor's lambda* to ((m-1)/m) D as if it pointed away from every row that is left out",
            "n - 2f rows at 0, f of S at 1, the faulty at -1",
            "the anchor's worst input and the rows that it leaves out in one programme",
            d_min=2,
        ),
    )
    return found[1:] if rule.name == "trimmed_mean" else found


def make() -> Refinement:
    """CTMA; it has no parameters."""
    source = Source(Provenance.DERIVED, where="W2")
    memory = Source(Provenance.FROM_MEMORY, "Dahan and Levy 2024")
    return Refinement(
        name="ctma",
        title="Mean of the rows nearest to an anchor (CTMA)",
        reference="Dahan, Levy, Weight for Robustness, NeurIPS 2024",
        maps={
            Criterion.KAPPA: (AffineMap(_SHARE, _SHARE, source), AffineMap(60 * s.f / s.n, 60 * s.f / s.n, memory)),
            Criterion.LAMBDA: (AffineMap(_SHARE / 2 * (s.m - 1) / s.m, _SHARE / 2, source),),
        },
        floors={},
        open=_open,
        rows=lambda n, f: n,
        count=s.n,
        traits=frozenset({"translation", "scale", "permutation", "hull", "orthogonal_but_ties"}),
        claims=_claims,
        worst=_worst,
        refine=refine,
        weigh=weighted.nearest,
        proofs=_proofs.ctma(),
        families=_proofs.floors(),
        definition=Refined,
    )
