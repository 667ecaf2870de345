r"""Re-verify saved evidence in exact arithmetic: no solver, no float, and nothing but the claim is taken on trust.

Evidence is JSON data of a ``kind``, with ``claim = {rule, criterion, n, f, d}`` and ``value``, a rational as a string
(or ``"inf"``) that bounds kappa*, lambda*, or lambda*² when ``squared``. From the claim alone the problem is built
anew; the evidence contributes an input (lower bounds: ``attained``) or multipliers (upper bounds: ``certified``).
Each kind is one function below. An upper bound at d = inf holds at every d, a lower bound at d at every larger d.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from resam_theory.criteria import spread
from resam_theory.rules import RULES, get

from ..recheck.reading import LARGEST, boolean, count, dimension, items, nonnegative, rational
from . import recheck_finite_d, recheck_geometric_median, recheck_one_d
from .gram.configuration import Configuration, attained
from .gram.dual import Dual, certified_value
from .gram.patterns import families
from .gram.programme import pair
from .lemmas import LEMMAS

__all__ = ["Checked", "check"]

MOST_CLASSES: Final = 8
"""The choices of a rule at a tie are enumerated in every order of the classes."""


@dataclass(frozen=True)
class Checked:
    """A bound that holds: ``value`` (None: infinite) on the ``side`` of the coefficient, or of its square."""

    rule: str
    criterion: str
    n: int
    f: int
    d: int | str
    side: str
    value: Fraction | None
    squared: bool
    status: str

    def square(self) -> Fraction | None:
        """The bound on lambda*² or kappa*: what the conversions speak of."""
        return (
            self.value**2 if self.value is not None and self.criterion == "lambda" and not self.squared else self.value
        )

    def __str__(self) -> str:
        name = f"{self.criterion}*{'^2' if self.squared else ''}"
        sign = "<=" if self.side == "upper" else ">="
        value = "infinity" if self.value is None else str(self.value)
        return f"{name}({self.rule}; n={self.n}, f={self.f}, d={self.d}) {sign} {value}"


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def check(evidence: Mapping[str, Any]) -> Checked:
    """The bound that ``evidence`` proves; ValueError that says what does not hold.

    >>> str(check({"kind": "floor", "value": "4/7", "squared": False,
    ...            "claim": {"rule": "any", "criterion": "kappa", "n": 15, "f": 4, "d": 1}}))
    'kappa*(any; n=15, f=4, d=1) >= 4/7'
    """
    kind = evidence.get("kind")
    _require(
        type(kind) is str and kind in _KINDS, f"kind = {kind!r} is not admissible: need one of {', '.join(_KINDS)}"
    )
    try:
        claim = evidence["claim"]
        rule, criterion, n, f, d = (claim[key] for key in ("rule", "criterion", "n", "f", "d"))
        _require(type(n) is int and type(f) is int and f >= 1 and 2 * f < n, f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
        _require(n <= LARGEST, f"n = {n}: need n <= {LARGEST}")
        _require(criterion in ("lambda", "kappa"), f"criterion = {criterion!r}: need lambda or kappa")
        dimension(d)
        _require(type(rule) is str, f"rule = {rule!r}: need a name")
        value = None if evidence["value"] == "inf" else nonnegative(evidence["value"], "value")
        squared = boolean(evidence["squared"], "squared")
        _require(criterion == "lambda" or not squared, f"squared = {squared!r} with {criterion}")
        stated = Checked(rule, criterion, n, f, d, "lower", value, squared, "attained")
        upper = _KINDS[str(kind)](stated, evidence)
    except (KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"the evidence is malformed: {type(error).__name__} {error}") from None
    if not upper:
        return stated
    _require(value is not None, "an infinite upper bound proves nothing")
    return Checked(rule, criterion, n, f, d, "upper", value, squared, "certified")


def _at_least(stated: Checked, reached: Fraction | None) -> bool:
    """A lower bound: ``reached`` is the exact lambda² or kappa of an input (None: infinite)."""
    claimed = stated.square()
    holds = reached is None or (claimed is not None and 0 <= claimed <= reached)
    _require(holds, f"the input reaches {reached}, less than the claimed {'infinity' if claimed is None else claimed}")
    return False


def _at_most(stated: Checked, proved: Fraction) -> bool:
    """An upper bound: ``proved`` bounds lambda*² or kappa*."""
    claimed = stated.square()
    _require(claimed is not None and claimed >= proved, f"proves {proved} only, more than the claimed {claimed}")
    return True


def _witness(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """Rational points and S: the rule's definition is evaluated; at a tie every admissible output counts."""
    points = [
        tuple(rational(x, "coordinate") for x in items(point, "point")) for point in items(evidence["points"], "points")
    ]
    honest = items(evidence["honest"], "honest")
    _require(len(points) == stated.n, f"the input has {len(points)} points, not n = {stated.n}")
    dimension = {len(point) for point in points}
    _require(len(dimension) == 1, "the points have different dimensions")
    _require(stated.d == "inf" or dimension == {stated.d}, f"the points lie in R^{dimension}, not in R^{stated.d}")
    inside = all(type(i) is int and 0 <= i < stated.n for i in honest)
    _require(inside and len(set(honest)) == len(honest) == stated.n - stated.f, "S is not n - f distinct points")
    of = spread(points, honest)
    scale = of.diameter2 if stated.criterion == "lambda" else of.variance
    outputs = get(stated.rule).exact(points, stated.f)
    error = max(sum(((x - y) ** 2 for x, y in zip(p, of.mean, strict=True)), Fraction(0)) for p in outputs)
    return _at_least(stated, error / scale if scale else (None if error else Fraction(0)))


def _gram_witness(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """The same for points given by classes, whose number does not matter (:mod:`.gram.configuration`)."""
    given = Configuration(
        tuple(count(size, "size") for size in items(evidence["sizes"], "sizes")),
        tuple(boolean(own, "honest") for own in items(evidence["honest"], "honest")),
        tuple(tuple(rational(x, "gram") for x in items(row, "gram")) for row in items(evidence["gram"], "gram")),
        tuple(nonnegative(x, "spread") for x in items(evidence["spread"], "spread")),
    )
    _require(len(given.sizes) <= MOST_CLASSES, f"{len(given.sizes)} classes: need at most {MOST_CLASSES}")
    _require(sum(given.sizes) == stated.n, f"the input has {sum(given.sizes)} points, not n = {stated.n}")
    value = attained(stated.rule, stated.f, given)[stated.criterion]
    _require(stated.d == "inf" or given.dimension() <= int(stated.d), f"the points do not fit into R^{stated.d}")
    return _at_least(stated, value)


def _gram_dual(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """Weak duality for every composition of every family of the rule's selection pattern (:mod:`.gram.patterns`)."""
    bounds = [Fraction(0)]
    for family in families(stated.rule, stated.n, stated.f):
        covered: set[int] = set()
        for entry in evidence["intervals"]:
            low, high = (count(entry[end], end, low=0) for end in ("low", "high"))
            if entry["family"] != family.name:
                continue
            _require(family.low <= low <= high <= family.high, f"{family.name}: {low}..{high} is not an interval of it")
            options = tuple({pair(*p): rational(x, "multiplier") for *p, x in listed} for listed in entry["options"])
            dual = Dual(options, {name: nonnegative(x, "multiplier") for name, x in entry["spread"].items()})
            bounds.append(certified_value(family.programme(low, high), stated.criterion, dual))
            covered.update(range(low, high + 1))
        missing = sorted(set(range(family.low, family.high + 1)) - covered)
        _require(not missing, f"{family.name}: composition {missing[:1]} is not covered")
    return _at_most(stated, max(bounds))


def _floor(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """(C3), any rule: m points at 0, f at 1. With S the zeros D_S = 0 forces F = 0; the other S then has this ratio."""
    known = stated.rule == "any" or any(stated.rule == rule.name for rule in RULES)
    _require(known, f"rule = {stated.rule!r}: need any, or the name of a rule")
    mean = Fraction(stated.f, stated.n - stated.f)  # of f ones among m points at 0 or 1
    return _at_least(stated, mean**2 / (1 if stated.criterion == "lambda" else mean * (1 - mean)))


def _conversion(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """(C1) lambda*² <= kappa* (m-1)/(2m) and (C2) kappa* <= 2m lambda*², from evidence about the other coefficient."""
    given = check(evidence["from"])
    same = (given.rule, given.n, given.f) == (stated.rule, stated.n, stated.f) and given.criterion != stated.criterion
    _require(same, f"{given} says nothing about {stated.criterion}* of {stated.rule} at n = {stated.n}, f = {stated.f}")
    m, value, upper = stated.n - stated.f, given.square(), given.side == "upper"
    small, large = (stated.d, given.d) if upper else (given.d, stated.d)
    reaches = large == "inf" or (small != "inf" and int(small) <= int(large))
    _require(reaches, f"a bound at d = {given.d} says nothing about d = {stated.d}")
    c1 = upper == (stated.criterion == "lambda")  # upper kappa -> lambda, or read backwards: lower lambda -> kappa
    factor = Fraction(m - 1, 2 * m) if c1 else Fraction(2 * m)
    bound = None if value is None else value * factor if upper else value / factor
    if upper:
        _require(bound is not None, "an infinite upper bound proves nothing")
        assert bound is not None
        return _at_most(stated, bound)
    return _at_least(stated, bound)


def _lemma(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """An upper bound whose proof is an argument on paper and a finite exact check (:mod:`.lemmas`)."""
    lemma = LEMMAS.get((stated.rule, stated.criterion))
    if lemma is None:
        raise ValueError(f"no lemma bounds {stated.criterion}* of {stated.rule}")
    return _at_most(stated, lemma(stated.n, stated.f, None if stated.d == "inf" else int(stated.d)))


def _one_d(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """Order statistics on the line (:mod:`.recheck_one_d`)."""
    return recheck_one_d.check(evidence) == "certified"


def _finite_d(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """Coordinate-wise rules in R^d, 2 <= d < inf (:mod:`.recheck_finite_d`)."""
    return recheck_finite_d.check(evidence) == "certified"


def _geometric_median(stated: Checked, evidence: Mapping[str, Any]) -> bool:
    """lambda* of the geometric median (:mod:`.recheck_geometric_median`)."""
    return recheck_geometric_median.check(evidence) == "certified"


_KINDS: Final[Mapping[str, Callable[[Checked, Mapping[str, Any]], bool]]] = {
    "witness": _witness,
    "gram_witness": _gram_witness,
    "gram_dual": _gram_dual,
    "floor": _floor,
    "conversion": _conversion,
    "lemma": _lemma,
    "one_d": _one_d,
    "finite_d": _finite_d,
    "geometric_median": _geometric_median,
}
