r"""The Polyak-Lojasiewicz recursion, as an inference rule: a potential that contracts up to a constant.

If V_{t+1} <= q V_t + c for every t >= 1, with 0 <= q < 1 and c free of the step, then, with b = q^t,

    V_{t+1} <= b V_1 + (1 - b) c/(1 - q).

Induction on t: q >= 0 carries the bound of V_t over. Under 2 mu (Q - Q*) <= ||grad Q||^2 a descent gives such a q. The
sign of V does not matter; without q >= 0 the rule is false (V_1 = 1, q = -2, c = 0 admits V_2 = -5, V_3 = 10 > 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from .signs import nonnegative
from .steps import Grounds, Replay, Step, vanishes

__all__ = ["Contraction"]


@dataclass(frozen=True)
class Contraction(Step):
    """Concludes ``V(t+1) <= power V(1) + (1 - power) constant/(1 - ratio)`` from ``premise``.

    ``premise``: the known fact with slack ``ratio V + constant - V(next)``; ``shift``: symbols of step t to t + 1;
    ``start``: symbols of step t to step 1; ``power`` stands for ``ratio``^t.
    """

    premise: str
    potential: sp.Expr
    ratio: sp.Expr
    constant: sp.Expr
    power: sp.Symbol
    shift: tuple[tuple[sp.Symbol, sp.Symbol], ...] = ()
    start: tuple[tuple[sp.Symbol, sp.Symbol], ...] = ()

    def replay(self, setting: Grounds) -> Replay:
        """The premise has the stated form, the ratio lies in [0, 1), the constant and the ratio are free of the
        step, and the conclusion is the rule's."""
        method = "Polyak-Lojasiewicz recursion"
        if self.premise not in setting.known:
            return self._failed(method, f"not established: {self.premise}")
        after: Any = self.potential.subs(dict(self.shift), simultaneous=True)
        first: Any = self.potential.subs(dict(self.start), simultaneous=True)
        stated = self.ratio * self.potential + self.constant - after
        if not vanishes(setting.known[self.premise].slack - stated):
            return self._failed(method, "the premise is not ratio V + constant - V(next)")
        moving = {symbol for pair in self.shift for symbol in pair} | {self.power}
        if moving & (self.ratio.free_symbols | self.constant.free_symbols):
            return self._failed(method, "the ratio or the constant varies from step to step")
        if self.power not in setting.parameters:
            return self._failed(method, f"{self.power} is no parameter in (0, 1)")
        for name, condition in (("ratio >= 0", self.ratio), ("ratio <= 1", 1 - self.ratio)):
            sign = nonnegative(condition, setting.region)
            if not sign.holds:
                return self._failed(method, f"{name}: {sign.how}", witness=sign.witness)
        if vanishes(1 - self.ratio):
            return self._failed(method, "ratio = 1: nothing contracts")
        large = self.power * first + (1 - self.power) * self.constant / (1 - self.ratio)
        if self.conclusion.equal or not vanishes(self.conclusion.slack - (large - after)):
            return self._failed(method, "the conclusion is not power V(1) + (1 - power) constant/(1 - ratio)")
        detail = {"statement": str(self.conclusion), "ratio": str(self.ratio), "potential": str(self.potential)}
        return Replay(self.conclusion.name, True, method, detail)
