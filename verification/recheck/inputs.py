"""Lower bounds: an explicit input, on which the definition is evaluated; at a tie every admissible output counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from resam_theory.definitions.base import Form, Point
from resam_theory.definitions.classes import Configuration, forced
from resam_theory.definitions.effort import spend
from resam_theory.definitions.points import squared_distance

from .claim import Coefficient
from .matrices import is_semidefinite, rank
from .reading import Refused, boolean, count, items, nonnegative, rational
from .root3 import Root3
from .spreads import CLASSES, SPREADS, inside, over

__all__ = ["classes", "forced_by_classes", "listed_points", "needed_dimension", "witness", "worst"]

MOST_CLASSES: Final = 8
"""The choices of a rule at a tie are enumerated in every order of the classes."""


def witness(claim: Coefficient, evidence: Mapping[str, Any]) -> Any:
    """Points and S: ||F - mean_S||² over the criterion's spread of S. ``root`` 3: coordinates [a, b] are a + b sqrt(3).

    An ``output`` is one that the definition admits there; without it, the worst of all outputs counts.
    """
    if type(rooted := evidence.get("root", 3)) is not int or rooted != 3:
        raise Refused(f"root = {rooted!r:.60}: need 3")
    points, padding = listed_points(claim, evidence)
    honest = [count(i, "honest", low=0, high=claim.n - 1) for i in items(evidence["honest"], "honest", length=claim.m)]
    if len(set(honest)) != claim.m:
        raise Refused("S repeats a point: need n - f distinct indices")
    if claim.form.trusts_first and 0 not in honest:
        raise Refused("S lacks row 0, which this rule trusts")
    own = inside([points[i] for i in honest])
    if "output" in evidence:
        output = _point(evidence["output"], "root" in evidence) + padding
        if len(output) != len(own.mean) or not claim.form.admits(points, claim.f, output):
            raise Refused("the definition does not admit this output")
        outputs = [output]
    else:
        outputs = claim.form.outputs(points, claim.f)
    return worst(outputs, own.mean, SPREADS[claim.criterion](own))


def listed_points(claim: Coefficient, evidence: Mapping[str, Any]) -> tuple[list[Point], Point]:
    """The n points of the evidence, in R^d, and the zeros that they were given for it."""
    listed = items(evidence["points"], "points", length=claim.n)
    points = [_point(point, "root" in evidence) for point in listed]
    size = len(points[0])
    if size == 0 or any(len(point) != size for point in points):
        raise Refused("the points have different dimensions")
    if claim.d is not None and size > claim.d:
        raise Refused(f"the points lie in R^{size}, not in R^{claim.d}")
    spend(claim.n * (claim.d or size))
    padding = (Fraction(0),) * ((claim.d or size) - size)
    return [point + padding for point in points], padding


def worst(outputs: Sequence[Point], mean: Point, spread: Any) -> Any:
    """The largest ||F - mean_S||² over a spread of S; None: infinite."""
    return over(max(squared_distance(output, mean) for output in outputs), spread)


def _point(data: Any, rooted: bool) -> Point:
    if rooted:
        return tuple(Root3(*(rational(x, "coordinate") for x in items(pair, "coordinate", length=2))) for pair in data)
    return tuple(rational(x, "coordinate") for x in items(data, "point"))


def classes(claim: Coefficient, evidence: Mapping[str, Any]) -> Any:
    """The same for points given by classes, whose number does not matter (:mod:`resam_theory.definitions.classes`)."""
    sizes = tuple(count(size, "size") for size in items(evidence["sizes"], "sizes"))
    r = len(sizes)
    if r > MOST_CLASSES:
        raise Refused(f"{r} classes: need at most {MOST_CLASSES}")
    given = Configuration(
        sizes,
        tuple(boolean(own, "honest") for own in items(evidence["honest"], "honest", length=r)),
        tuple(
            tuple(rational(x, "gram") for x in items(row, "row of gram", length=r))
            for row in items(evidence["gram"], "gram", length=r)
        ),
        tuple(nonnegative(x, "spread") for x in items(evidence["spread"], "spread", length=r)),
    )
    if any(given.gram[i][j] != given.gram[j][i] for i in range(r) for j in range(i)):
        raise Refused("the Gram matrix is not symmetric")
    if not is_semidefinite(given.gram):
        raise Refused("the Gram matrix is not positive semidefinite")
    if any(s > 0 and size == 1 for s, size in zip(given.spread, sizes, strict=True)):
        raise Refused("a class of one point has a spread")
    if sum(sizes) != claim.n:
        raise Refused(f"the input has {sum(sizes)} points, not n = {claim.n}")
    own = sum(size for size, inside in zip(sizes, given.honest, strict=True) if inside)
    if own != claim.m:
        raise Refused(f"S has {own} members, need n - f = {claim.m}")
    needed = needed_dimension(given)
    if claim.d is not None and needed > claim.d:
        raise Refused(f"the points need {needed} dimensions, not {claim.d}")
    return forced_by_classes(claim.form, claim.criterion, claim.f, given)


def needed_dimension(given: Configuration) -> int:
    """A dimension in which such points exist: the rank of H, and n_c - 1 for each class with a spread."""
    simplices = sum(size - 1 for size, s in zip(given.sizes, given.spread, strict=True) if s)
    return max(1, rank(given.gram) + simplices)


def forced_by_classes(form: Form, criterion: str, f: int, given: Configuration) -> Any:
    """What the worst admissible choice of ``form`` forces of the criterion's coefficient on this input, exactly."""
    choices = form.chosen(given, f)
    if not choices:
        raise Refused("the definition cannot be evaluated on classes")
    found = [forced(given, choice) for choice in choices]
    if not found[0].variance > 0:
        raise Refused("the points of S coincide")
    return over(max(ratio.error2 for ratio in found), CLASSES[criterion](given, found[0]))
