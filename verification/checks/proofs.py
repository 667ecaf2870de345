"""The check that follows the proofs of the lemmas and theorems of :mod:`resam_theory.convergence`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.writing import data_of, proof_of
from resam_theory.derivation.theorem import Theorem

from ..evidence import Context, Evidence, Side, Target
from ..recheck.check import PROOF, proved
from ..recheck.claim import FORMAT
from ..recheck.reading import Refused

__all__ = ["document", "proofs", "refusal", "refused"]

_BY_CLAIM = {statement.as_claim().id: statement for statement in STATEMENTS.values()}


def document(statement: Theorem) -> dict[str, Any]:
    """The statement with its proof as evidence for the re-checker."""
    return {"format": FORMAT, "kind": PROOF, "statements": [data_of(item) for item in proof_of(statement)]}


@cache
def refusal(statement: Theorem) -> str:
    """Where the proof of a statement fails; "" where the re-checker follows it."""
    return refused(document(statement))


def refused(data: Any) -> str:
    """Why the re-checker refuses a proof; "" where it follows it."""
    try:
        proved(data)
    except Refused as error:
        return str(error)
    return ""


def proofs(target: Target, context: Context) -> Iterable[Evidence]:
    """Follow the proof behind a PROOF target: value 1 with the proof as evidence, or 0 with the step that fails.

    >>> [piece.value for piece in proofs(Target("convergence.proof.L4", Criterion.PROOF), Context())]
    [1]
    """
    if target.criterion is not Criterion.PROOF or target.subject not in _BY_CLAIM:
        return
    start, statement = time.perf_counter(), _BY_CLAIM[target.subject]
    reason = refusal(statement)
    data = {"reason": reason} if reason else document(statement)
    spent = time.perf_counter() - start
    yield Evidence(Side.PROOF, sp.Integer(not reason), True, "proof followed in exact arithmetic", data, spent)
