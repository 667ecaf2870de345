"""The check that follows the proofs of the lemmas and theorems of :mod:`resam_theory.convergence`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.writing import data_of, proof_of
from resam_theory.proof.statements import Statement

from ..evidence import Context, Evidence, Side, Target
from ..recheck.check import PROOF, proved
from ..recheck.claim import FORMAT
from ..recheck.reading import Refused

__all__ = ["document", "is_proved", "proofs"]

_BY_CLAIM = {statement.as_claim().id: statement for statement in STATEMENTS.values()}


def document(statement: Statement) -> dict[str, Any]:
    """The statement with its proof as evidence for the re-checker."""
    return {"format": FORMAT, "kind": PROOF, "statements": [data_of(item) for item in proof_of(statement)]}


def is_proved(statement: Statement) -> bool:
    """Whether the re-checker follows the proof.

    >>> is_proved(STATEMENTS["L4"])
    True
    """
    try:
        proved(document(statement))
    except Refused:
        return False
    return True


def proofs(target: Target, context: Context) -> Iterable[Evidence]:
    """Follow the proof behind a PROOF target: value 1 with the proof as evidence, or 0 with the step that fails.

    >>> [piece.value for piece in proofs(Target("convergence.proof.L4", Criterion.PROOF), Context())]
    [1]
    """
    if target.criterion is not Criterion.PROOF or target.subject not in _BY_CLAIM:
        return
    start, value, data = time.perf_counter(), 1, document(_BY_CLAIM[target.subject])
    try:
        proved(data)
    except Refused as error:
        value, data = 0, {"reason": str(error)}
    spent = time.perf_counter() - start
    yield Evidence(Side.PROOF, sp.Integer(value), True, "proof followed in exact arithmetic", data, spent)
