r"""Variants of the workers that the same theorems cover: private noise, Nesterov's momentum, undamped momentum.

(V1) Each worker adds independent noise of variance s^2 per coordinate to its stochastic gradient (differential
privacy): every theorem holds with sigma^2 + d s^2 in place of sigma^2.

(V2) Nesterov at the worker sends mtilde_t = beta m_t + (1-beta) g_t. Its noise is sum_j w_j e_{t-j} with
w_0 = (1-beta)(1+beta), w_j = (1-beta) beta^{j+1}: in the limit a variance of beta^4 + (1-beta)(1+beta)^3 times that of
m_t, sigma^2 (1-beta)/(1+beta). In two moments of y (dispersion of m) and ytilde it is one line: with
E W' = beta^2 W + (1-beta)^2 N and Wtilde' = beta^2 W' + 2 beta (1-beta) C' + (1-beta)^2 N, C' = (1-beta) N.

(V3) Undamped momentum M_t = beta M_{t-1} + g_t with step (1-beta) gamma is the same algorithm under a positively
homogeneous rule: M_t = m_t/(1-beta), so (1-beta) gamma F(M) = gamma F(m).
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.relations import Assumption, Relation, Replacement, declare
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition, ExpectedProduct, Recursion
from ..derivation.theorem import Theorem
from . import vectors as v
from .lemmas import BETA, MEMORY, ONE

__all__ = ["NESTEROV", "PRIVATE", "PRIVATE_DEVIATION", "STATEMENTS_VARIANTS", "UNDAMPED", "nesterov_factor"]

PRIVATE_DEVIATION: Final = sp.Symbol("s", nonnegative=True)
"""s."""
_s: Final = PRIVATE_DEVIATION
_private, _own_noise, _total = v.private, v.own_noise, v.total_noise
declare(
    Assumption(
        "private noise", "worker i adds p_i to its stochastic gradient", None, ((_total, _own_noise + _private),)
    ),
    Assumption("private noise is fresh", "p_i has mean 0, variance s^2 per coordinate, and is independent of all else"),
)
_private_sum: Final = Relation("private variance", _total**2, s.sigma**2 + s.d * _s**2)
PRIVATE: Final = Theorem(
    "V1",
    "Private noise",
    "noise of variance s^2 per coordinate added at the workers: E||g - grad Q||^2 <= sigma^2 + d s^2, and every "
    "theorem holds with that in place of sigma^2",
    Ranges.of((s.d, 1, sp.oo), (_s, 0, sp.oo)),
    ("private noise", "private noise is fresh", "bounded variance"),
    _private_sum,
    (
        Definition(Relation("sum of the noises", _total, _own_noise + _private, equal=True), by=("private noise",)),
        ExpectedProduct(
            _private_sum,
            factors=("sum of the noises", "sum of the noises"),
            rules=(
                Replacement(
                    "independence",
                    "E<e_i, p_i> = 0 and E||p_i||^2 = d s^2",
                    ("private noise is fresh",),
                    ((_own_noise * _private, sp.S.Zero), (_private**2, s.d * _s**2)),
                ),
                Replacement(
                    "bounded variance",
                    "E||e_i||^2 <= sigma^2",
                    ("bounded variance",),
                    ((_own_noise**2, s.sigma**2),),
                    True,
                ),
            ),
        ),
    ),
    Source(Provenance.DERIVED, where="V1"),
)

_sent, _W_sent = v.sent, v.W_sent
_cross: Final = sp.Symbol("K'")
_noise: Final = sp.Symbol("e_i' - e'")
nesterov_factor: Final = s.beta**4 + (1 - s.beta) * (1 + s.beta) ** 3
"""Variance of what Nesterov's worker sends over that of its momentum, in the limit of many steps."""
declare(
    Assumption(
        "Nesterov",
        "worker i sends beta m_i' + (1-beta) g_i' with m_i' = beta m_i + (1-beta) g_i', identical data; y_i, ytilde_i: "
        "deviations of the momenta and of what is sent from their honest means",
        None,
        ((_sent, s.beta * v.y_next + (1 - s.beta) * _noise), (v.y_next, s.beta * v.y + (1 - s.beta) * _noise)),
    )
)
_step: Final = Relation("one step", v.W_next, s.beta**2 * v.W + (1 - s.beta) ** 2 * (s.m - 1) * s.sigma**2)
_limit: Final = Relation("momentum dispersion", v.W, (s.m - 1) * s.sigma**2 * MEMORY * (1 - v.b))
_sent_step: Final = Relation("what is sent", _W_sent, s.beta**4 * v.W + (1 - s.beta**2) ** 2 * (s.m - 1) * s.sigma**2)
_nesterov: Final = Relation("claim", _W_sent, (s.m - 1) * s.sigma**2 * MEMORY * (nesterov_factor - s.beta**4 * v.b))
_RULES: Final = (
    Replacement(
        "sum over the honest workers",
        "sums over honest i of squares and products",
        (),
        ((_sent**2, _W_sent), (v.y_next**2, v.W_next), (v.y**2, v.W), (v.y * _noise, _cross), (_noise**2, v.N_centred)),
        whole=True,
    ),
    Replacement(
        "martingale difference", "E<y_i, e_i' - e'> = 0: the past determines y_i", ("unbiased",), ((_cross, sp.S.Zero),)
    ),
    Replacement(
        "bounded variance, independence",
        "E sum_i ||e_i' - e'||^2 <= (m-1) sigma^2",
        ("unbiased", "independent", "bounded variance"),
        ((v.N_centred, (s.m - 1) * s.sigma**2),),
        bound=True,
    ),
)
NESTEROV: Final = Theorem(
    "V2",
    "Nesterov's momentum at the worker",
    "workers send beta m_t + (1-beta) g_t: E sum_H ||mtilde_t^i - mean||^2 <= (m-1) sigma^2 (1-beta)/(1+beta) "
    "[beta^4 + (1-beta)(1+beta)^3 - beta^(2t+2)], equality when the variance is exactly sigma^2",
    Ranges.of((s.m, 1, sp.oo), BETA, (v.b, 0, 1)),
    ("Nesterov", "unbiased", "independent", "bounded variance"),
    _nesterov,
    (
        Definition(
            Relation("one worker", v.y_next, s.beta * v.y + (1 - s.beta) * _noise, equal=True), by=("Nesterov",)
        ),
        Definition(
            Relation("one message", _sent, s.beta**2 * v.y + (1 - s.beta**2) * _noise, equal=True), by=("Nesterov",)
        ),
        ExpectedProduct(_step, factors=("one worker", "one worker"), rules=_RULES),
        Recursion(_limit, premise="one step", now=v.W, then=v.W_next, variable=v.b, ratio=s.beta**2),
        ExpectedProduct(_sent_step, factors=("one message", "one message"), rules=_RULES),
        Combination(_nesterov, (("what is sent", ONE), ("momentum dispersion", s.beta**4))),
    ),
    Source(Provenance.DERIVED, where="V2"),
)

_undamped: Final = sp.Symbol("M_i")
_undamped_next: Final = sp.Symbol("M_i'")
_gradient: Final = sp.Symbol("g_i'")
declare(
    Assumption(
        "undamped",
        "M_i' = beta M_i + g_i', m_i' = beta m_i + (1-beta) g_i', M_i = m_i/(1-beta) at step t",
        None,
        (
            (_undamped_next, s.beta * _undamped + _gradient),
            (_undamped, v.own / (1 - s.beta)),
            (v.own_next, s.beta * v.own + (1 - s.beta) * _gradient),
        ),
    )
)
_same: Final = Relation("claim", (1 - s.beta) * _undamped_next, v.own_next, equal=True)
UNDAMPED: Final = Theorem(
    "V3",
    "Undamped momentum",
    "M_t = beta M_{t-1} + g_t is m_t/(1-beta) for every t, so under a positively homogeneous rule the step "
    "(1-beta) gamma makes it the same algorithm",
    Ranges.of(BETA),
    ("undamped",),
    _same,
    (Definition(_same, by=("undamped",)),),
    Source(Provenance.DERIVED, where="V3"),
)
STATEMENTS_VARIANTS: Final = (PRIVATE, NESTEROV, UNDAMPED)
