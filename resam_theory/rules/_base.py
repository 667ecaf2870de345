"""What a rule is: its definition, implementation, claims and extremal inputs, in one object."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Final

from ..claims import Claim, Criterion, Domain, Kind, Provenance
from ..criteria import Point
from ..definitions.base import Form
from ..definitions.classes import Configuration
from ..definitions.gram import Pair
from ..definitions.registry import REGISTRY, definition_of
from ..errors import require_n_f
from ..open_ends import Open
from ..proof.bounds import Bound
from ..proof.worst import Family
from ._implied import implied
from ._parts import Addition
from .kernels import entrance, weighted
from .selection import Selected, selection

__all__ = ["Extremal", "Point", "Points", "Rule", "undefined"]

Points = Sequence[Point]
Multipliers = tuple[tuple[Mapping[Pair, Fraction], ...], Mapping[str, Fraction]]
WEIGHED: Final = ("mean", "trimmed_mean", "median", "mean_around_median", "geometric_median", "ctma+...")
"""Rules to which a weight is mass, for the message to those who weigh others."""
_EVERYWHERE: Final = Domain(f_min=0)
"""0 <= f < n/2."""


@dataclass(frozen=True)
class Extremal:
    """An exact input and honest set S on which a rule is (nearly) as bad as it can be.

    ``points``: n rational points of R^d; ``honest``: the m indices of S; ``output``: the admissible output of the rule
    that is meant when ties leave a choice (None: every admissible output counts); ``note``: attained, a supremum, ...
    """

    points: tuple[Point, ...]
    honest: tuple[int, ...]
    output: Point | None = None
    note: str = "attained"

    @classmethod
    def on_line(
        cls, values: Sequence[Fraction | int], f: int, output: Fraction | int | None = None, note: str = "attained"
    ) -> Extremal:
        """The input of these values, the last f of them faulty."""
        points = tuple((Fraction(value),) for value in values)
        return cls(points, tuple(range(len(values) - f)), None if output is None else (Fraction(output),), note)

    @classmethod
    def at_a_tie(cls, n: int, f: int, note: str = "attained at a tie", *, known: bool = True) -> Extremal:
        """n - 2f rows at 0 and f at 1 in S, the faulty at -1; where ``known``, the output is the mean of the first and
        the last."""
        return cls.on_line([0] * (n - 2 * f) + [1] * f + [-1] * f, f, Fraction(-f, n - f) if known else None, note)


def undefined(points: Points, f: int) -> list[Point]:
    """The exact outputs of a rule without a definition: ValueError."""
    raise ValueError("the rule has no exact definition")


def _outputs(definition: Form, points: Points, f: int) -> list[Point]:
    n, f = require_n_f(len(points), f)
    definition.require(n, f)
    return definition.outputs([tuple(point) for point in points], f)


@dataclass(frozen=True)
class Rule:
    """An aggregation rule F: n vectors of R^d -> one, called as ``rule(x, f=f)`` with x of shape (..., n, d).

    ``aggregate(x, f, **options)`` is the batched array-API implementation (input never modified, output (..., d), same
    namespace, dtype, device). ``definition``: what it computes, as data; our rules have it from their registry line.
    ``exact(points, f)``, from the definition, is the list of *all* outputs that it admits in rational arithmetic
    (several at a tie; of a segment, its ends), or ValueError where the output is irrational.
    ``proofs``: upper bounds on its coefficients for all (n, f), replayed step by step; ``families``: worst inputs for
    all (n, f), on which the definition is evaluated. ``searches_up_to``: the largest n at which hundreds of inputs
    without outliers are evaluated in a figure, for a rule whose cost may grow like C(n, f) on them (None: any n).
    ``extremal`` maps a criterion to a function (n, f, d) -> Extremal: the worst input known whose points fit into R^d
    (d = inf: any).
    ``traits``: a subset of {"coordinate_wise", "translation", "scale", "orthogonal", "orthogonal_but_ties",
    "permutation", "hull"}: the equivariances that hold exactly in real arithmetic. "orthogonal_but_ties": under the
    orthogonal maps that keep the lexicographic order of the rows, by which ties are broken; "hull": the output lies in
    the coordinate-wise hull; "piecewise_constant": its derivative is 0. ``domain``: the (n, f) for which the rule is
    defined; whoever speaks about the rule asks :meth:`require`.
    ``weights(x, f, **options)``, for rules that select rows: the weight of every row in the output, shape (..., n),
    with sum one.
    ``weigh``: the same rule for workers of unequal weights, where a weight is mass.
    ``random``: ``aggregate`` takes a ``generator`` and draws from it where one is given.
    Of a composition (:mod:`resam_theory.compose`), ``stage`` is what comes first and ``inner`` the rule that follows.
    ``classes``: the worst input known at (criterion, n, f), its points given by classes; ``multipliers``: at
    (criterion, n, f), a dual certificate that covers the first family of the definition's selection pattern.
    ``beside``: what else is claimed and proved of it, with worst inputs; added to ``claims``, ``proofs``, ``families``.
    ``options``: the field of the definition that an option of ``aggregate`` sets, where they are called differently.
    ``open``: why the ends of an interval differ, first the closest.
    ``trusted``: row 0 is known to be honest, so that S in (D1), (D2) is any set that contains it.
    """

    name: str
    title: str
    reference: str
    aggregate: Callable[..., Any]
    claims: tuple[Claim, ...]
    exact: Callable[[Points, int], list[Point]] = undefined
    definition: Form | None = None
    aliases: tuple[str, ...] = ()
    extremal: Mapping[Criterion, Callable[[int, int, int | float], Extremal]] = field(default_factory=dict)
    traits: frozenset[str] = frozenset({"translation", "scale", "permutation"})
    proofs: tuple[Bound, ...] = ()
    families: tuple[Family, ...] = ()
    searches_up_to: int | None = None
    domain: Domain = _EVERYWHERE
    weights: Callable[..., Any] | None = None
    weigh: Callable[[weighted.Massed], Any] | None = None
    random: bool = False
    trusted: bool = False
    stage: Any = None
    inner: Rule | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[Addition, ...] = ()
    open: tuple[Open, ...] = ()
    classes: Callable[[Criterion, int, int], Configuration | None] | None = None
    multipliers: Callable[[str, int, int], Multipliers | None] | None = None

    def __post_init__(self) -> None:
        if self.definition is None and self.name in REGISTRY:
            object.__setattr__(self, "definition", definition_of(self.name))
        if self.exact is undefined and self.definition is not None:
            object.__setattr__(self, "exact", partial(_outputs, self.definition))
        object.__setattr__(self, "claims", (*self.claims, *implied(self.claims, self.traits)))
        for part in self.beside:
            object.__setattr__(self, "claims", (*self.claims, *part.claims))
            object.__setattr__(self, "proofs", (*self.proofs, *part.proofs))
            object.__setattr__(self, "families", (*self.families, *part.families))
            object.__setattr__(self, "open", (*self.open, *part.open))
        object.__setattr__(self, "beside", ())

    def __call__(
        self, x: Any, *, f: int | None = None, weights: Any = None, faulty_weight: float | None = None, **options: Any
    ) -> Any:
        """Aggregate x of shape (..., n, d) with at most f < n/2 faulty rows to shape (..., d).

        ``weights``, for rules to which a weight is mass: n numbers w_i >= 0, for instance how many samples each worker
        has; then at most f workers, or workers of the share ``faulty_weight`` < 1/2 of the weights, are faulty.

        >>> import numpy as np
        >>> from resam_theory.rules import get
        >>> get("median")(np.asarray([[0.0], [1.0], [2.0]]), weights=[3, 1, 1], faulty_weight=0.3)
        array([0.])
        """
        if weights is not None or faulty_weight is not None:
            return self._weigh(x, f, weights, faulty_weight, options)
        if f is None:
            raise TypeError("f is missing: need f, a number of workers")
        return entrance.call(self.aggregate, x, f, options)

    def _weigh(self, x: Any, f: int | None, weights: Any, faulty_weight: float | None, options: dict[str, Any]) -> Any:
        if self.weigh is None:
            raise TypeError(f"weights are not admissible for {self.name}: need one of {', '.join(WEIGHED)}")
        if options:
            raise TypeError(f"{min(options)} is not admissible with weights")
        if weights is None:
            raise TypeError(f"faulty_weight = {faulty_weight} is not admissible without weights")
        given = weighted.prepare(x, weights, f, faulty_weight)
        output = given.xp.astype(self.weigh(given), x.dtype)
        return given.xp.reshape(output, (*x.shape[:-2], x.shape[-1]))

    def select(self, x: Any, *, f: int, **options: Any) -> Selected:
        """The output with which rows it is made of, for rules that select; TypeError (one line) for the others.

        >>> import numpy as np
        >>> from resam_theory.rules import get
        >>> found = get("mda").select(np.asarray([[0.0], [1.0], [9.0], [2.0]]), f=1)
        >>> found.output, found.left_out
        (array([1.]), array([False, False,  True, False]))
        """
        if self.weights is None:
            raise TypeError(
                f"{self.name} does not select rows: need one of krum, krum_blanchard, multi_krum, mda, cge, or a rule "
                "with weights"
            )
        return selection(self(x, f=f, **options), self.weights, x, f, options)

    def require(self, n: Any, f: Any, *, f_min: int = 0) -> tuple[int, int]:
        """``(n, f)`` as ints where the rule is defined; ValueError or TypeError (one line) elsewhere.

        >>> from resam_theory.rules import get
        >>> get("krum_blanchard").require(5, 2)
        Traceback (most recent call last):
        ...
        ValueError: (n, f) = (5, 2) is not admissible for krum_blanchard: need n >= 2f + 3
        """
        n, f = require_n_f(n, f, f_min=f_min)
        if not self.domain.admits(n, f):
            condition = str(self.domain.where).replace("*", "")
            raise ValueError(f"(n, f) = ({n}, {f}) is not admissible for {self.name}: need {condition}")
        if self.definition is not None:
            self.definition.require(n, f, self.name)
        return n, f

    def admits(self, n: int, f: int) -> bool:
        """Whether the rule is defined at (n, f).

        >>> from resam_theory.rules import get
        >>> get("krum_blanchard").admits(5, 2), get("krum").admits(5, 2)
        (False, True)
        """
        try:
            self.require(n, f)
        except ValueError:
            return False
        return True

    def published(self, criterion: Criterion, n: int, f: int, d: int | float = math.inf) -> float | None:
        """The smallest upper bound on the coefficient that a publication claims; None where there is none."""
        values = [
            claim.value(n, f, d)
            for claim in self.claims
            if claim.criterion is criterion
            and claim.kind is Kind.UPPER
            and claim.source.provenance is not Provenance.DERIVED
            and claim.domain.admits(n, f, d)
        ]
        return min(filter(math.isfinite, values), default=None)
