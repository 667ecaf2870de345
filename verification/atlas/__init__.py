"""The atlas: every coefficient of every rule, lambda* and kappa* at d = 1, 2 and the supremum over d, for all n <= N.

:func:`measure` settles one rule at one (n, f); :func:`build` does it for all, in parallel, and can be resumed after a
kill; :mod:`.table` makes one flat table of it and an archive of the evidence.
"""

from . import table
from .build import COMPOSITIONS, build, plan
from .cells import CRITERIA, DIMENSIONS, measure
from .store import RuleAt, Shelf

__all__ = ["COMPOSITIONS", "CRITERIA", "DIMENSIONS", "RuleAt", "Shelf", "build", "measure", "plan", "table"]
