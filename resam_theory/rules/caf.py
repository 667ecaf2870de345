r"""CAF, the covariance-bound agnostic filter: rows lose weight along the direction of largest weighted variance.

Weights c = 1. While sum c > n - 2f: mu is the weighted mean, v the direction of the largest variance lambda of the
weighted rows, t_i = <v, x_i - mu>^2; mu is the answer if lambda is the least so far; c_i <- c_i (1 - t_i/max t).

**The loop ends.** The maximum is taken over rows of positive weight, so every round takes the weight of one row to
zero: at most n rounds. With the maximum over all rows (ByzFL's) it need not end: on 0, 0, 0, 1, 10 at n = 5, f = 2 a
row without weight keeps the maximum and nothing changes any more.

What agrees to within rounding is equal: all rows of tied deviations lose their weight, the first of rounds of tied
variances is the answer, and sum c = n - 2f ends the loop. Where the largest variance is multiple the direction is that
of the eigenvalue solver on the rows in lexicographic order.

**A bound [derived here].** For n > 3f, kappa* <= (2f/(n-3f)) (1 + sqrt(2m/(n-2f)))^2 in every dimension, and the same
with the largest eigenvalue of the covariance of S in place of its trace; the proof is :data:`PROOF`. No exact
coefficient is known; for n <= 3f the round that is chosen may hold hardly any honest weight.

Reference: Allouah, Guerraoui, Stephan, Towards Trustworthy Federated Learning with Untrusted Participants, ICML 2025.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

import array_api_compat as aac
import numpy as np
import sympy as sp

from .. import symbols as s
from ..claims import Criterion, Kind
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from . import _breakdown, _claims, _without_attack
from ._base import Rule
from ._parts import Addition
from .kernels import arrays, distances, row_kernels, single, ties

__all__ = ["RULES", "aggregate"]

NAME: Final = "caf"


@arrays.through_numpy
def aggregate(x: Any, f: int) -> Any:
    """CAF of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [0.0], [0.0], [1.0], [10.0]]), f=2)
    array([0.])
    """
    problems = arrays.prepare(x, f)
    xp, n, d = problems.xp, problems.n, problems.d
    batch = problems.x.shape[:-2]
    once = _of_one(problems)
    if once is not None:
        return once
    rows = xp.reshape(problems.x, (math.prod(batch), n, d))
    order = ties.lexicographic_order(xp, arrays.detached(rows))
    rows = xp.take_along_axis(rows, xp.broadcast_to(order[:, :, None], rows.shape), axis=1)
    with arrays.quiet(rows):
        weights = _weights(xp, _squares(xp, rows), n - 2 * problems.f)
    weights = xp.astype(weights / xp.sum(weights, axis=-1, keepdims=True), rows.dtype)
    return xp.reshape((weights[:, None, :] @ rows)[:, 0, :], (*batch, d))


def _of_one(problems: arrays.Problems) -> Any:
    """The output for one ordinary problem, by compiled code; None where the general code has to decide."""
    x, n = problems.x, problems.n
    if not problems.moderate or x.ndim != 2 or not arrays.is_compilable(x):
        return None
    rows, squares, weights = np.ascontiguousarray(x)[None], np.empty((n, n, 1)), np.empty(n)
    row_kernels.distances_along_rows(rows, squares)
    reach = squares.max()
    if not 2.0**-900 < reach < 2.0**900:
        return None
    few = rows[0].astype(np.float64) if problems.d < n else np.empty((n, 0))
    if not single.filter_weights(squares[:, :, 0].copy(), few, n - 2 * problems.f, weights):
        return None
    return ((weights / weights.sum()) @ rows[0]).astype(x.dtype, copy=False)


def _squares(xp: Any, rows: Any) -> Any:
    """Squared distances (B, n, n) in the unit of the largest difference, which scalings by powers of two keep."""
    quarter = 0.25 * xp.astype(rows, xp.float64)
    plain = arrays.detached(quarter)
    reach = xp.max(xp.max(plain, axis=1) - xp.min(plain, axis=1), axis=-1)
    unit = distances.power_of_two(xp, reach)
    if not arrays.needs_grad(rows):
        return xp.permute_dims(distances.by_differences(xp, plain, 1 / unit), (2, 0, 1))
    scaled = quarter / unit[:, None, None]
    return xp.sum((scaled[:, :, None, :] - scaled[:, None, :, :]) ** 2, axis=-1)


def _weights(xp: Any, squares: Any, enough: int) -> Any:
    """The weights (B, n) of the round of least variance."""
    batch, n, _ = squares.shape
    c = xp.ones((batch, n), dtype=squares.dtype, device=aac.device(squares))
    best, least = c, xp.full((batch,), xp.inf, dtype=squares.dtype, device=aac.device(squares))
    for done in range(n):
        total = xp.sum(c, axis=-1, keepdims=True)
        active = (total[:, 0] > enough * (1 + single.TIED)) | (done == 0)
        if not bool(xp.any(active)):
            break
        variance, deviations = _top(xp, squares, c / xp.where(total > 0, total, 1.0))  # problems that are done have 0
        better = active & (variance < least * (1 - single.TIED))
        least, best = xp.where(better, variance, least), xp.where(better[:, None], c, best)
        tall = xp.where(c > 0, deviations, 0.0)
        largest = xp.max(tall, axis=-1, keepdims=True)
        moving = active[:, None] & (largest > 0)
        share = tall / xp.where(largest > 0, largest, 1.0)
        share = xp.where(tall >= largest * (1 - single.TIED), 1.0, share)  # weights are taken to zero exactly
        c = xp.where(moving & (c > 0), c * (1 - share), c)
        c = xp.where(moving | ~active[:, None], c, 0.0 * c)  # all of the weight at one place: nothing is left to do
    return best


def _top(xp: Any, squares: Any, w: Any) -> tuple[Any, Any]:
    """The largest variance (B,) of the rows with weights w, and the squared deviations (B, n) along its direction."""
    means = (squares @ w[..., None])[..., 0]
    mean = xp.sum(means * w, axis=-1)
    gram = -0.5 * (squares - means[:, :, None] - means[:, None, :] + mean[:, None, None])
    root = xp.where(w > 0, xp.sqrt(xp.where(w > 0, w, 1.0)), 0.0)
    matrix = root[:, :, None] * gram * root[:, None, :]
    plain = arrays.detached(matrix)
    n = matrix.shape[-1]
    values, vectors = xp.linalg.eigh(plain)
    u, top = vectors[:, :, -1:], values[:, -1]
    if arrays.needs_grad(matrix):
        simple = top - values[:, -2] > 1e-12 * top if n > 1 else top < 0
        u, top = _differentiable(xp, matrix, u, top, simple)
    variance = xp.where(values[:, -1] > 0, top, 0.0)
    along = (gram @ (root[:, :, None] * u))[..., 0]
    return variance, along**2 / xp.where(values[:, -1] > 0, top, 1.0)[:, None]


def _differentiable(xp: Any, matrix: Any, u: Any, top: Any, simple: Any) -> tuple[Any, Any]:
    """The eigenpair with its first three derivatives where it is ``simple``: two Newton steps of (M - t) u = 0 from the
    solution itself, which change no value; the error of Newton's method is of the fourth order after two."""
    n = matrix.shape[-1]
    identity, start = xp.eye(n, dtype=matrix.dtype, device=aac.device(matrix)), u
    zero = xp.zeros_like(u[:, :1, :])
    for _ in range(2):
        left = xp.concat([matrix - top[:, None, None] * identity, xp.matrix_transpose(start)], axis=1)
        bordered = xp.concat([left, xp.concat([-u, zero], axis=1)], axis=2)
        regular = xp.eye(n + 1, dtype=matrix.dtype, device=aac.device(matrix))
        bordered = xp.where(simple[:, None, None], bordered, regular)
        residual = xp.concat([top[:, None, None] * u - matrix @ u, 1 - xp.matrix_transpose(start) @ u], axis=1)
        step = xp.where(simple[:, None, None], xp.linalg.solve(bordered, residual), 0.0)
        u, top = u + step[:, :n, :], top + step[:, n, 0]
    return u / xp.sqrt(xp.sum(u * u, axis=1, keepdims=True)), top


PROOF: Final = Bound(
    f"{NAME}.kappa.every_dimension",
    "kappa",
    "(1 + t)*4*f*m/((n - 3*f)*(n - 2*f)) + (1 + 1/t)*2*f/(n - 3*f)",
    (
        Case(
            "all",
            Region.of(("f", "1", ""), ("a", "f + 1", ""), ("t", "0", "")),
            (("n", "a + 2*f"), ("m", "a + f")),
            (("f", "f"), ("a", "n - 2*f")),
            (
                Use("covariance filter", (("a", "a"), ("f", "f"), ("m", "a + f"))),
                Combine(
                    "kappa",
                    "E2",
                    "((1 + t)*4*f*(a + f)/((a - f)*a) + (1 + 1/t)*2*f/(a - f))*V",
                    (("triangle", "1"), ("weights", "(1 + t)/((a - f)*a)"), ("honest", "(1 + 1/t)/(a - f)")),
                ),
            ),
        ),
    ),
    "",
    roots=("4*f*m/((n - 3*f)*(n - 2*f)) + 2*f/(n - 3*f)", "4*f*m/((n - 3*f)*(n - 2*f))", "2*f/(n - 3*f)"),
    where="n > 3*f",
    source="docstring of the rule's module",
)

_A: Final = (("a", "a"), ("m", "a + 2*f"), ("n", "a + 2*f"))
_BESIDE: Final = (
    _without_attack.bounded(
        NAME,
        "2f/(n-2f), by weights of at most 1/(n-2f); not known to be attained",
        2 * s.f / (s.n - 2 * s.f),
        _without_attack.proof(NAME, "2*f/(n - 2*f)", Use("weights of at most 1/a", _A), (("weights", "1"),)),
    ),
    Addition((_breakdown.claim(NAME, Kind.LOWER, "f, n > 3f", s.f, where=s.n > 3 * s.f),)),
)

_OPEN: Final = (
    opened(
        (Criterion.KAPPA, Criterion.XI),
        "a bound by masses: of the round that is chosen only its largest variance is used, and that f units of "
        "faulty weight are left (n > 3f; nothing is known for n <= 3f)",
        "inputs found by search on the line, rounded and evaluated exactly",
        "the weights of the rounds, which fall together with the variance, as unknowns of one programme",
    ),
    opened(
        Criterion.NO_ATTACK,
        "the bound is by the largest weight 1/(n-2f), as if f rows of weight 0 were free to lie anywhere",
        "two clusters, evaluated exactly",
        "what the filter must leave of rows whose variance it has not yet halved",
    ),
    opened(
        Criterion.BREAKDOWN,
        "nothing is proved: the number of rounds on far rows depends on n, so that no input is evaluated for all n, f",
        "f, by the finite kappa*, n > 3f",
        "the rounds on f + 1 far rows followed for all n, f",
        where=s.n > 3 * s.f,
    ),
)

RULES: Final = (
    Rule(
        name=NAME,
        title="Covariance-bound agnostic filter",
        reference="Allouah, Guerraoui, Stephan, Towards Trustworthy Federated Learning, ICML 2025",
        aggregate=aggregate,
        claims=tuple(
            _claims.upper(
                NAME,
                criterion,
                f"{criterion}* <= (2f/(n-3f)) (1 + sqrt(2m/(n-2f)))^2 in every dimension, n > 3f",
                2 * s.f / (s.n - 3 * s.f) * (1 + sp.sqrt(2 * s.m / (s.n - 2 * s.f))) ** 2,
                "docstring of the rule's module",
                where=s.n > 3 * s.f,
            )
            for criterion in (Criterion.KAPPA, Criterion.XI)
        ),
        proofs=(PROOF, replace(PROOF, id=f"{NAME}.xi.every_dimension", criterion="xi")),
        beside=(*_BESIDE,),
        open=_OPEN,
        traits=frozenset({"translation", "scale", "permutation", "hull"}),
    ),
)
