r"""The lemmas of theory.md, section 3, (L1)-(L4), as objects whose proofs are replayed.

beta in [0, 1), x = L gamma; primes mark step t+1, sums run over the honest workers, E is the full expectation.
(L0) is the variance of the honest mean, which theory.md uses without a number.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import FBM, RESAM, Provenance, Source
from ..derivation.citation import assume, cite
from ..derivation.relations import Relation
from ..derivation.signs import Ranges
from ..derivation.steps import Combination, Definition, ExpectedProduct, Recursion, Step
from ..derivation.theorem import Theorem
from . import expectations as rule
from . import vectors as v

__all__ = [
    "DESCENT",
    "DESCENT_SHARP",
    "DEVIATION",
    "DEVIATION_SHARP",
    "DEVIATION_YOUNG",
    "DISPERSION",
    "DRIFT_KAPPA",
    "DRIFT_LAMBDA",
    "LEMMAS",
    "NOISE",
    "RECURSION",
    "YOUNG",
]

ONE: Final = sp.Integer(1)
BETA: Final = (s.beta, 0, 1)
MEMORY: Final = (1 - s.beta) / (1 + s.beta)
_HERE: Final = Provenance.DERIVED
_BOTH: Final = f"{RESAM}; {FBM}"

NOISE: Final = Theorem(
    "L0",
    "Noise of the honest mean",
    "E||e_t||^2 <= sigma^2/m, e_t the mean of the m honest noises",
    Ranges.of((s.m, 1, sp.oo)),
    ("honest mean noise", "unbiased", "independent", "bounded variance"),
    (_noise := Relation("noise", v.e**2, s.sigma**2 / s.m)),
    (
        Definition(Relation("mean", v.e, v.sum_e / s.m, equal=True), by=("honest mean noise",)),
        ExpectedProduct(
            _noise, factors=("mean", "mean"), rules=(rule.MEAN_OF_WORKERS, rule.UNCORRELATED, rule.WORKER_NOISE)
        ),
    ),
    Source(_HERE, where="used in L3"),
)

_one_step: Final = Relation("one step", v.W_next, s.beta**2 * v.W + (1 - s.beta) ** 2 * (s.m - 1) * s.sigma**2)
_dispersion: Final = Relation("momentum dispersion", v.W, (s.m - 1) * s.sigma**2 * MEMORY * (1 - v.b))
DISPERSION: Final = Theorem(
    "L1",
    "Momentum dispersion",
    "E sum_H ||m_t^i - mbar_t||^2 <= (m-1) sigma^2 (1-beta)(1-beta^(2t))/(1+beta)",
    Ranges.of((s.m, 1, sp.oo), BETA),
    ("workers", "unbiased", "independent", "bounded variance"),
    _dispersion,
    (
        Definition(
            Relation("one worker", v.y_next, s.beta * v.y + (1 - s.beta) * (v.e_worker - v.e), equal=True),
            by=("workers",),
        ),
        ExpectedProduct(
            _one_step,
            factors=("one worker", "one worker"),
            rules=(rule.SUM_OVER_WORKERS, rule.PAST_WORKERS, rule.UNCORRELATED, rule.WORKER_NOISE),
        ),
        Recursion(_dispersion, premise="one step", now=v.W, then=v.W_next, variable=v.b, ratio=s.beta**2),
    ),
    Source(_HERE, where="L1"),
)


def _drift(
    names: tuple[str, str, str], given: tuple[str, ...], coefficient: sp.Symbol, rho2: sp.Expr, *between: Step
) -> Theorem:
    """(L2) from the property ``given`` of the rule: ``||xi||^2 <= (rho2/(m-1)) W`` after the steps ``between``."""
    region = Ranges.of((s.m, 1, sp.oo), BETA, (coefficient, 0, sp.oo), (v.b, 0, 1))
    claim = Relation("drift", v.xi**2, rho2 * s.sigma**2 * MEMORY * (1 - v.b))
    uniform = Relation("drift, every t", v.xi**2, rho2 * s.sigma**2 * MEMORY)
    weights = (("momentum dispersion", rho2 / (s.m - 1)), ("property of the rule", ONE), ("diameter", coefficient**2))
    used = weights if between else weights[:2]
    return Theorem(
        *names,
        region,
        (*given, *DISPERSION.assumptions),
        claim,
        (
            cite(DISPERSION),
            *(assume(name) for name in given),
            *between,
            Combination(uniform, used),
            Combination(claim, used),
        ),
        Source(_HERE, where="L2"),
    )


_DIAMETER: Final = (
    Combination(Relation("longest pair", v.D2, 2 * v.y_first**2 + 2 * v.y_second**2), (("diameter pair", ONE),)),
    Combination(Relation("diameter", v.D2, 2 * v.W), (("longest pair", ONE), ("pair in sum", 2 * ONE))),
)
DRIFT_KAPPA: Final = _drift(
    (
        "L2",
        "Drift of an (f, kappa)-robust rule",
        "E||xi_t||^2 <= rho^2 sigma^2 (1-beta)(1-beta^(2t))/(1+beta), rho^2 = kappa (m-1)/m",
    ),
    ("robust",),
    s.kappa,
    s.kappa * (s.m - 1) / s.m,
)
DRIFT_LAMBDA: Final = _drift(
    (
        "L2-lambda",
        "Drift of an (f, lambda)-resilient averaging rule",
        "E||xi_t||^2 <= rho^2 sigma^2 (1-beta)(1-beta^(2t))/(1+beta), rho^2 = 2 lambda^2 (m-1)",
    ),
    ("resilient", "diameter", "pair"),
    s.lambda_,
    2 * s.lambda_**2 * (s.m - 1),
    *_DIAMETER,
)

_square: Final = Relation(
    "expected square", v.delta_next**2, s.beta**2 * (v.delta + v.u) ** 2 + (1 - s.beta) ** 2 * v.e**2, True
)
RECURSION: Final = (
    Definition(
        Relation("recursion of delta", v.delta_next, s.beta * (v.delta + v.u) + (1 - s.beta) * v.e, equal=True),
        by=("algorithm",),
    ),
    ExpectedProduct(_square, factors=("recursion of delta", "recursion of delta"), rules=(rule.CONDITIONING,)),
)
YOUNG: Final = sp.Symbol("c", positive=True)


def _deviation(
    names: tuple[str, str, str],
    region: Ranges,
    quadratic: sp.Expr,
    weight: sp.Expr,
    *,
    source: Source,
    by: tuple[str, ...] = (),
) -> Theorem:
    """(L3): ``E||delta'||^2 <= quadratic + (1-beta)^2 E||e'||^2`` and then the variance of the mean for the last
    term."""
    kept = Relation("deviation, noise kept", v.delta_next**2, quadratic + (1 - s.beta) ** 2 * v.e**2)
    claim = Relation("deviation", v.delta_next**2, quadratic + (1 - s.beta) ** 2 * s.sigma**2 / s.m)
    return Theorem(
        *names,
        region,
        ("algorithm", "smooth gradient", *NOISE.assumptions),
        claim,
        (
            *RECURSION,
            assume("smooth gradient"),
            Combination(kept, (("expected square", ONE), ("smooth gradient", weight)), by=by),
            cite(NOISE),
            Combination(claim, (("deviation, noise kept", ONE), ("noise", (1 - s.beta) ** 2))),
        ),
        source,
    )


_WITH_M: Final = Ranges.of((s.m, 1, sp.oo), (s.x, 0, sp.oo), BETA)
DEVIATION: Final = _deviation(
    (
        "L3",
        "Deviation, first form",
        "E||delta'||^2 <= beta^2 (1+x)(1+4x) E||delta||^2 + 4x(1+x) beta^2 E||nabla||^2 + 2x(1+x) beta^2 E||xi||^2 "
        "+ (1-beta)^2 sigma^2/m",
    ),
    _WITH_M,
    s.beta**2 * (1 + s.x) * ((1 + 4 * s.x) * v.delta**2 + 4 * s.x * v.nabla**2 + 2 * s.x * v.xi**2),
    s.beta**2 * (1 + 1 / s.x),
    by=("algorithm",),
    source=Source(Provenance.FROM_MEMORY, _BOTH, "L3"),
)
DEVIATION_YOUNG: Final = _deviation(
    (
        "L3-young",
        "Deviation, any split",
        "E||delta'||^2 <= beta^2 (1+c) E||delta||^2 + beta^2 (1+1/c) x^2 E||R||^2 + "
        "(1-beta)^2 sigma^2/m for every c > 0",
    ),
    Ranges.of((s.m, 1, sp.oo), (s.x, 0, sp.oo), BETA, (YOUNG, 0, sp.oo)),
    s.beta**2 * ((1 + YOUNG) * v.delta**2 + (1 + 1 / YOUNG) * s.x**2 * v.R**2),
    s.beta**2 * (1 + 1 / YOUNG),
    source=Source(_HERE, where="L3"),
)
DEVIATION_SHARP: Final = _deviation(
    (
        "L3-sharp",
        "Deviation, sharper form",
        "E||delta'||^2 <= beta E||delta||^2 + beta^2/(1-beta) x^2 E||R||^2 + (1-beta)^2 sigma^2/m",
    ),
    _WITH_M,
    s.beta * v.delta**2 + s.beta**2 / (1 - s.beta) * s.x**2 * v.R**2,
    s.beta**2 / (1 - s.beta),
    source=Source(_HERE, where="L3"),
)
"""The case c = (1-beta)/beta of the form with any split."""


def _descent(names: tuple[str, str, str], claim: Relation, weight: sp.Expr, source: Source) -> Theorem:
    region = Ranges.of((s.gamma, 0, sp.oo), (s.x, 0, sp.oo))
    step = Combination(claim, (("smooth value", weight),), by=("algorithm",))
    steps = (assume("smooth value"), step)
    return Theorem(*names, region, ("algorithm", "smooth value"), claim, steps, source)


DESCENT: Final = _descent(
    (
        "L4",
        "Descent, first form",
        "2Q' - 2Q <= -gamma(1-4x)||nabla||^2 + 2 gamma(1+2x)||delta||^2 + 2 gamma(1+x)||xi||^2",
    ),
    Relation(
        "descent",
        2 * v.Q_next - 2 * v.Q,
        s.gamma * (-(1 - 4 * s.x) * v.nabla**2 + 2 * (1 + 2 * s.x) * v.delta**2 + 2 * (1 + s.x) * v.xi**2),
    ),
    2 * ONE,
    Source(Provenance.FROM_MEMORY, _BOTH, "L4"),
)
DESCENT_SHARP: Final = _descent(
    (
        "L4-sharp",
        "Descent, sharper form",
        "Q' - Q <= -(gamma/2)||nabla||^2 - (gamma/2)(1-x)||R||^2 + (gamma/2)||delta + xi||^2",
    ),
    Relation(
        "descent",
        v.Q_next - v.Q,
        s.gamma / 2 * (-(v.nabla**2) - (1 - s.x) * v.R**2 + (v.delta + v.xi) ** 2),
    ),
    ONE,
    Source(_HERE, where="L4"),
)

LEMMAS: Final = (
    NOISE,
    DISPERSION,
    DRIFT_KAPPA,
    DRIFT_LAMBDA,
    DEVIATION,
    DEVIATION_YOUNG,
    DEVIATION_SHARP,
    DESCENT,
    DESCENT_SHARP,
)
