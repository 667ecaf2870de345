"""The assumptions of the convergence theory: what the algorithm, the loss and the workers are supposed to do."""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..derivation.relations import Assumption, Relation, declare
from . import vectors as v

__all__ = ["ASSUMPTIONS"]

L = s.x / s.gamma
"""The smoothness constant in terms of the normalised step size x = L gamma."""

ASSUMPTIONS: Final = declare(
    Assumption(
        "smooth gradient",
        "Q is L-smooth: ||nabla' - nabla|| <= L ||theta' - theta|| = L gamma ||R||",
        Relation("smooth gradient", v.u**2, s.x**2 * v.R**2),
    ),
    Assumption(
        "smooth value",
        "Q is L-smooth: Q' <= Q + <nabla, theta' - theta> + (L/2) ||theta' - theta||^2",
        Relation("smooth value", v.Q_next, v.Q - s.gamma * v.nabla * v.R + L * s.gamma**2 * v.R**2 / 2),
    ),
    Assumption(
        "smooth upper",
        "Q is L-smooth, interpolation inequality: Q' <= Q + <nabla + nabla', theta' - theta>/2 "
        "+ (L/4) ||theta' - theta||^2 - ||nabla - nabla'||^2/(4L)",
        Relation(
            "smooth upper",
            v.Q_next,
            v.Q - s.gamma * (2 * v.nabla - v.u) * v.R / 2 + L * s.gamma**2 * v.R**2 / 4 - v.u**2 / (4 * L),
        ),
    ),
    Assumption(
        "smooth lower",
        "Q is L-smooth, interpolation inequality with the two points exchanged",
        Relation(
            "smooth lower",
            v.Q,
            v.Q_next + s.gamma * (2 * v.nabla - v.u) * v.R / 2 + L * s.gamma**2 * v.R**2 / 4 - v.u**2 / (4 * L),
        ),
    ),
    Assumption("bounded below", "Q >= Q*, at z = theta - nabla/L as well", Relation("bounded below", v.Q_star, v.Qz)),
    Assumption(
        "smooth at z",
        "Q is L-smooth, between theta and z = theta - nabla/L: Q(z) <= Q - ||nabla||^2/L + (L/2)||nabla/L||^2",
        Relation("smooth at z", v.Qz, v.Q - v.nabla**2 / L + L / 2 * (v.nabla / L) ** 2),
    ),
    Assumption(
        "Polyak-Lojasiewicz",
        "2 mu (Q - Q*) <= ||grad Q||^2 at every theta",
        Relation("Polyak-Lojasiewicz", 2 * s.mu * (v.Q - v.Q_star), v.nabla**2),
    ),
    Assumption("dispersion >= 0", "W is a sum of squares", Relation("dispersion >= 0", sp.S.Zero, v.W)),
    Assumption(
        "drift bound",
        "E||xi_t||^2 <= rho^2 sigma^2 (1-beta)/(1+beta) for every t, which (L2) gives for a robust rule",
        Relation("drift", v.xi**2, s.rho2 * s.sigma**2 * (1 - s.beta) / (1 + s.beta)),
    ),
    Assumption(
        "algorithm",
        "theta' = theta - gamma R; mbar' = beta mbar + (1-beta)(nabla' + e'); R = mbar + xi; delta = mbar - nabla; "
        "u = nabla - nabla'",
        None,
        (
            (v.delta_next, v.mean_next - v.nabla_next),
            (v.mean_next, s.beta * v.mean + (1 - s.beta) * (v.nabla_next + v.e)),
            (v.R, v.mean + v.xi),
            (v.mean, v.nabla + v.delta),
            (v.nabla_next, v.nabla - v.u),
        ),
    ),
    Assumption(
        "workers",
        "m_i' = beta m_i + (1-beta)(nabla' + e_i') for every honest i; y_i = m_i - mbar; mbar is the mean of the m_i",
        None,
        (
            (v.y_next, v.own_next - v.mean_next),
            (v.own_next, s.beta * v.own + (1 - s.beta) * (v.nabla_next + v.e_worker)),
            (v.mean_next, s.beta * v.mean + (1 - s.beta) * (v.nabla_next + v.e)),
            (v.own, v.mean + v.y),
        ),
    ),
    Assumption(
        "start",
        "m_0 = 0, so delta_1 = (1-beta)(nabla_1 + e_1) - nabla_1",
        None,
        ((v.delta1, (1 - s.beta) * (v.nabla1 + v.e1) - v.nabla1),),
    ),
    Assumption(
        "robust",
        "the rule is (f, kappa)-robust (D2), with S the honest set: ||xi||^2 <= kappa W/m",
        Relation("property of the rule", v.xi**2, s.kappa * v.W / s.m),
    ),
    Assumption(
        "resilient",
        "the rule is (f, lambda)-resilient averaging (D1), with S the honest set: ||xi||^2 <= lambda^2 D^2",
        Relation("property of the rule", v.xi**2, s.lambda_**2 * v.D2),
    ),
    Assumption(
        "diameter",
        "D^2 = ||y_i - y_j||^2 for the longest pair",
        Relation("diameter pair", v.D2, (v.y_first - v.y_second) ** 2),
    ),
    Assumption(
        "pair", "two summands are at most the whole sum", Relation("pair in sum", v.y_first**2 + v.y_second**2, v.W)
    ),
    Assumption(
        "quadratic loss",
        "Q(theta) = (L/2) theta^2 per coordinate; the rule and the attack are translation-equivariant: "
        "R_t = G_t + bias of mean mu",
    ),
    Assumption(
        "dissimilarity",
        "(G, B)-dissimilarity: sum_i ||grad Q_i - grad Q||^2 <= m (G^2 + B^2 ||grad Q||^2) at every theta",
        Relation("dissimilarity", v.H, s.m * (s.G**2 * v.one**2 + s.B**2 * v.nabla_next**2)),
    ),
    Assumption(
        "dissimilarity, variance",
        "V_H <= G^2 + B^2 ||nabla||^2 at every theta",
        Relation("dissimilarity", v.V_honest, s.G**2 * v.one**2 + s.B**2 * v.nabla**2),
    ),
    Assumption(
        "dissimilar workers",
        "m_i' = beta m_i + (1-beta)(nabla' + h_i' + e_i') for every honest i; y_i = m_i - mbar; z_i = y_i - h_i'",
        None,
        (
            (v.y_next, v.own_next - v.mean_next),
            (v.own_next, s.beta * v.own + (1 - s.beta) * (v.nabla_next + v.h + v.e_worker)),
            (v.mean_next, s.beta * v.mean + (1 - s.beta) * (v.nabla_next + v.e)),
            (v.own, v.mean + v.y),
            (v.z, v.y - v.h),
        ),
    ),
    Assumption("squares", "a sum of squares is >= 0", Relation("squares", sp.S.Zero, v.Z)),
    Assumption(
        "momentum starts at 0",
        "m_0 = 0, so W_0 = 0; and W_T >= 0",
        Relation("momentum starts at 0", sp.S.Zero, v.W_next),
    ),
    Assumption("honest mean noise", "e' is the mean of the m honest noises e_i'", None, ((v.e, v.sum_e / s.m),)),
    Assumption(
        "unbiased",
        "E[g_t^i | past] = nabla Q(theta_t) for every honest i; the past contains theta_t and all momenta m_{t-1}",
    ),
    Assumption("bounded variance", "E[||g_t^i - nabla Q(theta_t)||^2 | past] <= sigma^2 for every honest i"),
    Assumption("independent", "given the past, the honest gradients g_t^i of one step are independent"),
)
