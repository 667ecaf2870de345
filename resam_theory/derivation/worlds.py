r"""The inference rule of indistinguishable worlds: two problems that answer alike cannot both be solved.

The server asks n workers for gradients, at any points, any number of times. Workers come in *groups*; all members of a
group answer with the gradient of the same loss. A *world* says which groups are honest; the others are faulty, and they
answer honestly for their own loss, so that every answer is the same in all worlds. Whatever an algorithm computes (its
own random numbers included) has then the same distribution in all worlds, and for two of them

    max_w E||grad Q_w(out)||^2 >= (1/2) E[||grad Q_1(out)||^2 + ||grad Q_2(out)||^2] >= min_theta of that half sum.

Hypotheses, each of which the step checks for every parameter of the region: in each world at most f workers are faulty;
every answer is affine in theta, so that it is the gradient of a quadratic; the mean of the honest losses has a
curvature in [-L, L], and its honest gradients are (G, B)-dissimilar at every theta; where a poisoning bound A is
stated, the faulty answers lie within A of the honest mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from .signs import nonnegative, semidefinite
from .steps import Grounds, Replay, Step, quadratic

__all__ = ["Group", "IndistinguishableWorlds"]


@dataclass(frozen=True)
class Group:
    """``size`` workers that answer ``answer``, an expression affine in theta (``one`` stands for the constant 1)."""

    name: str
    size: sp.Expr
    answer: sp.Expr


@dataclass(frozen=True)
class IndistinguishableWorlds(Step):
    """Concludes ``error2 <= worst``: ``worst`` is the larger E||grad Q(out)||^2 of the two worlds of any algorithm.

    ``worlds``: the names of the honest groups of each world. ``dissimilarity``: (G^2, B^2). ``poisoning``: A^2, or None
    where faulty workers may answer anything. ``theta``, ``one``: the point and the unit of the affine answers.
    ``hypotheses``: the assumptions that say what the algorithm sees.
    """

    groups: tuple[Group, ...]
    worlds: tuple[tuple[str, ...], tuple[str, ...]]
    faulty: sp.Expr
    smoothness: sp.Expr
    dissimilarity: tuple[sp.Expr, sp.Expr]
    theta: sp.Symbol
    one: sp.Symbol
    worst: sp.Symbol
    poisoning: sp.Expr | None = None
    hypotheses: tuple[str, ...] = ("any algorithm",)

    def replay(self, setting: Grounds) -> Replay:
        """Check the hypotheses of both worlds, then the half sum of the two squared gradients."""
        method = "indistinguishable worlds"
        missing = [name for name in self.hypotheses if name not in setting.assumptions]
        if missing:
            return self._failed(method, f"assumption not made: {missing[0]}")
        named = {group.name: group for group in self.groups}
        if len(named) < len(self.groups) or any(set(world) - set(named) for world in self.worlds):
            return self._failed(method, "a world names a group that is not there, or a group is named twice")
        if len(self.worlds) != 2 or self.conclusion.equal or self.conclusion.large != self.worst:
            return self._failed(method, f"the conclusion is not a lower bound on {self.worst} over two worlds")
        gradients, signs = [], {}
        for number, world in enumerate(self.worlds, start=1):
            honest = [named[name] for name in world]
            others = [group for group in self.groups if group.name not in world]
            m = sum((group.size for group in honest), sp.Integer(0))
            mean = sp.cancel(sum((group.size * group.answer for group in honest), sp.Integer(0)) / m)
            for what, condition in self._conditions(honest, others, m, mean):
                how = self._holds(condition, setting)
                if isinstance(how, Replay):
                    reason = f"world {number}: {what}: {how.detail['reason']}"
                    return self._failed(method, reason, witness=how.detail.get("witness", {}))
                signs[f"world {number}: {what}"] = how
            gradients.append(mean)
        half = (gradients[0] ** 2 + gradients[1] ** 2) / 2
        how = self._holds(half - self.conclusion.small * self.one**2, setting)
        if isinstance(how, Replay):
            return self._failed(method, f"the half sum falls below the claim: {how.detail['reason']}")
        signs["half sum of the squared gradients"] = how
        seen = {group.name: f"{group.size} workers answer {group.answer}" for group in self.groups}
        honest_groups = {f"world {i}": list(world) for i, world in enumerate(self.worlds, start=1)}
        return Replay(
            self.conclusion.name,
            True,
            method,
            {"statement": str(self.conclusion), "groups": seen, "honest": honest_groups, "signs": signs},
        )

    def _conditions(
        self, honest: list[Group], others: list[Group], m: sp.Expr, mean: sp.Expr
    ) -> list[tuple[str, sp.Expr]]:
        """What must be >= 0 in one world: numbers, or quadratic forms in theta and 1."""
        G2, B2 = self.dissimilarity
        count = sum((group.size for group in others), sp.Integer(0))
        variance = sum((group.size * (group.answer - mean) ** 2 for group in honest), sp.Integer(0)) / m
        slope = sp.cancel(sp.diff(mean, self.theta))
        rows = [
            ("at most f faulty", self.faulty - count),
            *((f"size of {group.name}", group.size) for group in (*honest, *others)),
            ("curvature <= L", self.smoothness - slope),
            ("curvature >= -L", self.smoothness + slope),
            ("(G, B)-dissimilar", G2 * self.one**2 + B2 * mean**2 - variance),
        ]
        if self.poisoning is not None:
            rows += [
                (f"{group.name} within A", self.poisoning * self.one**2 - (group.answer - mean) ** 2)
                for group in others
            ]
        return rows

    def _holds(self, condition: sp.Expr, setting: Grounds) -> str | Replay:
        atoms: tuple[Any, ...] = (self.theta, self.one)
        constant, stray, form = quadratic(sp.expand(condition), atoms)
        if stray != 0:
            return self._failed("sign", "not a quadratic form in theta and 1, so an answer is not affine")
        sign, _ = semidefinite(form, setting.region)
        if sign.holds and constant != 0:
            sign = nonnegative(constant, setting.region)
        return sign.how if sign.holds else self._failed("sign", sign.how, witness=sign.witness)
