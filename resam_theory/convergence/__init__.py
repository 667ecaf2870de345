"""The convergence theory of RESAM (theory.md, section 3): lemmas, theorems and corollaries with replayable proofs."""

from ..proof.statements import Proof, Statement, prove
from . import assumptions as assumptions
from .floor import FLOOR
from .heterogeneity import STATEMENTS_HETERO
from .lemmas import LEMMAS
from .start_and_end import ENDS
from .theorems import THEOREMS

STATEMENTS = {item.id: item for item in (*LEMMAS, *ENDS, *STATEMENTS_HETERO, *THEOREMS, FLOOR)}
CLAIMS = tuple(item.as_claim() for item in STATEMENTS.values())
__all__ = ["CLAIMS", "STATEMENTS", "Proof", "Statement", "prove"]
