"""How many inputs a check tries on a rule."""

from __future__ import annotations

from dataclasses import replace

from resam_theory.rules import Rule

from ..evidence import Context

__all__ = ["trying"]


def trying(rule: Rule, n: int, context: Context) -> Context | None:
    """The context whose profile says how many inputs are tried at n: of a rule whose calls are slow always the quick
    one, and beyond ``searches_up_to`` none.

    >>> from resam_theory.rules import get
    >>> full = Context("full")
    >>> trying(get("krum"), 25, full) == full, trying(get("smea"), 25, full), trying(get("smea"), 9, full).profile
    (True, None, 'quick')
    """
    most = rule.searches_up_to
    return context if most is None else replace(context, profile="quick") if n <= most else None
