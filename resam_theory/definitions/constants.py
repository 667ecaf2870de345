"""The constants between criteria as text, for bounds that are composed for all (n, f)."""

from __future__ import annotations

from .criteria import FACTORS

__all__ = ["text"]


def text(given: str, target: str, d: int | None, *, inverse: bool = False) -> str | None:
    """The constant (or its inverse) as a rational function of m, at least (at most) as large; None where it is none."""
    of = FACTORS[given, target]
    if "q" in of.top:
        return None
    names = {"m-1": "(m - 1)", "r": "(m - 1)" if d is None else str(d)}
    sides = (of.bottom, of.top) if inverse else (of.top, of.bottom)
    top, bottom = ("*".join(names.get(name, name) for name in side) for side in sides)
    return f"{top or 1}/({bottom})" if bottom else top or "1"
