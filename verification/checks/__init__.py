"""The checks that the ledger runs, in order; adding one is one line here."""

from __future__ import annotations

from typing import Final

from ..evidence import Check

__all__ = ["CHECKS"]

CHECKS: Final[tuple[tuple[str, Check], ...]] = ()
