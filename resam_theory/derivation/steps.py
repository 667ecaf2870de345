"""The steps a proof is made of. Each can be replayed by exact arithmetic alone, and each can fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from .relations import Assumption, Relation, Replacement
from .signs import Ranges, nonnegative, semidefinite

__all__ = [
    "Combination",
    "Definition",
    "ExpectedProduct",
    "Grounds",
    "Recursion",
    "Replay",
    "Step",
    "Summation",
    "quadratic",
    "vanishes",
]


@dataclass(frozen=True)
class Grounds:
    """What a step may use: the admissible parameters, the assumptions, the facts established so far."""

    region: Ranges
    assumptions: Mapping[str, Assumption]
    known: Mapping[str, Relation]

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The parameters; every other symbol of a fact is a vector or a scalar of the analysis."""
        return tuple(interval.symbol for interval in self.region.intervals)


@dataclass(frozen=True)
class Replay:
    """The outcome of one step: whether it holds, the kind of argument, and the certificate or what went wrong."""

    step: str
    holds: bool
    method: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step(ABC):
    """A step establishes its ``conclusion`` from what its setting offers."""

    conclusion: Relation

    @abstractmethod
    def replay(self, setting: Grounds) -> Replay:
        """Check the step in exact arithmetic."""

    def _failed(self, method: str, reason: str, **detail: Any) -> Replay:
        return Replay(self.conclusion.name, False, method, {"reason": reason, **detail})


def vanishes(expression: sp.Expr) -> bool:
    """Whether a rational expression is identically zero."""
    return sp.cancel(sp.together(sp.expand(expression))) == 0


def _insert(expression: sp.Expr, assumption: Assumption) -> sp.Expr:
    for symbol, meaning in assumption.definitions:
        expression = expression.subs(symbol, meaning)
    return expression


@dataclass(frozen=True)
class Definition(Step):
    """An identity: both sides agree once the definitions of the named assumptions are inserted."""

    by: tuple[str, ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """Expand ``large - small``; it must be the zero polynomial."""
        missing = [name for name in self.by if name not in setting.assumptions]
        if missing:
            return self._failed("identity", f"assumption not made: {missing[0]}")
        difference = self.conclusion.slack
        for name in self.by:
            difference = _insert(difference, setting.assumptions[name])
        if not vanishes(difference):
            return self._failed("identity", "the two sides differ", difference=str(sp.factor(difference)))
        return Replay(self.conclusion.name, True, "identity", {"statement": str(self.conclusion)})


@dataclass(frozen=True)
class Combination(Step):
    """``slack(conclusion) = sum_k weight_k slack(premise_k) + q`` with weights >= 0 and q a semidefinite quadratic
    form.

    An ``equal`` premise may have a weight of any sign. The definitions of the assumptions ``by`` are inserted into q.
    """

    weights: tuple[tuple[str, sp.Expr], ...] = ()
    by: tuple[str, ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """Signs of the weights, then all principal minors of the remainder, for all parameters of the region."""
        method = "combination"
        rest = self.conclusion.slack
        reasons: dict[str, str] = {}
        for name, weight in self.weights:
            if name not in setting.known:
                return self._failed(method, f"not established: {name}")
            premise = setting.known[name]
            if not premise.equal:
                sign = nonnegative(weight, setting.region)
                if not sign.holds:
                    return self._failed(method, f"the weight of '{name}' is {sign.how}", witness=sign.witness)
                reasons[name] = sign.how
            rest = rest - weight * premise.slack
        for name in self.by:
            if name not in setting.assumptions:
                return self._failed(method, f"assumption not made: {name}")
            rest = _insert(sp.expand(rest), setting.assumptions[name])
        atoms = tuple(sorted(rest.free_symbols - set(setting.parameters), key=str))
        constant, stray, form = quadratic(rest, atoms)
        if stray != 0:
            return self._failed(method, "the remainder is not a quadratic form", remainder=str(sp.factor(stray)))
        sign, minors = semidefinite(form, setting.region)
        if sign.holds and constant != 0:
            sign = nonnegative(constant, setting.region)
            minors["constant"] = sign.how
        detail = {
            "statement": str(self.conclusion),
            "weights": {name: str(weight) for name, weight in self.weights},
            "weight signs": reasons,
            "form in": [str(a) for a in atoms],
            "minors": minors,
        }
        if not sign.holds:
            return self._failed(method, f"remainder not semidefinite: {sign.how}", witness=sign.witness, **detail)
        return Replay(self.conclusion.name, True, method, detail)


def quadratic(expression: sp.Expr, atoms: tuple[Any, ...]) -> tuple[sp.Expr, sp.Expr, sp.Matrix]:
    """The Taylor expansion of ``expression`` in ``atoms`` at 0: constant, what is neither that nor quadratic, form."""
    zero = [(atom, sp.S.Zero) for atom in atoms]
    slopes = [expression.diff(atom) for atom in atoms]
    constant = sp.cancel(sp.together(expression.subs(zero)))
    stray = sum((sp.cancel(sp.together(g.subs(zero))) * a for g, a in zip(slopes, atoms, strict=True)), sp.Integer(0))
    form = sp.zeros(len(atoms), len(atoms))
    for i, slope in enumerate(slopes):
        for j in range(i, len(atoms)):
            if slope.has(atoms[j]):
                form[i, j] = form[j, i] = sp.cancel(sp.together(slope.diff(atoms[j]))) / 2
    higher = form.free_symbols & set(atoms)
    return constant, (stray + sp.Add(*higher) if higher else stray), form


@dataclass(frozen=True)
class ExpectedProduct(Step):
    """Multiply two known equalities, sum or take the expectation by the named rules: E<small_1, small_2> <=
    E<large_1, large_2>."""

    factors: tuple[str, str] = ("", "")
    rules: tuple[Replacement, ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """Every hypothesis of every rule must be among the assumptions; the rest is expansion."""
        method = "expectation"
        if any(name not in setting.known or not setting.known[name].equal for name in self.factors):
            return self._failed(method, f"not established as an equality: one of {self.factors}")
        first, second = (setting.known[name] for name in self.factors)
        sides = [sp.expand(first.small * second.small), sp.expand(first.large * second.large)]
        for rule in self.rules:
            missing = [name for name in rule.hypotheses if name not in setting.assumptions]
            if missing:
                return self._failed(method, f"the rule '{rule.name}' needs the assumption '{missing[0]}'")
            for monomial, expectation in rule.replaces:
                weights = [side.coeff(monomial) for side in sides]
                if rule.bound and not (weights[0] == 0 and nonnegative(weights[1], setting.region).holds):
                    return self._failed(method, f"'{rule.name}' needs a weight >= 0, not {weights[1]}")
                sides = [
                    sp.expand(side + weight * (expectation - monomial))
                    for side, weight in zip(sides, weights, strict=True)
                ]
        sharp = not any(rule.bound for rule in self.rules)
        if self.conclusion.equal and not sharp:
            return self._failed(method, "a bound is no equality")
        for side, stated in zip(sides, (self.conclusion.small, self.conclusion.large), strict=True):
            if not vanishes(side - stated):
                return self._failed(method, "the expectation differs", expectation=str(side), stated=str(stated))
        detail = {"statement": str(self.conclusion), "rules": {rule.name: rule.statement for rule in self.rules}}
        return Replay(self.conclusion.name, True, method, detail)


@dataclass(frozen=True)
class Recursion(Step):
    """Induction on t: a sequence with w_0 <= closed(b=1) and w' <= recursion(w) obeys w_t <= closed(b = beta^(2t)).

    ``premise`` is the known fact ``w' <= factor w + constant``; ``variable`` b goes to ``ratio`` * b when t grows by
    one.
    """

    premise: str
    now: sp.Symbol
    then: sp.Symbol
    variable: sp.Symbol
    ratio: sp.Expr

    def replay(self, setting: Grounds) -> Replay:
        """Base: closed(1) = 0 = w_0. Step: the recursion maps closed(b) to closed(ratio b), with a factor >= 0."""
        method = "induction on t"
        if self.premise not in setting.known:
            return self._failed(method, f"not established: {self.premise}")
        closed, given = self.conclusion.large, setting.known[self.premise]
        factor = sp.expand(given.large).coeff(self.now)
        if (
            given.small != self.then
            or self.conclusion.small != self.now
            or not nonnegative(factor, setting.region).holds
        ):
            return self._failed(method, "the premise is not a recursion with a factor >= 0")
        if not vanishes(closed.subs(self.variable, 1)):
            return self._failed(method, "the base case t = 0 does not hold")
        if not vanishes(given.large.subs(self.now, closed) - closed.subs(self.variable, self.ratio * self.variable)):
            return self._failed(method, "the closed form does not obey the recursion")
        return Replay(self.conclusion.name, True, method, {"base": "t = 0", "statement": str(self.conclusion)})


@dataclass(frozen=True)
class Summation(Step):
    """Sum a fact over t = 1..T: the potential telescopes, every other monomial becomes its sum.

    The premise must have the slack ``potential - potential(next) + rest`` (``shift`` maps symbols of step t to t+1),
    and
    ``rest`` must consist of the monomials of ``sums``; induction on T is the rule that this step stands for.
    """

    premise: str = ""
    potential: sp.Expr = sp.S.Zero
    shift: tuple[tuple[sp.Symbol, sp.Symbol], ...] = ()
    start: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()
    sums: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """Split the premise exactly, and compare with ``conclusion`` = the summed inequality."""
        method = "telescoping sum"
        if self.premise not in setting.known:
            return self._failed(method, f"not established: {self.premise}")
        after: Any = self.potential.subs(dict(self.shift), simultaneous=True)
        before: Any = self.potential.subs(dict(self.start), simultaneous=True)
        rest = sp.expand(setting.known[self.premise].slack - self.potential + after)
        summed: sp.Expr = sp.S.Zero
        for monomial, total in self.sums:
            weight = rest.coeff(monomial)
            summed += weight * total
            rest = sp.expand(rest - weight * monomial)
        if not vanishes(rest):
            return self._failed(method, "terms that do not telescope and are not summed", terms=str(sp.factor(rest)))
        if not vanishes(self.conclusion.slack - (before - after + summed)):
            return self._failed(method, "the conclusion is not the summed inequality")
        return Replay(
            self.conclusion.name, True, method, {"potential": str(self.potential), "statement": str(self.conclusion)}
        )
