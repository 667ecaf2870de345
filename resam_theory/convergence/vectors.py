r"""The vectors and scalars of the analysis, as sympy symbols, and how they are to be read.

A quadratic expression in vectors of R^d is written as a polynomial in commuting symbols: ``nabla * R`` is the inner
product <nabla, R> and ``nabla**2`` is ||nabla||^2. This loses nothing: a quadratic form in vectors is nonnegative
for all
vectors of R^d, any d, iff its coefficient matrix is positive semidefinite, which is the case d = 1. Primes mark step
t+1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sympy as sp

__all__ = ["MEANING", "Vector"]


@dataclass(frozen=True)
class Vector:
    """A symbol of the analysis and what it stands for."""

    symbol: sp.Symbol
    meaning: str


nabla: Final = sp.Symbol("nabla")
nabla_next: Final = sp.Symbol("nabla'")
delta: Final = sp.Symbol("delta")
delta_next: Final = sp.Symbol("delta'")
xi: Final = sp.Symbol("xi")
R: Final = sp.Symbol("R")
u: Final = sp.Symbol("u")
e: Final = sp.Symbol("e'")
mean: Final = sp.Symbol("mbar")
mean_next: Final = sp.Symbol("mbar'")
nabla1: Final = sp.Symbol("nabla_1")
delta1: Final = sp.Symbol("delta_1")
e1: Final = sp.Symbol("e_1")

Q: Final = sp.Symbol("Q")
Q_next: Final = sp.Symbol("Q'")
Qz: Final = sp.Symbol("Q(z)")
Q1: Final = sp.Symbol("Q_1")
Q_star: Final = sp.Symbol("Q*")
gradients: Final = sp.Symbol("S_nabla")
drifts: Final = sp.Symbol("S_xi")
noises: Final = sp.Symbol("S_e'")

y: Final = sp.Symbol("y")
y_next: Final = sp.Symbol("y'")
e_worker: Final = sp.Symbol("e_i'")
sum_e: Final = sp.Symbol("sum_e")
h: Final = sp.Symbol("h'")
own: Final = sp.Symbol("m_i")
own_next: Final = sp.Symbol("m_i'")
W: Final = sp.Symbol("W")
W_next: Final = sp.Symbol("W'")
N: Final = sp.Symbol("N")
X: Final = sp.Symbol("X")
C: Final = sp.Symbol("C")
D2: Final = sp.Symbol("D2")
y_first: Final = sp.Symbol("y_i")
y_second: Final = sp.Symbol("y_j")
H: Final = sp.Symbol("H'")
Y: Final = sp.Symbol("Y")
Z: Final = sp.Symbol("Z")
CH: Final = sp.Symbol("C_h")
z: Final = sp.Symbol("z")
one: Final = sp.Symbol("1")
dispersions: Final = sp.Symbol("S_W")
b: Final = sp.Symbol("b", positive=True)
decay: Final = sp.Symbol("b_t", positive=True)
theta: Final = sp.Symbol("theta")
worst: Final = sp.Symbol("worst")
W1: Final = sp.Symbol("W_1")
P: Final = sp.Symbol("P")
zeta: Final = sp.Symbol("zeta")
V_honest: Final = sp.Symbol("V_H")
V_sample: Final = sp.Symbol("V_S")
noise_worker: Final = sp.Symbol("z_i'")
noise_mean: Final = sp.Symbol("z'")
N_noise: Final = sp.Symbol("N_z")
N_change: Final = sp.Symbol("N_d")
X_noise: Final = sp.Symbol("X_z")
C_noise: Final = sp.Symbol("C_z")
own_noise: Final = sp.Symbol("e_i")
private: Final = sp.Symbol("p_i")
total_noise: Final = sp.Symbol("e_i + p_i")
sent: Final = sp.Symbol("ytilde'")
W_sent: Final = sp.Symbol("Wtilde'")
batch_worker: Final = sp.Symbol("z_i1")
batch_mean: Final = sp.Symbol("z_1")
N_batch: Final = sp.Symbol("N_1")
X_batch: Final = sp.Symbol("X_1")
y1: Final = sp.Symbol("y_1")
N_centred: Final = sp.Symbol("N_c")
H_now: Final = sp.Symbol("H")
bias: Final = sp.Symbol("mu_b")
mean2: Final = sp.Symbol("(E nabla)^2")

MEANING: Final = tuple(
    Vector(*row)
    for row in (
        (nabla, "gradient of Q at theta_t"),
        (nabla_next, "gradient of Q at theta_{t+1}"),
        (delta, "deviation: honest mean momentum minus gradient, step t"),
        (delta_next, "deviation, step t+1"),
        (xi, "drift: output of the rule minus honest mean momentum, step t"),
        (R, "output of the rule, step t"),
        (u, "nabla - nabla'"),
        (e, "noise of the honest mean gradient, step t+1"),
        (mean, "honest mean momentum, step t"),
        (mean_next, "honest mean momentum, step t+1"),
        (nabla1, "gradient at theta_1"),
        (delta1, "deviation at step 1"),
        (e1, "noise of the honest mean gradient, step 1"),
        (Q, "loss at theta_t"),
        (Q_next, "loss at theta_{t+1}"),
        (Qz, "loss at z = theta_t - nabla_t/L"),
        (Q1, "loss at theta_1"),
        (Q_star, "lower bound of the loss"),
        (gradients, "sum over t = 1..T of E||nabla_t||^2"),
        (drifts, "sum over t = 1..T of E||xi_t||^2"),
        (noises, "sum over t = 2..T+1 of E||e_t||^2"),
        (y, "momentum of honest worker i minus the honest mean momentum, step t"),
        (y_next, "the same at step t+1"),
        (e_worker, "noise of honest worker i, step t+1"),
        (sum_e, "sum over honest i of e_i'"),
        (h, "gradient of honest worker i minus the honest mean gradient at theta_{t+1} (0 for identical data)"),
        (own, "momentum of honest worker i, step t"),
        (own_next, "momentum of honest worker i, step t+1"),
        (W, "sum over honest i of ||m_t^i - mbar_t||^2"),
        (W_next, "the same at step t+1"),
        (N, "sum over honest i of ||e_{t+1}^i||^2"),
        (X, "sum over honest i != j of <e_{t+1}^i, e_{t+1}^j>"),
        (C, "sum over honest i of <y_i, e_i'>"),
        (D2, "squared diameter of the honest momenta, step t"),
        (y_first, "one end of the longest pair of honest momenta, minus the honest mean"),
        (y_second, "its other end"),
        (H, "sum over honest i of ||h_i'||^2"),
        (Y, "sum over honest i of <y_i, h_i'>"),
        (Z, "sum over honest i of ||y_i - h_i'||^2"),
        (CH, "sum over honest i of <h_i', e_i'>"),
        (z, "y_i - h_i'"),
        (one, "a unit vector: its square stands for the constant 1"),
        (dispersions, "sum over t = 1..T of E W_t"),
        (b, "beta^(2t)"),
        (decay, "the contraction factor of one step to the power t"),
        (theta, "a point, in one dimension"),
        (worst, "the larger E||grad Q(out)||^2 of two worlds, out the output of any algorithm"),
        (W1, "sum over honest i of ||m_1^i - mbar_1||^2"),
        (P, "sum over poisoned j of ||grad Q_j - nabla||^2"),
        (zeta, "mean gradient of the sampled honest workers minus nabla"),
        (V_honest, "variance of the honest gradients"),
        (V_sample, "variance of the sampled honest gradients"),
        (noise_worker, "a e_i' + (1-a) d_i', d_i' the change of worker i's stochastic gradient minus that of its mean"),
        (noise_mean, "mean over honest i of z_i'"),
        (N_noise, "sum over honest i of ||z_i'||^2"),
        (N_change, "sum over honest i of ||d_i'||^2"),
        (X_noise, "sum over honest i != j of <z_i', z_j'>"),
        (C_noise, "sum over honest i of <y_i, z_i'>"),
        (own_noise, "noise of worker i's stochastic gradient"),
        (private, "noise that worker i adds to it"),
        (total_noise, "their sum"),
        (sent, "what honest worker i sends minus the mean of what the honest send, step t+1 (Nesterov)"),
        (W_sent, "sum over honest i of ||ytilde_i'||^2"),
        (y1, "momentum of honest worker i minus the honest mean momentum, step 1"),
        (batch_worker, "noise of worker i's first message, the mean of a batch"),
        (batch_mean, "mean over honest i of these noises"),
        (N_batch, "sum over honest i of their squares"),
        (X_batch, "sum over honest i != j of their products"),
        (N_centred, "sum over honest i of ||e_i' - e'||^2"),
        (H_now, "sum over honest i of ||grad Q_i - nabla||^2 at theta_t"),
        (bias, "limit of the mean bias R_t - G_t of the rule under attack, one coordinate"),
        (mean2, "limit of (E nabla_t)^2"),
    )
)
