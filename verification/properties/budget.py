"""The time a probe may take: one end for everything, shared out among what is still to be done."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

__all__ = ["Budget", "OutOfTime"]


class OutOfTime(Exception):
    """The time ended before the rule answered; what was found before stays found."""


@dataclass
class Budget:
    """Two moments on the clock of ``time.perf_counter``.

    ``stop``: calls in progress are cut there. ``limit``: nothing new is begun after it, for what is being done now.

    >>> Budget().over()
    False
    """

    stop: float = math.inf
    limit: float = math.inf

    def start(self, seconds: float) -> None:
        """So many seconds from now."""
        self.stop = self.limit = time.perf_counter() + seconds

    def left(self) -> float:
        """Seconds until calls are cut, at least 0."""
        return max(self.stop - time.perf_counter(), 0.0)

    def over(self) -> bool:
        """Whether nothing new should begin."""
        return time.perf_counter() >= self.limit

    def share(self, part: float) -> None:
        """Allow the next thing this part of the time that is left."""
        self.limit = min(time.perf_counter() + part * self.left(), self.stop)

    def extend(self, seconds: float) -> None:
        """Allow some more for what has just become worth it, but no more than a quarter of the time that is left."""
        self.limit = max(self.limit, time.perf_counter() + min(seconds, self.left() / 4))
