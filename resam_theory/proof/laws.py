"""Laws: inequalities that hold for all parameters of a region, about a form with parameters. Standard library only.

A :class:`Law` has the steps of one case of a bound (:mod:`.bounds`); what it claims are some of its combinations, about
any quantities that its rules of inference speak of, expectations for one. Nothing is substituted: :func:`replay`
decides on the region that n, f, m and the fields of the form are what these rules need, and that nothing has a pole.

>>> from resam_theory.compose.expectation import LAWS
>>> replay(LAWS["bucketing.expectation.shares"])
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from .bounds import READERS, Combine, Use
from .cases import Rejected
from .inference import HYPOTHESIS, INFERENCES, Inference
from .polynomial import Ratio
from .records import Names, Pairs, Title, record
from .region import Region, parse
from .replay import SHARED, established

__all__ = ["INNER", "Law", "meanings", "read", "replay"]

INNER: Final = "kappa"
"""The symbol for the coefficient of the rule that follows a stage: any number > 0."""
_ABOUT: Final = frozenset(rule.about[0] for rule in INFERENCES.values() if rule.about) - {HYPOTHESIS}


@dataclass(frozen=True)
class Law:
    """``claims``: the steps that are claimed. ``about``: the form. ``integers``: the symbols of the region that are
    integers; any other runs over all positive numbers.

    ``given`` (name, expression in symbols and earlier names): n, m, the form's fields unless they are symbols, and
    abbreviations, which the steps may use.
    """

    id: str
    about: Title
    region: Region
    integers: Names
    given: Pairs
    steps: tuple[Use | Combine, ...]
    claims: Names

    def statement(self) -> str:
        """In one line: the claims, and for which parameters."""
        stated = {step.name: step for step in self.steps if isinstance(step, Combine)}
        claims = "; ".join(f"{stated[name].small} <= {stated[name].large}" for name in self.claims)
        real = [f"{name} > 0" for name in self.region.symbols if name not in self.integers]
        whole = [f"{name} >= {low}" for name, low, _ in self.region.rows if name in self.integers]
        meant = ", ".join(f"{name} = {value}" for name, value in self.given)
        return f"{self.about}: {claims}; for all {', '.join(real)} and integers {', '.join(whole)}, with {meant}"


def read(data: Any) -> Law:
    """The law that ``data`` is; ValueError for anything else."""
    return record(Law, data, "a law", READERS)


def replay(law: Law) -> None:
    """:class:`Rejected` unless every step holds on the region, and speaks about n, f, m and the form as they are."""
    try:
        _replay(law)
    except ValueError as error:
        raise Rejected(f"{law.id}: {error}") from None


def _replay(law: Law) -> None:
    names, meant = law.region.symbols, meanings(law)
    if law.about not in _ABOUT:
        raise Rejected(f"no rule of inference speaks of '{law.about}'")
    if set(meant) & {*names, *SHARED} or not set(law.integers) <= set(names):
        raise Rejected("what is given must not be a symbol of the region or of rules, and integers must be")
    for name, low, high in law.region.rows:
        if high or (name not in law.integers and low != "0"):
            raise Rejected("need a region without upper ends, on which a number is an integer or any positive one")
    values = {name: parse(value) for name, value in meant.items()} | {name: Ratio.symbol(name) for name in names}
    if missing := {"n", "f", "m"} - set(values):
        raise Rejected(f"{min(missing)} has no meaning")
    if not (values["n"] - values["f"] - values["m"]).vanishes:
        raise Rejected("m is not n - f")
    steps = [_written_out(step, meant) for step in law.steps]
    known = established(law.region, steps, line=False, plane=False)
    if taken := set(meant) & {name for fact in known.values() for side in fact for name in side.names}:
        raise Rejected(f"a rule of inference speaks of {min(taken)}, which has another meaning already")
    weights = [parse(value) for step in steps if isinstance(step, Combine) for _, value in step.weights]
    for value in (*weights, *(side for fact in known.values() for side in fact)):
        _no_pole(law, value)
    for step in steps:
        if isinstance(step, Use):
            _speaks(law, INFERENCES[step.rule], dict(step.at), values)
    if stray := set[str]().union(*(value.names for value in values.values())) - set(names):
        raise Rejected(f"{min(stray)} is no symbol of the region")
    if not all(_is_whole(values[name], law.integers) for name in ("n", "f")):
        raise Rejected("n and f must be whole numbers")
    if any(law.region.sign(value) not in (0, 1) for value in (values["f"], values["m"] - values["f"] - parse("1"))):
        raise Rejected("need 0 <= f < n/2")
    if not law.claims or not set(law.claims) <= {step.name for step in steps if isinstance(step, Combine)}:
        raise Rejected("a claim is no conclusion")


def meanings(law: Law) -> dict[str, str]:
    """What the given names are, in the symbols of the region."""
    found: dict[str, str] = {}
    for name, value in law.given:
        if parse(name).names != {name}:
            raise ValueError(f"{name:.20} is no name: need letters and digits")
        found[name] = _expanded(value, found)
    return found


def _expanded(value: str, meant: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda name: f"({meant[name[0]]})" if name[0] in meant else name[0], value)


def _written_out(step: Use | Combine, meant: Mapping[str, str]) -> Use | Combine:
    if isinstance(step, Use):
        return replace(step, at=tuple((name, _expanded(value, meant)) for name, value in step.at))
    weights = tuple((name, _expanded(value, meant)) for name, value in step.weights)
    return Combine(step.name, _expanded(step.small, meant), _expanded(step.large, meant), weights)


def _no_pole(law: Law, value: Ratio) -> None:
    """The denominator vanishes nowhere on the region: integers may be at their lower ends, other numbers are > 0."""
    below = law.region.charted(Ratio(value.bottom)).top
    lowest = [key for key in below.terms if not {name for name, _ in key} & set(law.integers)]
    if len(below.signs()) != 1 or not lowest:
        raise Rejected("a denominator may vanish on the region")


def _speaks(law: Law, rule: Inference, at: Mapping[str, str], values: Mapping[str, Ratio]) -> None:
    """A rule's hypotheses about the form and the parameters, for all of them at once."""
    form, *conditions = rule.about or (law.about,)
    if form != law.about or rule.divides or rule.means:
        raise Rejected(f"'{rule.name}' speaks of something else, or of some inputs only")
    wanted = {name: values[name] for name in ("n", "f", "m") if name in rule.parameters}
    for condition in conditions:
        field, _, parameter = condition.partition("=")
        wanted[parameter] = values[field]
    if "inner" in rule.parameters:
        if INNER not in law.region.symbols or INNER in law.integers or "inner" not in {fact[0] for fact in rule.facts}:
            raise Rejected(f"'{rule.name}' needs any {INNER} > 0, of which it speaks")
        wanted["inner"] = Ratio.symbol(INNER)
    own = {name: parse(value) for name, value in at.items()}
    for name, value in wanted.items():
        if not (own[name] - value).vanishes:
            raise Rejected(f"'{rule.name}' is used for another {name}")
    for expression in rule.whole:
        if not _is_whole(parse(expression).at_once(own), law.integers):
            raise Rejected(f"'{rule.name}' needs an integer {expression}")


def _is_whole(value: Ratio, integers: tuple[str, ...]) -> bool:
    """Whether it is a polynomial with integer coefficients in integers."""
    found = value.top.divided(value.bottom)
    whole = found is not None and all(number.denominator == 1 for number in found.terms.values())
    return whole and value.names <= set(integers)
