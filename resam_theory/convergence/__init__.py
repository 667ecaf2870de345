"""The convergence theory of RESAM (theory.md, section 3): lemmas, theorems and corollaries with replayable proofs."""

from ..derivation.theorem import Replayed, Theorem, prove
from . import assumptions as assumptions
from .floor import FLOOR
from .gossip import STATEMENTS_GOSSIP
from .gradient_descent import STATEMENTS_GD
from .heterogeneity import STATEMENTS_HETERO
from .lemmas import LEMMAS
from .local_steps import STATEMENTS_LOCAL
from .lower_bounds import STATEMENTS_LOWER
from .polyak import STATEMENTS_POLYAK
from .polyak_start import STATEMENTS_POLYAK_START
from .rational_potentials import RATIONAL
from .sampling import STATEMENTS_SAMPLING
from .start_and_end import ENDS
from .storm import STATEMENTS_STORM
from .theorems import THEOREMS
from .unequal import UNEQUAL
from .variants import STATEMENTS_VARIANTS

_LISTED = (
    *(*LEMMAS, *ENDS, *STATEMENTS_HETERO, *THEOREMS, *RATIONAL, FLOOR),
    *(*STATEMENTS_GD, *STATEMENTS_LOWER, *UNEQUAL, *STATEMENTS_POLYAK),
    *(*STATEMENTS_POLYAK_START, *STATEMENTS_STORM, *STATEMENTS_SAMPLING, *STATEMENTS_LOCAL),
    *(*STATEMENTS_VARIANTS, *STATEMENTS_GOSSIP),
)
STATEMENTS = {item.id: item for item in _LISTED}
CLAIMS = tuple(item.as_claim() for item in STATEMENTS.values())
__all__ = ["CLAIMS", "STATEMENTS", "Replayed", "Theorem", "prove"]
