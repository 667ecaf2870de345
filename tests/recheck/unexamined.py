"""What mutation says nothing of yet. Both lists are counted by a test and only shrink.

:data:`UNJUDGED`: files that have changed since they were judged. Some of their mutants may change a verdict without any
evidence that tells.
:data:`UNEXAMINED`: survivors that nobody has looked at, by file, as they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["UNEXAMINED", "UNJUDGED"]

UNJUDGED: Final = (
    "resam_theory/definitions/criteria.py",
    *(f"verification/recheck/{name}.py" for name in ("check", "claim", "convert", "line", "spreads", "theorem")),
    *(f"resam_theory/proof/{name}.py" for name in ("applies", "replay")),
    *(f"resam_theory/proof/{name}.py" for name in ("reading", "written", "premises", "setting")),
)

UNEXAMINED: Final[Mapping[str, tuple[str, ...]]] = {}
