"""The checks that the ledger runs, cheapest first; adding one is one line here."""

from __future__ import annotations

from typing import Final

from ..evidence import Check
from .adversarial import adversarial
from .exact import exact
from .expectations import expectation
from .inputs import floor
from .optimum import optimum
from .proofs import proofs
from .runs import traces
from .structured import structured

__all__ = ["CHECKS"]

CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("floor", floor),
    ("proofs", proofs),
    ("expectation", expectation),
    ("structured", structured),
    ("traces", traces),
    ("adversarial", adversarial),
    ("exact", exact),
    ("optimum", optimum),
)
