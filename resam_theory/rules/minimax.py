r"""Minimax: the rule that is best for lambda, a convex programme over all sets of n - f rows.

    F(x) = argmin_z max_S ||z - mean_S|| / D_S,   S all sets of m = n - f rows; z = mean_S where D_S = 0.

For every input it has the least ratio that any rule can have there, so lambda* is the minimax value over all rules.

**(F2) [derived here].** ||mean_S - mean_T|| <= (f/m)(D_S + D_T): pair the k <= f rows of S - T with those of T - S; any
row of both (m > f) is within D_S of one and D_T of the other. So the balls B(mean_S, (f/m) D_S) meet pairwise.

- **d = 1: lambda* = f/m.** On the line what meets pairwise meets (Helly). The floor (C3) says that no rule has less.
- **Every d: lambda* <= sqrt(2d/(d+1)) f/m <= sqrt(2) f/m.** *Proof.* Let t be the least factor by which all balls must
  grow to meet at z, c_i the centres, r_i the radii of those that are tight, u_i = (c_i - z)/(t r_i). Stationarity gives
  sum l_i u_i = 0 with at most d + 1 l_i >= 0 of sum 1, so that some pair has <u_i, u_j> <= -1/d. Then (r_i + r_j)^2 >=
  ||c_i - c_j||^2 >= t^2 (r_i^2 + r_j^2 + (2/d) r_i r_j), and t^2 is largest for r_i = r_j: 4/(2 + 2/d). QED
- **f = 1: lambda* = 1/m in every d (F3).** The anchor-clipped mean has (2f-1)/m, and no rule does worse than minimax.
- **[open] lambda* = f/m in every d?** Search has found nothing above.

**Cost.** All C(n, f) sets, at most 3003 of them, each a second-order cone: by Clarabel, in min(d, n) coordinates. A
millisecond at (7, 2), 50 at (15, 4) in the plane, a second there in 1000 dimensions. The ratio is within 1e-9 of the
least, the point within 1e-6 of the extent; not differentiable. On the line the formula is exact.
A test encloses the value of an input in rationals.

**Hostile rows.** Rows farther than 1e140 least diameters are pulled to that distance: sets without them do not notice.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Any, Final

import numpy as np
import sympy as sp

from .. import symbols as s
from ..claims import Claim, Criterion, Domain, Kind, Provenance, Source
from ..definitions.minimax import MOST_SETS, Minimax
from ..open_ends import opened
from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ._base import Rule
from ._claims import exact, upper
from ._families import RuleFamily
from .kernels import arrays

__all__ = ["FAMILIES", "aggregate", "sets_of"]

NAME: Final = "minimax"
_FAR: Final = 1e140
_TOLERANCE: Final = 1e-13
_SEARCHED: Final = 9
_ONE: Final[Any] = sp.Eq(s.f, 1)
_FEW: Final[Any] = sp.Le(sp.binomial(s.n, s.f), MOST_SETS)


def aggregate(x: Any, f: int) -> Any:
    """The minimax point of the rows of x, shape (..., n, d) -> (..., d).

    >>> import numpy as np
    >>> aggregate(np.asarray([[0.0], [1.0], [2.0], [1e308]]), f=1)
    array([1.33333333])
    """
    if arrays.needs_grad(x):
        raise TypeError("minimax is not differentiable: need x without gradients (x.detach())")
    problems = arrays.prepare(x, f)
    Minimax().require(problems.n, f, NAME)
    rows = np.asarray(arrays.on_host(problems.x), dtype=np.float64).reshape(-1, problems.n, problems.d)
    found = np.empty((len(rows), problems.d))
    for i, problem in enumerate(rows):
        found[i] = _minimiser(problem, problems.m)
    shaped = found.reshape(*problems.x.shape[:-2], problems.d)
    return problems.xp.astype(arrays.like(problems.x, shaped), problems.x.dtype)


@lru_cache(maxsize=32)
def sets_of(n: int, m: int) -> np.ndarray:
    """All sets of m of n rows, as a table of 0 and 1, (C(n, m), n)."""
    listed = list(combinations(range(n), m))
    table = np.zeros((len(listed), n), dtype=bool)
    np.put_along_axis(table, np.asarray(listed), values=True, axis=1)
    table.flags.writeable = False
    return table


def _minimiser(x: np.ndarray, m: int) -> np.ndarray:
    quarter = 0.25 if np.abs(x).max(initial=0.0) > 1 else 1.0
    x, table = x * quarter, sets_of(len(x), m)
    extents = _extents(x, table)
    first = int(extents.argmin())
    origin, unit = x[table[first]].mean(axis=0), extents[first]
    if unit == 0:
        return origin / quarter
    with np.errstate(over="ignore"):
        y = (x - origin) / unit
    y, basis = _coordinates(_pulled(y))
    extents, means = _extents(y, table), table @ y / m
    if y.shape[1] == 1:
        return (origin + unit * basis @ _on_line(means[:, 0], extents)) / quarter
    return (origin + unit * (basis @ _cones(means, extents))) / quarter


def _extents(x: np.ndarray, table: np.ndarray) -> np.ndarray:
    """D_S of every set; a distance is taken in units of its largest coordinate."""
    found = np.zeros(len(table))
    for i, j in combinations(range(len(x)), 2):
        delta = np.abs(x[i] - x[j])
        largest = delta.max(initial=0.0)
        apart = largest * float(np.linalg.norm(delta / largest)) if largest > 0 else 0.0
        np.maximum(found, np.where(table[:, i] & table[:, j], apart, 0.0), out=found)
    return found


def _pulled(y: np.ndarray) -> np.ndarray:
    """Rows of a largest coordinate above _FAR (perhaps infinite) at that distance, in about their direction."""
    largest = np.abs(y).max(axis=1, keepdims=True)
    finite = np.where(np.isfinite(y), y, np.sign(y) * np.finfo(float).max)
    reach = np.minimum(largest, np.finfo(float).max)
    return np.where(largest > _FAR, finite / np.where(reach > 0, reach, 1.0) * _FAR, y)


def _coordinates(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows in at most n coordinates, and the basis; the shortest first, so that far ones round no near ones."""
    n, d = y.shape
    if d <= n:
        return y, np.eye(d)
    order = np.argsort(np.abs(y).max(axis=1), kind="stable")
    basis, upper = np.linalg.qr(y[order].T)
    coordinates = np.empty((n, n))
    coordinates[order] = upper.T
    return coordinates, basis


def _on_line(means: np.ndarray, extents: np.ndarray) -> np.ndarray:
    t = (np.abs(means[:, None] - means) / (extents[:, None] + extents)).max()
    return np.asarray([((means - t * extents).max() + (means + t * extents).min()) / 2])


def _cones(means: np.ndarray, extents: np.ndarray) -> np.ndarray:
    """min t with ||z - mean_S|| <= t D_S, every cone divided by D_S."""
    import clarabel
    from scipy import sparse

    count, d = means.shape
    size = d + 1
    rows = np.arange(count * size).reshape(count, size)
    place = np.concatenate([rows[:, :1].ravel(), rows[:, 1:].ravel()])
    column = np.concatenate([np.full(count, d), np.tile(np.arange(d), count)])
    value = -np.concatenate([np.ones(count), np.repeat(1 / extents, d)])
    matrix = sparse.csc_matrix((value, (place, column)), shape=(count * size, size))
    right = np.zeros((count, size))
    right[:, 1:] = -means / extents[:, None]
    solver: Any = clarabel
    settings = solver.DefaultSettings()
    settings.verbose, settings.max_threads = False, 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = _TOLERANCE
    cost, cones = np.zeros(size), [solver.SecondOrderConeT(size)] * count
    cost[d] = 1.0
    nothing = sparse.csc_matrix((size, size))
    found = solver.DefaultSolver(nothing, cost, matrix, right.ravel(), cones, settings).solve()
    z = np.asarray(found.x)[:d]
    if not np.isfinite(z).all():
        raise ArithmeticError(f"Clarabel: {found.status} on {count} sets")
    return z


_AT: Final = (("f", "f"), ("m", "m"))


def _bound(
    short: str,
    use: str,
    claim: Combine,
    value: str,
    *,
    squared: bool = False,
    one: bool = False,
    least: str = "f + 1",
    more: tuple[tuple[str, str, str], ...] = (),
) -> Bound:
    region = Region.of(("m", "2", "")) if one else Region.of(("f", "1", ""), ("m", least, ""), *more)
    given = (("n", "m + 1"), ("f", "1")) if one else (("n", "m + f"),)
    own = tuple((name, name) for name, *_ in more)
    at = (("m", "m"),) if one else (*_AT, *own)
    uses = (Use(use, (*own, ("f", "1" if one else "f"), ("m", "m"))), claim)
    case = Case("f = 1" if one else "all", region, given, at, uses)
    return Bound(
        f"{NAME}.lambda.{short}",
        "lambda",
        value,
        (case,),
        "one case",
        squared=squared,
        line=short == "line",
        plane=short == "centrepoint",
        source="F2",
    )


_PROOFS: Final = (
    _bound("line", "balls on the line", Combine("lambda", "E", "f/m*D", (("meet", "1/m"),)), "f/m"),
    _bound(
        "every_dimension",
        "balls that meet pairwise",
        Combine("lambda", "E2", "2*f**2/m**2*D2", (("grown", "1/m**2"),)),
        "2*f**2/m**2",
        squared=True,
    ),
    _bound(
        "in_d_dimensions",
        "balls that meet pairwise in d dimensions",
        Combine("lambda", "E2", "2*d*f**2/((d + 1)*m**2)*D2", (("grown", "1/((d + 1)*m**2)"),)),
        "2*d*f**2/((d + 1)*m**2)",
        squared=True,
        more=(("d", "1", ""),),
    ),
    _bound(
        "centrepoint",
        "no worse than a clipped mean around a centrepoint",
        Combine("lambda", "E", "f/m*D", (("centre", "1/m"),)),
        "f/m",
        least="2*f + 1",
    ),
    _bound(
        "one_faulty", "no worse than a clipped mean", Combine("l", "E", "1/m*D", (("one", "1/m"),)), "1/m", one=True
    ),
)


_PAIRWISE: Final = (
    "balls that meet pairwise are enlarged until all meet, as if all pairs were as far apart as any can be",
    "f/m, the floor of all rules (C3); search has found nothing above",
    "a proof of the conjecture lambda* = f/m, or an input above",
)
_OPEN: Final = (
    opened(Criterion.LAMBDA, *_PAIRWISE, f_min=2, d_min=3),
    opened(Criterion.LAMBDA, *_PAIRWISE, f_min=2, d_min=2, d_max=2, where=sp.Le(s.n, 3 * s.f)),
)


def _about(text: str, value: sp.Expr, place: str = "F2") -> tuple[str, Criterion, str, sp.Expr, str]:
    return NAME, Criterion.LAMBDA, text, value, place


def minimax() -> Rule:
    """The rule; it has no parameters."""
    text = "lambda* <= sqrt(2d/(d+1)) f/m in R^d"
    return Rule(
        name=NAME,
        title="Minimax for lambda",
        reference="derived here (theory.md F1 to F5)",
        aggregate=aggregate,
        definition=Minimax(),
        claims=(
            exact(*_about("lambda* = f/m for d = 1", s.f / s.m), name="exact_line", d_max=1, where=_FEW),
            exact(
                *_about("lambda* = 1/m in every dimension for f = 1", 1 / s.m, "F3"),
                name="exact_one",
                where=sp.And(_ONE, _FEW),
            ),
            exact(
                *_about("lambda* = f/m in the plane for n >= 3f + 1", s.f / s.m, "F4"),
                name="exact_plane",
                d_max=2,
                where=sp.And(sp.Ge(s.n, 3 * s.f + 1), _FEW),
            ),
            upper(*_about("lambda* <= sqrt(2) f/m in every dimension", sp.sqrt(2) * s.f / s.m), where=_FEW),
            upper(*_about(text, sp.sqrt(2 * s.d / (s.d + 1)) * s.f / s.m), name="bound_d", d_max=10**9, where=_FEW),
            Claim(
                f"{NAME}.lambda.conjecture",
                NAME,
                Criterion.LAMBDA,
                Kind.OPEN,
                "conjecture: lambda* = f/m in every dimension",
                s.f / s.m,
                Source(Provenance.DERIVED, where="F4 (search only)"),
                Domain(f_min=2, d_min=3, where=_FEW),
            ),
            Claim(
                f"{NAME}.lambda.conjecture_plane",
                NAME,
                Criterion.LAMBDA,
                Kind.OPEN,
                "conjecture: lambda* = f/m in the plane for n <= 3f, too",
                s.f / s.m,
                Source(Provenance.DERIVED, where="F4 (search only)"),
                Domain(f_min=2, d_min=2, d_max=2, where=sp.And(sp.Le(s.n, 3 * s.f), _FEW)),
            ),
        ),
        proofs=_PROOFS,
        open=_OPEN,
        searches_up_to=_SEARCHED,
        domain=Domain(f_min=0, where=_FEW),
        traits=frozenset({"translation", "scale", "permutation"}),
    )


FAMILIES: Final = (RuleFamily(NAME, "Minimax for lambda", "minimax", minimax),)
