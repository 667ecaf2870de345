"""What the re-checker has accepted, and no more: the one way from a piece of evidence to something that is certified.

A file is about a rule, a criterion and (n, f, d), and proves a number. Whoever gathers evidence may know better: an
irrational end where the file states a rational number just above. What the file proves counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

import sympy as sp

from resam_theory.definitions.criteria import POWERS

from ..evidence import Evidence, Side, Target, difference
from ..recheck.check import check
from ..recheck.claim import ANY, Checked
from ..recheck.root3 import Root3
from ..recheck.theorem import RootSum
from .certificates import as_sympy, exactly
from .conversion import About

__all__ = ["accepted", "each_accepted"]


def accepted(item: Evidence, target: Target | None = None) -> Evidence:
    """``item`` with a value that its file proves, about ``target`` where one is given; ValueError where the re-checker
    refuses the file, or the file is about something else. What is not exact stays as it is.

    >>> from .gather import floor
    >>> accepted(floor("kappa", 5, 1, 2), Target("median", "kappa", 5, 1, 2)).value
    1/3
    """
    if not item.exact or item.accepted:
        return item
    checked = check(item.data)
    if checked.side != item.side or not (target is None or _covers(checked, target)):
        raise ValueError(f"evidence is about {checked}, not about {target}")
    power, stated = POWERS[checked.claim.criterion], as_sympy(checked.square())
    claimed = sp.sympify(item.value) ** power if item.value is not sp.oo else sp.oo
    sure = replace(item, accepted=True)
    if claimed == stated:
        return sure
    proved = checked.proved
    known: Any = exactly(proved) if isinstance(proved, Fraction | RootSum | Root3 | None) else stated
    ahead = difference(known, claimed) * (1 if item.side is Side.UPPER else -1)
    return sure if ahead <= 0 else replace(sure, value=sp.sqrt(known) if power == 2 else known)


def each_accepted(found: Iterable[Evidence], about: About) -> tuple[Evidence, ...]:
    """All of what is found about a coefficient."""
    of, criterion, n, f, d = about
    target = Target(of.name, criterion, n, f, None if d == inf else int(d))
    return tuple(accepted(item, target) for item in found)


def _covers(checked: Checked, target: Target) -> bool:
    """Whether a bound says something of the coefficient of a target: an upper bound in no fewer dimensions, a lower one
    in no more; an upper bound on some rule bounds the best of all."""
    about, upper = checked.claim, checked.side == "upper"
    small, large = (target.d, about.d) if upper else (about.d, target.d)
    same = (about.criterion, about.n, about.f) == (target.criterion, target.n, target.f)
    whose = about.rule in (target.subject, ANY) or (upper and target.subject == ANY and not about.form.trusts_first)
    return same and whose and (large is None or (small is not None and small <= large))
