r"""Bucketing: the rows are put into buckets of s, and the rule gets the bucket means.

    y_b = mean of the rows b s, ..., b s + s - 1 (the last bucket holds what is left),   b = 0, ..., ceil(n/s) - 1.

The rows are taken in their order; with a ``generator`` (numpy's or torch's) in an order drawn uniformly at random, one
per problem, as the algorithm is meant. At most f buckets hold a faulty row, so that ceil(n/s) > 2f is needed.

(A7) [derived here]. Let s divide n, N = n/s, w = (s-1)f. Over all inputs (so in the worst order) and for every F and d,

    kappa*(F after bucketing; n, f, d) = (w + m kappa*(F; N, f, d)) / (m - w).

*Proof.* Take N - f buckets without faulty rows, m - w rows; the w other rows of S have the mean o. As the square of a
mean is at most the mean of squares, m V_x >= (m-w)(V_y + ||mean_y - mean_x||^2) + w ||o - mean_x||^2, and
w (o - mean_x) = -(m-w)(mean_y - mean_x): so v + (m/w) b <= m/(m-w), the descriptor (w/(m-w), m/(m-w)), and (E1).
Equality: good buckets of equal rows at the worst input of F, and the w others at one point, placed so that (E1)'s
Cauchy-Schwarz is an equality; a faulty row of the same bucket moves the bucket's mean anywhere. QED

For lambda: ||mean_y - mean_x|| <= (w/m) D and D_S(y) <= D, so lambda <= w/m + lambda(F; N, f, d), attained on the
line by rules whose worst input there has the error on the side of the greater part of D (trimmed means: (2s-1)f/m).

Reference: Karimireddy, He, Jaggi, Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing, ICLR 2022.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Provenance, Source
from ..criteria import spread
from ..definitions.bucketing import Bucketing
from ..errors import require_count, require_n_f
from ..open_ends import Open, opened
from ..rules._base import Extremal, Point, Rule
from ..rules.kernels import arrays
from ..rules.names import Value, text_of
from . import _line_proofs, _proofs
from ._base import AffineMap, PreAggregation, Worst

__all__ = ["BucketMeans", "make"]


class BucketMeans:
    """Bucketing with buckets of ``size`` rows."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.definition = Bucketing(size)

    def buckets(self, n: int, f: int) -> int:
        """ceil(n/s); ValueError unless that is more than 2f."""
        n, f = require_n_f(n, f)
        try:
            return self.definition.rows(n, f)
        except ValueError as error:
            raise ValueError(f"(n, f) = ({n}, {f}) is not admissible for bucketing: {error}") from None

    def apply(self, x: Any, f: int, *, generator: Any = None) -> Any:
        """The bucket means, shape (..., n, d) -> (..., ceil(n/s), d)."""
        problems = arrays.prepare(x, f)
        xp, rows = problems.xp, problems.x
        self.buckets(problems.n, f)
        if generator is not None:
            rows = arrays.take_rows(xp, rows, _permutation(xp, rows, generator))
        whole = problems.n - problems.n % self.size
        grouped = xp.reshape(rows[..., :whole, :], (*rows.shape[:-2], whole // self.size, self.size, problems.d))
        parts = [arrays.mean(xp, grouped)]
        if whole < problems.n:
            parts.append(arrays.mean(xp, rows[..., whole:, :])[..., None, :])
        return parts[0] if len(parts) == 1 else xp.concat(parts, axis=-2)

    def worst(self, criterion: Criterion, rule: Rule) -> Worst | None:
        """The input that makes (A7) an equality, from the worst input of the rule that follows."""
        inner = rule.extremal.get(criterion)
        if inner is None:
            return None

        def input_at(n: int, f: int, d: int | float = 1) -> Extremal:
            buckets = self.buckets(n, f)
            if n % self.size:
                raise ValueError(f"n = {n} is not admissible: the worst input is known where s = {self.size} divides n")
            return self._spread_out(rule, criterion, inner(buckets, f, d), n, f)

        return input_at

    def _spread_out(self, rule: Rule, criterion: Criterion, inner: Extremal, n: int, f: int) -> Extremal:
        size, m = self.size, n - f
        w = (size - 1) * f
        of = spread(inner.points, inner.honest)
        outputs = rule.exact(inner.points, f) if inner.output is None else [inner.output]
        errors = [tuple(a - b for a, b in zip(output, of.mean, strict=True)) for output in outputs]
        error = max(errors, key=lambda e: sum(x * x for x in e))
        square = sum((x * x for x in error), Fraction(0))
        if criterion is Criterion.KAPPA and square and w:
            # o = mean_x - ((m-w)/w)(mean_y - mean_x), where Cauchy-Schwarz wants mean_y - mean_x = (w/(m kappa)) error
            shift = of.variance / square * Fraction(w, m)
            outside = tuple(y - shift * Fraction(m, w) * e for y, e in zip(of.mean, error, strict=True))
        else:
            outside = min(
                (inner.points[i] for i in inner.honest),
                key=lambda p: sum((a * b for a, b in zip(p, error, strict=True)), Fraction(0)),
            )
        good = [inner.points[i] for i in inner.honest for _ in range(size)]
        bad: list[Point] = []
        faulty: list[int] = []
        for i in range(len(inner.points)):
            if i not in inner.honest:
                faulty.append(len(good) + len(bad))
                mean = inner.points[i]
                bad.append(tuple(size * y - (size - 1) * o for y, o in zip(mean, outside, strict=True)))
                bad += [outside] * (size - 1)
        points = (*good, *bad)
        honest = tuple(i for i in range(n) if i not in faulty)
        return Extremal(points, honest, inner.output, inner.note)


def _permutation(xp: Any, rows: Any, generator: Any) -> Any:
    """An order of the rows (..., n) for each problem, drawn by numpy's or torch's generator."""
    if isinstance(generator, np.random.Generator):
        return xp.asarray(np.argsort(generator.random(rows.shape[:-1]), axis=-1), device=getattr(rows, "device", None))
    import torch

    if not isinstance(generator, torch.Generator):
        raise TypeError(f"generator is a {type(generator).__name__}: need a numpy.random.Generator or torch.Generator")
    keys = torch.rand(rows.shape[:-1], generator=generator, device=generator.device, dtype=torch.float64)
    order = keys.argsort(-1)
    return order.to(rows.device) if hasattr(rows, "requires_grad") else order.cpu().numpy()


def _open(rule: Rule) -> tuple[Open, ...]:
    found = (
        opened(
            Criterion.LAMBDA,
            "(A7) adds (w/m) D to lambda* of the rule that follows, as if the diameter were used up twice",
            "good buckets at the worst input of the rule, the other honest rows in the corner that is worst for them",
            "the diameter shared between the rows in faulty buckets and the rule's worst input; on the line both "
            "ends meet",
            d_min=2,
        ),
    )
    return found


def make(s: Value) -> PreAggregation:
    """Bucketing with s rows a bucket."""
    return _bucketing(require_count("s", s))


def _bucketing(size: int) -> PreAggregation:
    buckets = BucketMeans(size)
    w, divides = (size - 1) * s.f, sp.Eq(sp.Mod(s.n, size), 0)
    source = Source(Provenance.DERIVED, where="A7")
    count = sp.ceiling(s.n / size)
    return PreAggregation(
        name=text_of("bucketing", s=size),
        title=f"Bucketing, s = {size}",
        reference="Karimireddy, He, Jaggi, Byzantine-Robust Learning via Bucketing, ICLR 2022",
        maps={
            Criterion.KAPPA: (AffineMap(w / (s.m - w), s.m / (s.m - w), source, divides, exact=True),),
            Criterion.LAMBDA: (AffineMap(w / s.m, sp.Integer(1), source, divides),),
        },
        floors={},
        open=_open,
        rows=buckets.buckets,
        count=count,
        traits=frozenset({"translation", "scale", "hull", "orthogonal", "coordinate_wise"}),
        claims=_claims,
        worst=buckets.worst,
        random=True,
        apply=arrays.through_numpy(buckets.apply),
        proofs=_proofs.bucketing(size),
        reached=lambda rule: _line_proofs.bucketing_trimmed(size) if rule.name == "trimmed_mean" and size > 1 else (),
        definition=buckets.definition,
    )


def _claims(name: str, rule: Rule) -> tuple[Claim, ...]:
    return ()
