"""What a piece of evidence is about, and what it proves once it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from resam_theory.definitions.criteria import POWERS
from resam_theory.definitions.forms import Form, parse
from resam_theory.definitions.naming import named, shaped, wanted

from .reading import Refused, boolean, count, dimension, fields, nonnegative

__all__ = ["ABOUT", "ANY", "FORMAT", "Checked", "Coefficient", "Stated", "claim", "read", "subject"]

FORMAT: Final = 1
"""The version of the format of evidence; files of another version are refused."""
ABOUT: Final = ("rule", "definition", "criterion", "n", "f", "d")
ANY: Final = "any"
"""The subject of statements about every rule; it has no definition."""


@dataclass(frozen=True)
class Coefficient:
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

    def lies_in(self, other: Coefficient) -> None:
        """:class:`Refused` unless the space of this claim lies in that of the other one."""
        if other.d is not None and (self.d is None or self.d > other.d):
            raise Refused("a bound in this dimension says nothing about that one")

    @property
    def place(self) -> str:
        """Where the statement holds, in words."""
        return f"n={self.n}, f={self.f}, d={'inf' if self.d is None else self.d}"


@dataclass(frozen=True)
class Stated:
    """A claim with the bound that the evidence states: ``value`` (None: infinite), of the square where ``squared``."""

    claim: Coefficient
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
        return f"{name}({named(c.rule)}; {c.place}) {sign} {value}"


def read(evidence: Any, about: Callable[[Any], Coefficient]) -> Stated:
    """The statement of a piece of evidence, every field of it checked; ValueError and what reading raises otherwise.

    ``about`` reads the claim: :func:`claim`, or what reads claims about workers of unequal weights.
    """
    claim = about(evidence["claim"])
    if evidence["side"] not in ("lower", "upper"):
        raise Refused(f"side = {evidence['side']!r:.60}: need lower or upper")
    value = None if evidence["value"] == "inf" else nonnegative(evidence["value"], "value")
    squared = boolean(evidence["squared"], "squared")
    if squared and POWERS[claim.criterion] != 2:
        raise Refused(f"squared = true: no bound on {claim.criterion} is squared")
    return Stated(claim, evidence["side"], value, squared)


def claim(data: Any) -> Coefficient:
    """A claim at (n, f)."""
    fields(data, ABOUT, of="the claim")
    rule, definition, criterion = subject(data)
    n, f = count(data["n"], "n"), count(data["f"], "f")
    if not 2 * f < n:
        raise Refused(f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
    if definition is not None:
        definition.require(n, f)
    return Coefficient(rule, definition, criterion, n, f, dimension(data["d"]))


def subject(data: Mapping[str, Any]) -> tuple[str, Form | None, str]:
    """The rule, its definition (None: every rule) and the criterion."""
    rule, criterion = data["rule"], data["criterion"]
    if criterion not in POWERS:
        raise Refused(f"criterion = {criterion!r:.60}: need one of {', '.join(POWERS)}")
    if type(rule) is not str or not shaped(rule):
        raise Refused(f"rule = {rule!r:.60}: need a name that cannot be taken for a statement")
    if (rule == ANY) != (data["definition"] is None):
        raise Refused(f"rule = {rule!r:.60}: need a definition, and none of the subject {ANY!r}")
    if rule == ANY:
        return rule, None, criterion
    definition = parse(data["definition"])
    if not wanted(rule, definition):
        raise Refused(f"the definition of {rule} is another one than {definition.data()}"[:400])
    return rule, definition, criterion
