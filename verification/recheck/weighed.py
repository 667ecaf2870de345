r"""(W1) Bounds for workers of unequal weights w_i > 0, sum 1; at most a share phi < 1/2, or f workers, is faulty.

**What a weight is.** With N w_i and phi N whole numbers, the rule gives what it gives for N w_i copies of row i, phi N
of all of them faulty; mean_S, V_S and D_S are those of the copies of S, which may be any n - f workers, or any of a
mass of at least 1 - phi.

- an input (:func:`witness`): everything is evaluated on the copies;
- a bound without weights for N rows, phi N faulty (:func:`copies`): S has N - phi N copies or more; by the definition
  of S through its parts of N - phi N copies, over which mean_S and V_S are averages, ||F - mean_S||^2 <= kappa V_S by
  convexity, and D_S is no less than the diameter of a part;
- on the line (:func:`line`): the pieces of the rule by mass, for every order of the sorted values and every S, each
  with multipliers as in :mod:`.line`. In the coordinates of R^d errors and variances add up, with the same S: of a
  coordinate-wise rule the bound on kappa holds in every dimension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from resam_theory.definitions.pieces import Piece, Vector, plus, scaled, vector

from .claim import ABOUT, Checked, Coefficient, subject
from .inputs import listed_points, worst
from .line import cone_bound
from .masses import Arrangement, Masses
from .reading import LARGEST, Refused, count, dimension, fields, items, rational
from .spreads import SPREADS, inside

__all__ = ["Weighed", "copies", "functional", "line", "patterns", "read", "rows_of", "witness"]


@dataclass(frozen=True)
class Weighed(Coefficient):
    """The same for workers of unequal weights, (W1): the rule on copies of the rows, as many as the weights say; ``f``
    is the largest number of workers that may be faulty."""

    problem: Masses

    @property
    def place(self) -> str:
        """Where the statement holds, in words."""
        given, weights = self.problem, ",".join(map(str, self.problem.weights))
        faulty = f"faulty weight={given.phi}" if given.f is None else f"f={given.f}"
        return f"weights={weights}, {faulty}, d={'inf' if self.d is None else self.d}"


def read(data: Any) -> Weighed:
    """A claim about workers of unequal weights."""
    fields(data, (*ABOUT, "weights", "faulty_weight"), of="the claim")
    rule, definition, criterion = subject(data)
    n = count(data["n"], "n")
    weights = [rational(w, "weight") for w in items(data["weights"], "weights", length=n)]
    f = None if data["f"] is None else count(data["f"], "f")
    phi = None if data["faulty_weight"] is None else rational(data["faulty_weight"], "faulty_weight")
    problem = Masses.of(weights, f, phi)
    if definition is None or definition.by_mass(problem.weights, problem.phi) is None:
        raise Refused(f"rule = {rule!r:.60}: nothing is known of weights for it")
    return Weighed(rule, definition, criterion, n, problem.most(), dimension(data["d"]), problem)


def witness(claim: Weighed, evidence: Mapping[str, Any]) -> Any:
    """A point for each worker, and S: ||F - mean_S||² over D_S² or V_S."""
    points, _ = listed_points(claim, evidence)
    honest = [count(i, "honest", low=0, high=claim.n - 1) for i in items(evidence["honest"], "honest")]
    if len(set(honest)) != len(honest) or not claim.problem.admits(honest):
        raise Refused("S is not admissible: need distinct workers, n - f of them or a mass of 1 - phi")
    numbers, faulty = _copies(claim)
    own = inside([points[i] for i in honest for _ in range(numbers[i])])
    listed = [point for point, number in zip(points, numbers, strict=True) for _ in range(number)]
    return worst(claim.form.outputs(listed, faulty), own.mean, SPREADS[claim.criterion](own))


def _copies(claim: Weighed) -> tuple[tuple[int, ...], int]:
    numbers, faulty = claim.problem.copies()
    if sum(numbers) > LARGEST:
        raise Refused(f"the weights stand for {sum(numbers)} copies: need at most {LARGEST}")
    return numbers, faulty


def copies(claim: Weighed, evidence: Mapping[str, Any]) -> Any:
    """What a bound without weights for as many rows as there are copies says of kappa* or lambda*²."""
    numbers, faulty = _copies(claim)
    source: Checked = evidence["from"]
    about = source.claim
    wanted = (claim.definition, claim.criterion, sum(numbers), faulty)
    if (about.definition, about.criterion, about.n, about.f) != wanted:
        raise Refused(f"'from' is about {about.rule}; {about.place}: need n = {sum(numbers)}, f = {faulty}")
    claim.lies_in(about)
    if source.side != "upper":
        raise Refused("'from' is about the lower side")
    return source.proved


def rows_of(piece: Piece) -> tuple[Vector, ...]:
    """All rows a_r, a_r . u >= 0, of a piece: sortedness first, then the piece's own."""
    n = len(piece.weights)
    return tuple(vector(n, {i: -1, i + 1: 1}) for i in range(n - 1)) + piece.rows


def functional(piece: Piece, sign: int, share: Vector) -> Vector:
    """c with c . u = sign (F - mean_S)."""
    return scaled(sign, plus(piece.weights, scaled(-1, share)))


def patterns(claim: Weighed) -> Iterator[tuple[Arrangement, Piece, int]]:
    """Every (order of the sorted values with S, piece of the rule, sign of F - mean_S), one after another."""
    for arrangement in claim.problem.arrangements():
        for piece in claim.form.by_mass(arrangement.weights, claim.problem.phi) or ():
            for sign in (1, -1):
                yield arrangement, piece, sign


def line(claim: Weighed, evidence: Mapping[str, Any]) -> Fraction:
    """The largest of the bounds that the multipliers of every pattern, in their order, prove; of lambda, its square."""
    if claim.d != 1 and not (claim.criterion == "kappa" and claim.form.coordinate_wise):
        raise Refused("the proof is about one coordinate: d = 1, or kappa of a coordinate-wise rule")
    listed = items(evidence["multipliers"], "multipliers")
    found: list[Fraction] = []
    for arrangement, piece, sign in patterns(claim):
        given = listed[len(found)] if len(found) < len(listed) else None
        if not isinstance(given, Mapping):
            raise Refused(f"pattern {len(found)} has no multipliers: need an object for each pattern")
        c = functional(piece, sign, arrangement.share)
        found.append(cone_bound(c, rows_of(piece), arrangement.share, claim.criterion, given))
    if len(found) != len(listed):
        raise Refused(f"multipliers of {len(listed)} patterns: need {len(found)}")
    return max(found) if claim.criterion == "kappa" else max(found) ** 2
