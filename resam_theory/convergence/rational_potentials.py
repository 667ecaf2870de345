r"""Potentials with short rational weights, each proved for a whole interval of x: the certified family.

V = w Q + (1/L)(p ||delta||^2 + 2r <nabla, delta> + q ||nabla||^2) with beta = 1 - eta x proves, for 0 < x <= x_0,

    (1/T) sum E||nabla_t||^2 <= A Delta_1/(gamma T) + sigma^2 [2 s rho^2 (1-beta)/(1+beta) + 2 p eta^2 x/m],

A being the larger of 2w and the greatest 2w + 4(q - 2 r beta + p beta^2) on the interval. A small eta suits rho^2 (many
faulty workers), a large eta suits 1/m; a large eta also needs the smallest 2s, which is what limits a rule on unequal
data. The weights were found by a semidefinite programme and rounded; whether they work is for the proofs to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.theorem import Theorem
from .potential import Decrease, Potential, sharp_bound, theorem
from .theorems import cross_decrease

__all__ = ["POTENTIALS", "RATIONAL", "Rational"]


def _Q(top: int, bottom: int = 1) -> Any:
    return sp.Rational(top, bottom)


@dataclass(frozen=True)
class Rational:
    """A potential by its numbers; ``pair`` is x times the sum of the weights of the two interpolation inequalities."""

    name: str
    eta: sp.Rational
    largest: sp.Rational
    w: sp.Rational
    p: sp.Rational
    r: sp.Rational
    q: sp.Rational
    pair: sp.Rational
    s: sp.Rational

    @property
    def decrease(self) -> Decrease:
        """The potential as a decreasing one, with beta = 1 - eta x and 0 < x < ``largest``."""
        pair: Any = self.pair / s.x
        return cross_decrease(
            Potential(self.w, self.p, r=self.r, q=self.q),
            pair,
            self.s,
            x=s.x,
            beta=sp.S.One - self.eta * s.x,
            parameters=((s.x, sp.Integer(0), self.largest),),
        )

    @property
    def gap(self) -> sp.Expr:
        """A: the factor of Delta_1/(gamma T) is convex in x as p >= 0, so it is largest at an end of the interval."""
        ends = (self.decrease.gap.subs(s.x, at) for at in (0, self.largest))
        largest: Any = sp.Max(2 * self.w, *ends)
        return largest

    @property
    def statement(self) -> Theorem:
        """The theorem on identically distributed data."""
        form, beta = self.decrease, f"1 - {_times(self.eta)}x"
        bound = sharp_bound(form, self.gap)
        noise = form.noise / s.x
        return theorem(
            (
                f"T2-{self.name}",
                f"Rational potential, eta = {self.eta}",
                f"0 < x <= {self.largest}, beta = {beta}: (1/T) sum E||nabla_t||^2 <= {self.gap} Delta_1/(gamma T) + "
                f"sigma^2 [{2 * self.s} rho^2 (1-beta)/(1+beta) + {sp.cancel(noise)} x/m]",
            ),
            form,
            large=bound,
            gap=self.gap,
            source=Source(Provenance.DERIVED, where="T2"),
        )


def _times(number: sp.Rational) -> str:
    return str(number) if number.is_integer else f"({number})"


POTENTIALS: Final = (
    Rational(
        "eta1.75", _Q(7, 4), _Q(1, 24), _Q(53, 60), _Q(49, 240), -_Q(11, 120), -_Q(1, 5), _Q(13, 15), _Q(179, 240)
    ),
    Rational("eta2", _Q(2), _Q(1, 24), _Q(5, 6), _Q(7, 60), -_Q(1, 12), -_Q(11, 60), _Q(2, 3), _Q(14, 15)),
    Rational(
        "eta4", _Q(4), _Q(1, 48), _Q(131, 160), _Q(11, 320), -_Q(27, 320), -_Q(107, 960), _Q(101, 240), _Q(181, 320)
    ),
    Rational("eta8", _Q(8), _Q(1, 128), _Q(185, 192), _Q(1, 96), -_Q(19, 320), -_Q(29, 480), _Q(11, 40), _Q(241, 480)),
)
RATIONAL: Final = tuple(item.statement for item in POTENTIALS)
