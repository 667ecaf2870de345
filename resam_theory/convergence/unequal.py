r"""(T6) RESAM on unequal data, once for every potential: what a decreasing potential gives under (G, B)-dissimilarity.

A potential that decreases with drift factor s (:mod:`.potential`) and the drift of (L2-hetero), summed over t,

    sum_t E||xi_t||^2 <= kappa B^2 sum_t E||nabla_t||^2 + T kappa (G^2 + (1-beta)(m-1) sigma^2/m),

give, whenever 2 s kappa B^2 < 1,

    (1 - 2 s kappa B^2) (1/T) sum E||nabla_t||^2
        <= A Delta_1/(gamma T) + 2 s kappa [G^2 + (1-beta)(m-1) sigma^2/m] + N sigma^2/m,

with A and N the theorem's own factors of Delta_1/(gamma T) and sigma^2/m. As 2s -> 1 (the (a, eta) family for a -> oo,
or a rational potential with a large eta) the limit for small x is kappa G^2/(1 - kappa B^2), the error of gradient
descent (T5): momentum loses nothing on unequal data.
"""

from __future__ import annotations

from typing import Final

import sympy as sp

from .. import symbols as s
from ..claims import Provenance, Source
from ..derivation.citation import cite
from ..derivation.theorem import Theorem
from . import vectors as v
from .heterogeneity import DISPERSION_HETERO
from .potential import Decrease, Drift, theorem
from .rational_potentials import POTENTIALS
from .theorems import BASE_FORMS

__all__ = ["UNEQUAL", "UNEQUAL_FORMS", "unequal"]


def unequal(name: str, title: str, given: Decrease, gap: sp.Expr) -> Theorem:
    """The theorem on unequal data from a decreasing potential; ``gap`` is its factor of Delta_1/(gamma T)."""
    left = 1 - 2 * given.s * s.kappa * s.B**2
    floor = s.G**2 * v.one**2 + (1 - given.beta) * (s.m - 1) / s.m * s.sigma**2
    large = gap * s.gap / (s.gamma * s.T) + 2 * given.s * s.kappa * floor + given.noise * s.sigma**2 / s.m
    drift = Drift(
        (cite(DISPERSION_HETERO, at=given.at),),
        DISPERSION_HETERO.assumptions,
        ((s.G, 0, sp.oo), (s.B, 0, sp.oo), (s.kappa, 0, 1 / (2 * given.s * s.B**2))),
        left,
    )
    ranges = ", ".join(f"{low} < {symbol} <= {high}" for symbol, low, high in given.parameters)
    text = (
        f"{ranges}, beta = {given.beta}, {2 * given.s} kappa B^2 < 1: (1 - {2 * given.s} kappa B^2) "
        f"(1/T) sum E||nabla_t||^2 <= ({gap}) Delta_1/(gamma T) + {2 * given.s} kappa [G^2 + (1-beta)(m-1) sigma^2/m] "
        f"+ ({sp.factor(given.noise)}) sigma^2/m"
    )
    source = Source(Provenance.DERIVED, where="T6")
    return theorem((name, title, text), given, large=large / left, gap=gap, source=source, drift=drift)


UNEQUAL_FORMS: Final[dict[str, tuple[Decrease, sp.Expr]]] = {
    "T6": (BASE_FORMS["T2-sharp"], BASE_FORMS["T2-sharp"].gap),
    "T6-cross": (BASE_FORMS["T2-cross"], sp.Rational(11, 5)),
    "T6-family": (BASE_FORMS["T2-family"], BASE_FORMS["T2-family"].gap),
    **{f"T6-{item.name}": (item.decrease, item.gap) for item in POTENTIALS},
}
"""By theorem: the decreasing potential and the factor of Delta_1/(gamma T)."""
UNEQUAL: Final = tuple(
    unequal(name, f"Momentum on unequal data, {name.removeprefix('T6').strip('-') or 'beta = 1 - 2x'}", form, gap)
    for name, (form, gap) in UNEQUAL_FORMS.items()
)
