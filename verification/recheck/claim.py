"""What a piece of evidence is about, and what it proves once it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from resam_theory.definitions.forms import Form, parse
from resam_theory.definitions.registry import REGISTRY, definition_of

from .reading import Refused, boolean, count, dimension, fields, nonnegative

__all__ = ["ANY", "FORMAT", "Checked", "Claim", "Stated", "read"]

FORMAT: Final = 1
"""The version of the format of evidence; files of another version are refused."""
ANY: Final = "any"
"""The subject of statements about every rule; it has no definition."""


@dataclass(frozen=True)
class Claim:
    """lambda* or kappa* of a rule at (n, f) in R^d; d None: the supremum over d. ``definition`` None: every rule."""

    rule: str
    definition: Form | None
    criterion: str
    n: int
    f: int
    d: int | None

    @property
    def m(self) -> int:
        """n - f."""
        return self.n - self.f

    @property
    def form(self) -> Form:
        """The definition of one rule."""
        if self.definition is None:
            raise Refused(f"rule = {self.rule!r}: this evidence is about one rule with a definition")
        return self.definition


@dataclass(frozen=True)
class Stated:
    """A claim with the bound that the evidence states: ``value`` (None: infinite), of the square where ``squared``."""

    claim: Claim
    side: str
    value: Fraction | None
    squared: bool

    def square(self) -> Fraction | None:
        """The bound on lambda*² or kappa*."""
        rooted = self.claim.criterion == "lambda" and not self.squared
        return self.value**2 if rooted and self.value is not None else self.value


@dataclass(frozen=True)
class Checked(Stated):
    """A bound that holds, if what is ``given`` holds: each entry is a sentence for a person to read."""

    status: str
    given: tuple[str, ...]

    def __str__(self) -> str:
        c = self.claim
        name = f"{c.criterion}*{'^2' if self.squared else ''}"
        sign = "<=" if self.side == "upper" else ">="
        value = "infinity" if self.value is None else str(self.value)
        return f"{name}({c.rule}; n={c.n}, f={c.f}, d={'inf' if c.d is None else c.d}) {sign} {value}"


def read(evidence: Any) -> Stated:
    """The statement of a piece of evidence, every field of it checked."""
    data = fields(evidence["claim"], ("rule", "definition", "criterion", "n", "f", "d"), of="the claim")
    n, f = count(data["n"], "n"), count(data["f"], "f")
    if not 2 * f < n:
        raise Refused(f"(n, f) = ({n}, {f}): need 1 <= f < n/2")
    if data["criterion"] not in ("lambda", "kappa"):
        raise Refused(f"criterion = {data['criterion']!r:.60}: need lambda or kappa")
    rule, definition = data["rule"], _definition(data["rule"], data["definition"])
    if definition is not None:
        try:
            definition.check(n, f)
        except ValueError as error:
            raise Refused(f"(n, f) = ({n}, {f}): {error}") from None
    claim = Claim(rule, definition, data["criterion"], n, f, dimension(data["d"]))
    if evidence["side"] not in ("lower", "upper"):
        raise Refused(f"side = {evidence['side']!r:.60}: need lower or upper")
    value = None if evidence["value"] == "inf" else nonnegative(evidence["value"], "value")
    squared = boolean(evidence["squared"], "squared")
    if squared and claim.criterion != "lambda":
        raise Refused("squared = true: only a bound on lambda*^2 is squared")
    return Stated(claim, evidence["side"], value, squared)


def _definition(rule: Any, data: Any) -> Form | None:
    if type(rule) is not str or not rule.isprintable() or not 1 <= len(rule) <= 2000:
        raise Refused(f"rule = {rule!r:.60}: need a name")
    if (rule == ANY) != (data is None):
        raise Refused(f"rule = {rule!r:.60}: need a definition, and none of the subject {ANY!r}")
    if data is None:
        return None
    try:
        definition = parse(data)
    except (ValueError, TypeError, AttributeError, RecursionError, ZeroDivisionError) as error:
        raise Refused(f"the definition is not admissible: {error}") from None
    if rule in REGISTRY and definition != definition_of(rule):
        raise Refused(f"the definition of {rule} is {REGISTRY[rule].definition}, not {definition.data()}"[:400])
    return definition
