"""What mutation says nothing of yet. Both lists are counted by a test and only shrink.

:data:`UNJUDGED`: files judged only while the harness left a second change in most mutants, or counted slow ones as
killed, which overstates kills. Some of their mutants may change a verdict without any evidence that tells.
:data:`UNEXAMINED`: survivors that nobody has looked at, by file, as they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["UNEXAMINED", "UNJUDGED"]

UNJUDGED: Final[tuple[str, ...]] = ()

UNEXAMINED: Final[Mapping[str, tuple[str, ...]]] = {}
