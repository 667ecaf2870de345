r"""(T12) Local steps: workers that go H gradient steps on their own loss before the server hears from them.

Worker i starts at theta_t, goes theta^{h+1} = theta^h - eta grad Q_i(theta^h) for h = 0..H-1 and sends the mean of the
gradients on its way, grad Q_i(theta_t) + r_i; theta_{t+1} = theta_t - gamma R. If every honest Q_i is smooth with
constant ell, y = eta ell, then e_h = ||theta^h - theta_t|| obeys e_{h+1} <= (1+y) e_h + eta ||grad Q_i(theta_t)||, so

    ||r_i|| <= phi ||grad Q_i(theta_t)||,    phi = ((1+y)^H - 1)/(H y) - 1                        (L9)

(phi = 0 for H = 1, (H-1) y/2 to first order). The messages have the mean nabla + rbar and, for every c > 0, a variance
of at most (1+c) V + (1+1/c)(mean ||r_i||^2 - ||rbar||^2), V <= G^2 + B^2 ||nabla||^2 that of the gradients. With

    l = phi^2 (1+1/c)(1 + (1+c) kappa),   k = (1+c)^2 kappa + l,   l + k B^2 < 1, x < 1:

    (1/T) sum ||nabla_t||^2 <= [2 Delta_1/(gamma T) + k G^2]/(1 - l - k B^2).                      (T12)

As phi -> 0, c = phi: (T5). So the proof carries local steps as long as phi is small; what it does not carry is a step
eta that stays fixed while H grows: phi then grows without bound, and so does the drift of a worker on its own loss.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import assume
from ..derivation.relations import Assumption, Relation, Replacement, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition, ExpectedProduct, Recursion, Summation
from ..derivation.theorem import Theorem
from . import vectors as v
from .gradient_descent import mean_bound, summed
from .lemmas import ONE, YOUNG

__all__ = ["END", "H_LOCAL", "LOCAL", "LOCAL_DRIFT", "PHI2", "STATEMENTS_LOCAL", "Y_LOCAL"]

H_LOCAL: Final = sp.Symbol("H_loc", positive=True)
Y_LOCAL: Final = sp.Symbol("y_loc", positive=True)
"""eta ell."""
POWER: Final = sp.Symbol("b_h", positive=True)
"""(1+y)^h."""
END: Final = sp.Symbol("b_H", positive=True)
"""(1+y)^H."""
PHI2: Final = sp.Symbol("phi2", nonnegative=True)
"""phi^2."""
_far, _far_next, _own, _off = sp.symbols("e_h e_h' g_i r_i")
_far_sum, _power_sum = sp.symbols("S_e S_b")
_rbar, _r2, _sent, _message, _r, _h, _z = sp.symbols("rbar R2 V_sent s_i r h_i z_c")
_cross, _square = sp.symbols("C_hr Z_c")
_HERE: Final = Source(Provenance.DERIVED, where="T12")

declare(
    Assumption(
        "local smoothness",
        "every honest Q_i is smooth with constant ell: ||theta^{h+1} - theta|| <= (1+y) ||theta^h - theta|| + "
        "eta ||grad Q_i(theta)||; in units of 1/ell: e_h = ell ||theta^h - theta||, e_0 = 0, g_i = ||grad Q_i(theta)||",
        Relation("local smoothness", _far_next, (1 + Y_LOCAL) * _far + Y_LOCAL * _own),
    ),
    Assumption(
        "mean on the way",
        "r_i is the mean over h = 0..H-1 of grad Q_i(theta^h) - grad Q_i(theta), each at most e_h",
        Relation("mean on the way", H_LOCAL * _off, _far_sum),
    ),
    Assumption(
        "geometric sum",
        "S_b = sum over h < H of (1+y)^h, so y S_b = (1+y)^H - 1: algebra",
        Relation("geometric sum", Y_LOCAL * _power_sum, END - 1, True),
    ),
    Assumption(
        "local steps",
        "theta' = theta - gamma R, R = nabla + rbar + xi; honest worker i sends grad Q_i + r_i, rbar their mean",
        None,
        ((v.R, v.nabla + _rbar + v.xi),),
    ),
    Assumption(
        "spread of the messages",
        "h_i = grad Q_i - nabla, s_i = h_i + r_i - rbar: deviation of message i from the mean message; z_i = c h_i - "
        "(r_i - rbar)",
        None,
        ((_message, _h + _r), (_z, YOUNG * _h - _r)),
    ),
    Assumption(
        "robust on messages",
        "||xi||^2 <= kappa V_sent, V_sent the variance of the honest messages",
        Relation("property of the rule", v.xi**2, s.kappa * _sent),
    ),
    Assumption("squares of z", "a mean of squares is >= 0", Relation("squares of z", sp.S.Zero, _square)),
    Assumption(
        "local drift",
        "||r_i||^2 <= phi^2 ||grad Q_i||^2 for every honest i (L9); the mean of ||grad Q_i||^2 is V_H + ||nabla||^2",
        Relation("local drift", _r2, PHI2 * (v.V_honest + v.nabla**2)),
    ),
    Assumption("mean and square", "||rbar||^2 <= mean of ||r_i||^2", Relation("mean and square", _rbar**2, _r2)),
)
_path: Final = Relation("distance on the way", _far, (POWER - 1) * _own)
_total: Final = Relation("sum on the way", _far_sum, (_power_sum - H_LOCAL) * _own)
_drift: Final = Relation("claim", _off, ((END - 1) / (H_LOCAL * Y_LOCAL) - 1) * _own)
LOCAL_DRIFT: Final = Theorem(
    "L9",
    "Drift of local steps",
    "H local steps of size eta, y = eta ell: ||r_i|| <= phi ||grad Q_i||, phi = ((1+y)^H - 1)/(H y) - 1",
    Ranges.of((Y_LOCAL, 0, sp.oo), (H_LOCAL, 1, sp.oo), (POWER, 1, sp.oo), (END, 1, sp.oo)),
    ("local smoothness", "mean on the way", "geometric sum"),
    _drift,
    (
        assume("local smoothness"),
        Recursion(_path, premise="local smoothness", now=_far, then=_far_next, variable=POWER, ratio=1 + Y_LOCAL),
        Summation(
            _total,
            premise="distance on the way",
            sums=((_far, _far_sum), (POWER * _own, _power_sum * _own), (_own, H_LOCAL * _own)),
        ),
        assume("mean on the way"),
        assume("geometric sum"),
        Combination(
            _drift,
            (
                ("mean on the way", 1 / H_LOCAL),
                ("sum on the way", 1 / H_LOCAL),
                ("geometric sum", _own / (H_LOCAL * Y_LOCAL)),
            ),
        ),
    ),
    _HERE,
)

_SUM: Final = Replacement(
    "mean over the honest workers",
    "means over honest i of squares and products of h_i, r_i - rbar: algebra",
    (),
    (
        (_message**2, _sent),
        (_z**2, _square),
        (_h**2, v.V_honest),
        (_h * _r, _cross),
        (_r**2, _r2 - _rbar**2),
    ),
    whole=True,
)
_l: Final = PHI2 * (1 + 1 / YOUNG) * (1 + (1 + YOUNG) * s.kappa)
K_LOCAL: Final = (1 + YOUNG) ** 2 * s.kappa + _l
"""k."""
LEFT_LOCAL: Final = 1 - _l - K_LOCAL * s.B**2
"""1 - l - k B^2."""
_U: Final = v.one**2
_spread: Final = Relation("spread", _sent, (1 + YOUNG) * v.V_honest + (1 + 1 / YOUNG) * (_r2 - _rbar**2))
_descent: Final = Relation("descent", v.Q_next, v.Q + s.gamma / 2 * (-LEFT_LOCAL * v.nabla**2 + K_LOCAL * s.G**2 * _U))
_facts: Final = ("smooth value", "robust on messages", "local drift", "mean and square", "dissimilarity, variance")
_left0: Final = 1 - PHI2 * (1 + 1 / YOUNG) * (1 + s.B**2)
_slope: Final = (1 + YOUNG) * (PHI2 * (1 + 1 / YOUNG) * (1 + s.B**2) + (1 + YOUNG) * s.B**2)
LOCAL: Final = Theorem(
    "T12",
    "Local steps on unequal data",
    "0 < x < 1, c > 0, l = phi^2 (1+1/c)(1 + (1+c) kappa), k = (1+c)^2 kappa + l, l + k B^2 < 1: "
    "(1/T) sum ||nabla_t||^2 <= [2 Delta_1/(gamma T) + k G^2]/(1 - l - k B^2)",
    Ranges.of(
        (s.gamma, 0, sp.oo),
        (s.x, 0, 1),
        (s.T, 1, sp.oo),
        (s.G, 0, sp.oo),
        (s.B, 0, sp.oo),
        (YOUNG, 0, sp.oo),
        (PHI2, 0, 1 / ((1 + 1 / YOUNG) * (1 + s.B**2))),
        (s.kappa, 0, _left0 / _slope),
    ),
    ("local steps", "spread of the messages", "squares of z", *_facts, "bounded below"),
    mean_bound(LEFT_LOCAL, K_LOCAL * s.G**2 * _U),
    (
        *(assume(name) for name in _facts),
        Definition(Relation("one message", _message, _h + _r, equal=True), by=("spread of the messages",)),
        Definition(Relation("difference", _z, YOUNG * _h - _r, equal=True), by=("spread of the messages",)),
        ExpectedProduct(
            Relation("expected square", _sent, v.V_honest + 2 * _cross + _r2 - _rbar**2, equal=True),
            factors=("one message", "one message"),
            rules=(_SUM,),
        ),
        ExpectedProduct(
            Relation(
                "square of the difference",
                _square,
                YOUNG**2 * v.V_honest - 2 * YOUNG * _cross + _r2 - _rbar**2,
                equal=True,
            ),
            factors=("difference", "difference"),
            rules=(_SUM,),
        ),
        assume("squares of z"),
        Combination(
            _spread,
            (("expected square", ONE), ("square of the difference", 1 / YOUNG), ("squares of z", 1 / YOUNG)),
        ),
        Combination(
            _descent,
            (
                ("smooth value", ONE),
                ("property of the rule", s.gamma / 2 * (1 + YOUNG)),
                ("spread", s.gamma / 2 * (1 + YOUNG) * s.kappa),
                ("mean and square", s.gamma / 2 * (1 + 1 / YOUNG)),
                ("local drift", s.gamma / 2 * (1 + 1 / YOUNG) * (1 + (1 + YOUNG) * s.kappa)),
                ("dissimilarity", s.gamma / 2 * K_LOCAL),
            ),
            by=("local steps",),
        ),
        *summed(LEFT_LOCAL, K_LOCAL * s.G**2 * _U),
    ),
    _HERE,
)
STATEMENTS_LOCAL: Final = (LOCAL_DRIFT, LOCAL)
