"""What a piece of evidence is about, and what it proves once it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from resam_theory.definitions.criteria import POWERS
from resam_theory.definitions.forms import Form, parse
from resam_theory.definitions.naming import shaped, wanted

from .masses import Problem
from .reading import Refused, boolean, count, dimension, fields, items, nonnegative, rational

__all__ = ["ANY", "FORMAT", "Checked", "Claim", "Stated", "Weighed", "read"]

FORMAT: Final = 1
"""The version of the format of evidence; files of another version are refused."""
_ABOUT: Final = ("rule", "definition", "criterion", "n", "f", "d")
_WEIGHTS: Final = ("weights", "faulty_weight")
ANY: Final = "any"
"""The subject of statements about every rule; it has no definition."""


@dataclass(frozen=True)
class Claim:
    """A criterion's coefficient of a rule at (n, f) in R^d; d None: the supremum over d.

    ``definition`` None: every rule.
    """

    rule: str
    definition: Form | None
    criterion: str
    n: int
    f: int
    d: int | None

    @property
    def m(self) -> int:
        """How many rows are in S: n - f of them, without an attack all."""
        return self.n if self.criterion == "no_attack" else self.n - self.f

    @property
    def form(self) -> Form:
        """The definition of one rule."""
        if self.definition is None:
            raise Refused(f"rule = {self.rule!r}: this evidence is about one rule with a definition")
        return self.definition

    @property
    def place(self) -> str:
        """Where the statement holds, in words."""
        return f"n={self.n}, f={self.f}, d={'inf' if self.d is None else self.d}"


@dataclass(frozen=True)
class Weighed(Claim):
    """The same for workers of unequal weights, (W1): the rule on copies of the rows, as many as the weights say; ``f``
    is the largest number of workers that may be faulty."""

    problem: Problem

    @property
    def place(self) -> str:
        """Where the statement holds, in words."""
        given, weights = self.problem, ",".join(map(str, self.problem.weights))
        faulty = f"faulty weight={given.phi}" if given.f is None else f"f={given.f}"
        return f"weights={weights}, {faulty}, d={'inf' if self.d is None else self.d}"


@dataclass(frozen=True)
class Stated:
    """A claim with the bound that the evidence states: ``value`` (None: infinite), of the square where ``squared``."""

    claim: Claim
    side: str
    value: Fraction | None
    squared: bool

    def square(self) -> Fraction | None:
        """The bound on the power of the coefficient that the criterion compares."""
        rooted = POWERS[self.claim.criterion] == 2 and not self.squared
        return self.value**2 if rooted and self.value is not None else self.value


@dataclass(frozen=True)
class Checked(Stated):
    """A bound that holds, if what is ``given`` holds: each entry is a sentence for a person to read. ``proved``: the
    number itself, which bounds lambda*² or kappa* (None: infinite) at least as well as what is stated."""

    status: str
    given: tuple[str, ...]
    proved: Any

    def __str__(self) -> str:
        c = self.claim
        name = f"{c.criterion}*{'^2' if self.squared else ''}"
        sign = "<=" if self.side == "upper" else ">="
        value = "infinity" if self.value is None else str(self.value)
        return f"{name}({c.rule}; {c.place}) {sign} {value}"


def read(evidence: Any) -> Stated:
    """The statement of a piece of evidence, every field of it checked; ValueError and what reading raises otherwise."""
    data = fields(evidence["claim"], _ABOUT, _WEIGHTS, of="the claim")
    if type(data["criterion"]) is not str or data["criterion"] not in POWERS:
        raise Refused(f"criterion = {data['criterion']!r:.60}: need one of {', '.join(POWERS)}")
    claim = (_weighed if any(key in data for key in _WEIGHTS) else _claim)(data)
    if evidence["side"] not in ("lower", "upper"):
        raise Refused(f"side = {evidence['side']!r:.60}: need lower or upper")
    value = None if evidence["value"] == "inf" else nonnegative(evidence["value"], "value")
    squared = boolean(evidence["squared"], "squared")
    if squared and POWERS[claim.criterion] != 2:
        raise Refused(f"squared = true: no bound on {claim.criterion} is squared")
    return Stated(claim, evidence["side"], value, squared)


def _claim(data: Mapping[str, Any]) -> Claim:
    n, f = count(data["n"], "n"), count(data["f"], "f")
    if not 2 * f < n:
        raise Refused(f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
    rule, definition = data["rule"], _definition(data["rule"], data["definition"])
    if definition is not None:
        definition.require(n, f)
    return Claim(rule, definition, data["criterion"], n, f, dimension(data["d"]))


def _weighed(data: Mapping[str, Any]) -> Weighed:
    fields(data, (*_ABOUT, *_WEIGHTS), of="the claim")
    n, definition = count(data["n"], "n"), _definition(data["rule"], data["definition"])
    weights = [rational(w, "weight") for w in items(data["weights"], "weights", length=n)]
    f = None if data["f"] is None else count(data["f"], "f")
    phi = None if data["faulty_weight"] is None else rational(data["faulty_weight"], "faulty_weight")
    problem = Problem.of(weights, f, phi)
    if definition is None or definition.by_mass(problem.weights, problem.phi) is None:
        raise Refused(f"rule = {data['rule']!r:.60}: nothing is known of weights for it")
    return Weighed(data["rule"], definition, data["criterion"], n, problem.most(), dimension(data["d"]), problem)


def _definition(rule: Any, data: Any) -> Form | None:
    if type(rule) is not str or not shaped(rule):
        raise Refused(f"rule = {rule!r:.60}: need a name that cannot be taken for a statement")
    if (rule == ANY) != (data is None):
        raise Refused(f"rule = {rule!r:.60}: need a definition, and none of the subject {ANY!r}")
    if data is None:
        return None
    definition = parse(data)
    if not wanted(rule, definition):
        raise Refused(f"the definition of {rule} is another one than {definition.data()}"[:400])
    return definition
