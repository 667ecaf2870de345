"""Every theorem whose bound has parameters to choose: what they are, x and beta as functions of them, the bound."""

from __future__ import annotations

from typing import Any, Final

import sympy as sp

from ..theorem_names import THEOREM_NAMES
from . import vectors as v
from .potential import Decrease
from .rational_potentials import POTENTIALS, RATIONAL
from .theorems import BASE_FORMS, THEOREMS
from .unequal import UNEQUAL, UNEQUAL_FORMS

__all__ = ["BOUNDS", "FORMS", "LEFT", "PARAMETRISED"]

_ALL: Final = {**BASE_FORMS, **{f"T2-{item.name}": item.decrease for item in POTENTIALS}}
FORMS: Final[dict[str, Decrease]] = {name: _ALL[name] for name in THEOREM_NAMES}
"""On identically distributed data, where the coefficient is rho^2."""
PARAMETRISED: Final[dict[str, Decrease]] = {**FORMS, **{name: form for name, (form, _) in UNEQUAL_FORMS.items()}}
"""With those on unequal data, where the coefficient is kappa."""
BOUNDS: Final[dict[str, Any]] = {
    item.id: sp.sympify(item.bound).subs(v.one, 1) for item in (*THEOREMS, *RATIONAL, *UNEQUAL)
}
LEFT: Final[dict[str, sp.Expr]] = {name: 2 * form.s for name, (form, _) in UNEQUAL_FORMS.items()}
"""2s: a theorem on unequal data needs 2 s kappa B^2 < 1."""
