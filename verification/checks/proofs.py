"""The check that replays the proofs of the lemmas and theorems of :mod:`resam_theory.convergence`."""

from __future__ import annotations

import time
from collections.abc import Iterable

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.convergence import STATEMENTS

from ..evidence import Context, Evidence, Side, Target

__all__ = ["proofs"]

_BY_CLAIM = {statement.as_claim().id: statement for statement in STATEMENTS.values()}


def proofs(target: Target, context: Context) -> Iterable[Evidence]:
    """Replay the proof behind a PROOF target: value 1 with the certificate, or 0 with the failing step.

    >>> [piece.value for piece in proofs(Target("convergence.proof.L4", Criterion.PROOF), Context())]
    [1]
    """
    if target.criterion is not Criterion.PROOF or target.subject not in _BY_CLAIM:
        return
    start = time.perf_counter()
    proof = _BY_CLAIM[target.subject].prove()
    spent = time.perf_counter() - start
    yield Evidence(
        Side.PROOF, sp.Integer(int(proof.holds)), True, "proof replayed in exact arithmetic", proof.certificate(), spent
    )
