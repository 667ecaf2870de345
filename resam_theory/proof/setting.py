"""What a written proof knows at a step: its region, its premises and the facts so far. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from .polynomial import ZERO, Ratio
from .premises import APART, CONSTANTS, DETERMINED, DOMAIN, FREE, MOMENTS, VARYING, WHOLE, Premise, premises
from .region import Region, parse
from .written import Fact, Statement

__all__ = ["Known", "Setting", "at_moment", "coefficient", "whole"]


@dataclass(frozen=True)
class Known:
    """An established fact; ``exact``: an identity of vectors, not only of expectations."""

    small: Ratio
    large: Ratio
    equal: bool
    exact: bool = False

    @property
    def slack(self) -> Ratio:
        """``large - small``."""
        return self.large - self.small

    @property
    def names(self) -> set[str]:
        """The symbols that occur."""
        return self.small.names | self.large.names

    def moved(self, at: Mapping[str, Ratio]) -> Known:
        """The fact with symbols replaced, all at once."""
        return Known(self.small.at_once(at), self.large.at_once(at), self.equal, self.exact)


@dataclass
class Setting:
    """A statement as far as it is proved: the ``facts`` that its steps have established.

    ``powers``: symbols that stand for a power of something (its exponent is the step); ``worst``: the problems that the
    symbol of this name is about. Both have one meaning in a statement and in all it cites.
    """

    statement: Statement
    where: dict[str, Ratio]
    facts: dict[str, Known] = field(default_factory=dict)
    powers: dict[str, Ratio] = field(default_factory=dict)
    worst: str = ""

    @classmethod
    def of(cls, statement: Statement) -> Setting:
        """The statement before its first step; ValueError where its head is not admissible."""
        rows, listed = statement.region.symbols, premises()
        where = {name: parse(text) for name, text in statement.where}
        if stray := set(rows) - set(listed.parameters):
            raise ValueError(f"{min(stray)} is no parameter")
        fixed = {*FREE, *VARYING, *rows}
        if stray := {name for name in where if name not in listed.parameters or name in fixed}:
            raise ValueError(f"{min(stray)} is no quantity that may be replaced")
        for name in statement.assumes:
            if name not in listed.premises:
                raise ValueError(f"'{name}' is no premise")
        setting = cls(statement, where)
        for name, low, high in statement.region.rows:
            setting.finite(parse(low))
            if high:
                setting.finite(parse(high))
                width = parse(high) - parse(low)
                setting.positive(width, "the width of the region")
                if name in WHOLE and not any(whole(parse(end), WHOLE) for end in (low, high)):
                    setting.nonnegative(width - Ratio.number(1), f"what allows a whole {name}")
        setting.meaningful()
        return setting

    def meaningful(self) -> None:
        """ValueError unless the parameters, and what is written in them, are as they can be, and the premises go
        together: no two say different things of a symbol.
        """
        own, meant = {*self.region.symbols, *self.where}, dict[str, str]()
        ends = {name: (low, high) for name, low, high in self.region.rows}
        texts = [text for _, *both in self.region.rows for text in both if text]
        used = set[str]().union(*(value.names for value in (*map(parse, texts), *self.where.values())))
        for name, others, symbol, *both in DETERMINED:
            speaks = {symbol, *others} <= own and name in ("", *self.statement.assumes)
            if speaks and (ends.get(symbol) != tuple(both) or symbol in used):
                raise ValueError(f"{symbol} is determined by other parameters: need {' .. '.join(both)}")
        if any(one & {*self.statement.assumes} and other & {*self.statement.assumes} for one, other in APART):
            raise ValueError("two premises exclude one another")
        for name in ("", *self.statement.assumes):
            for text in (*DOMAIN.get(name, ()), *(() if name else sorted(own))):
                if parse(text).names <= own:
                    self.nonnegative(parse(text).at_once(self.where), text)
            for symbol, meaning in premises().premises[name].definitions if name else ():
                if meant.setdefault(symbol, meaning) != meaning:
                    raise ValueError(f"two premises say what {symbol} is")

    @property
    def region(self) -> Region:
        """The admissible parameters."""
        return self.statement.region

    @property
    def claim(self) -> Known:
        """The last fact."""
        return self.facts[next(reversed(self.facts))]

    def premise(self, name: str) -> Premise:
        """A premise, if it is made."""
        if name not in self.statement.assumes:
            raise ValueError(f"premise not made: '{name}'")
        return premises().premises[name]

    def known(self, name: str) -> Known:
        """A fact, if it is established."""
        if name not in self.facts:
            raise ValueError(f"not established: '{name}'")
        return self.facts[name]

    def learn(self, name: str, known: Known) -> None:
        """One more fact: both sides are polynomials in known symbols whose coefficients have no pole."""
        if name in self.facts:
            raise ValueError("the name of two facts")
        if stray := known.names - premises().atoms.keys() - set(self.region.symbols):
            raise ValueError(f"{min(stray)} is neither a symbol of the analysis nor a parameter of the region")
        self.finite(known.small)
        self.finite(known.large)
        self.facts[name] = known

    def finite(self, value: Ratio) -> Ratio:
        """``value`` if its denominator vanishes nowhere inside the region."""
        if self._kept(Ratio(value.bottom)) not in (1, -1):
            raise ValueError("a denominator may vanish inside the region")
        return value

    def _kept(self, value: Ratio) -> int:
        """The sign that ``value`` has everywhere inside the region, where it vanishes nowhere; 0 where undecided."""
        moved = self.region.charted(value)
        signs = [part.signs() for part in (moved.top, moved.bottom)]
        return 0 if {len(found) for found in signs} != {1} else 1 if signs[0] == signs[1] else -1

    def nonnegative(self, value: Ratio, what: str) -> None:
        """ValueError unless ``value`` >= 0 on the region."""
        if self.region.sign(value) not in (0, 1):
            raise ValueError(f"{what} is not >= 0 on the region")

    def positive(self, value: Ratio, what: str) -> None:
        """ValueError unless ``value`` > 0 inside the region."""
        if self._kept(value) != 1:
            raise ValueError(f"{what} is not > 0 inside the region")

    def fact(self, fact: Fact) -> Known:
        """What a fact says."""
        return Known(parse(fact.small), parse(fact.large), fact.equal)

    def defined(self, value: Ratio, by: Iterable[str]) -> Ratio:
        """``value`` with the definitions of premises inserted, in their order."""
        for name in by:
            for symbol, meaning in self.premise(name).definitions:
                if symbol in value.names:
                    value = value.replaced({symbol: self.finite(parse(meaning).at_once(self.where))})
        return value

    @property
    def steady(self) -> set[str]:
        """The parameters that stay the same from step to step."""
        return set(self.region.symbols) - VARYING.keys()

    def pure(self, value: Ratio) -> Ratio:
        """``value`` if it is a function of the parameters alone, without a pole, that is the same at every step."""
        if stray := value.names - self.steady:
            raise ValueError(f"{min(stray)} is no parameter that stays the same")
        return self.finite(value)

    def stands_for(self, name: str, ratio: Ratio) -> None:
        """The symbol ``name`` is a power of ``ratio``: ValueError where it already is one of something else."""
        meant = parse(VARYING[name]).at_once(self.where) if VARYING.get(name) else self.powers.get(name, ratio)
        if name not in VARYING or not (meant - ratio).vanishes:
            raise ValueError(f"{name} is not the power of this ratio")
        self.powers[name] = ratio

    def about(self, worst: str) -> None:
        """The symbol worst is about these problems: ValueError where it already is about others."""
        if worst and self.worst not in ("", worst):
            raise ValueError("worst is about two pairs of problems")
        self.worst = worst or self.worst


def whole(value: Ratio, names: Set[str]) -> bool:
    """Whether it is a polynomial with integer coefficients in ``names``."""
    found = value.top.divided(value.bottom)
    return found is not None and found.names <= names and all(part.denominator == 1 for part in found.terms.values())


def at_moment(known: Known, moment: str, parameters: Iterable[str]) -> Known:
    """The fact at another moment: it must speak of what moves and of constants only."""
    if not moment:
        return known
    if moment not in MOMENTS:
        raise ValueError(f"'{moment}' is no moment")
    move = MOMENTS[moment]
    if stray := known.names - (set(parameters) - VARYING.keys()) - CONSTANTS - set(move):
        raise ValueError(f"{min(stray)} does not move '{moment}'")
    return known.moved({name: parse(text) for name, text in move.items()})


def coefficient(value: Ratio, monomial: str, parameters: Iterable[str]) -> Ratio:
    """What exactly this monomial is multiplied with, the parameters left out of account."""
    (key,) = parse(monomial).top.terms
    split = value.top.coefficients(value.names - set(parameters))
    return Ratio(split.get(key, ZERO), value.bottom).reduced()
