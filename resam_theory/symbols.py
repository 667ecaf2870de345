r"""The symbols of the theory, once, with their assumptions, meaning and unit.

Everything symbolic in the toolkit is written in these symbols, so that an expression of one file can be substituted
into one of another. ``m = n - f`` and ``x = L gamma`` are *derived* symbols: :data:`DERIVED` holds their definitions.

Units: ``[Q]`` is the unit of the loss and ``[theta]`` that of the parameters; a gradient has unit ``[Q]/[theta]``.

>>> expand(m)
-f + n
>>> {quantity.symbol: quantity.meaning for quantity in SYMBOLS}[kappa]
'coefficient of (f, kappa)-robustness'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sympy as sp

__all__ = ["DERIVED", "SYMBOLS", "Quantity", "expand"]


@dataclass(frozen=True)
class Quantity:
    """A symbol together with what it means and the unit it is measured in (``"1"`` for a pure number)."""

    symbol: sp.Symbol
    meaning: str
    unit: str = "1"


# Counts.
n: Final = sp.Symbol("n", integer=True, positive=True)
f: Final = sp.Symbol("f", integer=True, nonnegative=True)
m: Final = sp.Symbol("m", integer=True, positive=True)
d: Final = sp.Symbol("d", integer=True, positive=True)
k: Final = sp.Symbol("k", integer=True, nonnegative=True)
T: Final = sp.Symbol("T", integer=True, positive=True)

# Coefficients of a rule.
lambda_: Final = sp.Symbol("lambda", nonnegative=True)
kappa: Final = sp.Symbol("kappa", nonnegative=True)
rho2: Final = sp.Symbol("rho2", nonnegative=True)

# Constants of the problem and of the algorithm.
L: Final = sp.Symbol("L", positive=True)
sigma: Final = sp.Symbol("sigma", nonnegative=True)
gap: Final = sp.Symbol("Delta_1", nonnegative=True)
gamma: Final = sp.Symbol("gamma", positive=True)
beta: Final = sp.Symbol("beta", nonnegative=True)
x: Final = sp.Symbol("x", positive=True)
a: Final = sp.Symbol("a", positive=True)
eta: Final = sp.Symbol("eta", positive=True)
G: Final = sp.Symbol("G", nonnegative=True)
B: Final = sp.Symbol("B", nonnegative=True)
mu: Final = sp.Symbol("mu", positive=True)
A: Final = sp.Symbol("A", nonnegative=True)
E: Final = sp.Symbol("E", positive=True)
ell: Final = sp.Symbol("ell", positive=True)
epsilon: Final = sp.Symbol("epsilon", positive=True)

SYMBOLS: Final[tuple[Quantity, ...]] = (
    Quantity(n, "number of workers"),
    Quantity(f, "largest number of faulty workers, f < n/2"),
    Quantity(m, "size of the subsets S, m = n - f"),
    Quantity(d, "dimension of the vectors (sympy's oo: the supremum over d)"),
    Quantity(k, "values trimmed on each side of a coordinate"),
    Quantity(T, "number of steps"),
    Quantity(lambda_, "coefficient of (f, lambda)-resilient averaging"),
    Quantity(kappa, "coefficient of (f, kappa)-robustness"),
    Quantity(rho2, "factor of the drift bound: E||xi||^2 <= rho^2 sigma^2 (1-beta)/(1+beta)"),
    Quantity(L, "smoothness of Q: the gradient is L-Lipschitz", "[Q]/[theta]^2"),
    Quantity(sigma, "standard deviation of a stochastic gradient", "[Q]/[theta]"),
    Quantity(gap, "initial gap Q(theta_1) - Q*", "[Q]"),
    Quantity(gamma, "step size", "[theta]^2/[Q]"),
    Quantity(beta, "momentum coefficient, 0 <= beta < 1"),
    Quantity(x, "normalised step size L gamma"),
    Quantity(a, "split of ||delta + xi||^2 <= (1+a)||delta||^2 + (1+1/a)||xi||^2"),
    Quantity(eta, "ratio (1 - beta)/(L gamma)"),
    Quantity(G, "heterogeneity: mean squared distance of local gradients, at B = 0", "[Q]/[theta]"),
    Quantity(B, "heterogeneity: growth with the gradient norm"),
    Quantity(mu, "Polyak-Lojasiewicz constant: 2 mu (Q - Q*) <= ||grad Q||^2", "[Q]/[theta]^2"),
    Quantity(A, "poisoning: distance of a poisoned worker's gradient from grad Q", "[Q]/[theta]"),
    Quantity(E, "error: gradient norm that no algorithm can rule out", "[Q]/[theta]"),
    Quantity(ell, "mean squared smoothness of a worker's stochastic gradients", "[Q]/[theta]^2"),
    Quantity(epsilon, "target for the mean squared gradient norm", "[Q]^2/[theta]^2"),
)

DERIVED: Final[dict[sp.Symbol, sp.Expr]] = {m: n - f, x: L * gamma}


def expand(expression: sp.Expr) -> sp.Expr:
    """Replace the derived symbols by their definitions, e.g. ``m`` by ``n - f``."""
    return sp.sympify(expression).subs(list(DERIVED.items()))
