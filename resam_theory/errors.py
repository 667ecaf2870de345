"""Checks of arguments, once: each error is one line that names the argument, the value given and what is admissible."""

from __future__ import annotations

import math
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

__all__ = ["require_count", "require_d", "require_fraction", "require_n_f", "require_real"]


def require_count(name: str, value: Any, *, low: int = 1, high: int | None = None) -> int:
    """``value`` as an int in ``low..high``.

    >>> require_count("n", 0)
    Traceback (most recent call last):
    ...
    ValueError: n = 0 is not admissible: need an integer n >= 1
    """
    bound = f"{name} >= {low}" if high is None else f"{low} <= {name} <= {high}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} = {value!r} is not admissible: need an integer {bound}")
    number = int(value)
    if number < low or (high is not None and number > high):
        raise ValueError(f"{name} = {number} is not admissible: need an integer {bound}")
    return number


def require_n_f(n: Any, f: Any, *, f_min: int = 0) -> tuple[int, int]:
    """``(n, f)`` as ints with ``f_min <= f < n/2``.

    >>> require_n_f(4, 2)
    Traceback (most recent call last):
    ...
    ValueError: f = 2 is not admissible: need an integer 0 <= f < n/2, that is f <= 1 for n = 4
    """
    n = require_count("n", n)
    if isinstance(f, bool) or not isinstance(f, Integral):
        raise TypeError(f"f = {f!r} is not admissible: need an integer {f_min} <= f < n/2")
    if f < f_min or 2 * f >= n:
        top = (n - 1) // 2
        least = "" if top >= f_min else f" (no f is admissible; n >= {2 * f_min + 1} is needed)"
        raise ValueError(
            f"f = {f} is not admissible: need an integer {f_min} <= f < n/2, that is f <= {top} for n = {n}{least}"
        )
    return n, int(f)


def require_d(d: Any) -> int | float:
    """``d`` as an int >= 1, or ``math.inf`` for the supremum over all dimensions (also given as ``"inf"``).

    >>> require_d("inf"), require_d(3)
    (inf, 3)
    """
    if d == math.inf or (isinstance(d, str) and d.strip().lower() in {"inf", "oo", "infinity"}):
        return math.inf
    if isinstance(d, str) and d.strip().isdigit():
        d = int(d)
    if isinstance(d, bool) or not isinstance(d, Integral) or d < 1:
        raise ValueError(f"d = {d} is not admissible: need an integer d >= 1, or inf")
    return int(d)


def require_real(
    name: str,
    value: Any,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    open_low: bool = False,
    open_high: bool = False,
) -> float:
    """``value`` as a finite float between ``low`` and ``high``.

    >>> require_real("beta", 1.0, low=0, high=1, open_high=True)
    Traceback (most recent call last):
    ...
    ValueError: beta = 1.0 is not admissible: need 0 <= beta < 1
    """
    left = "" if low == -math.inf else f"{low:g} {'<' if open_low else '<='} "
    right = "" if high == math.inf else f" {'<' if open_high else '<='} {high:g}"
    wanted = f"{left}{name}{right}" if left or right else f"a finite number {name}"
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} = {value!r} is not admissible: need {wanted}")
    number = float(value)
    inside = (low < number if open_low else low <= number) and (number < high if open_high else number <= high)
    if not (math.isfinite(number) and inside):
        wanted += " < inf" if math.isinf(number) and inside and not right and left else ""
        raise ValueError(f"{name} = {number} is not admissible: need {wanted}")
    return number


def require_fraction(name: str, value: Any) -> Fraction:
    """``value`` as an exact rational, from text such as 0.01, 1/100 or 3.

    >>> require_fraction("failure", "0.01"), require_fraction("B", "1/2")
    (Fraction(1, 100), Fraction(1, 2))
    >>> require_fraction("failure", "often")
    Traceback (most recent call last):
    ...
    ValueError: failure = 'often' is not admissible: need a rational number, such as 0.01 or 1/100
    """
    try:
        return Fraction(str(value).strip())
    except (ValueError, ZeroDivisionError):
        raise ValueError(
            f"{name} = {value!r} is not admissible: need a rational number, such as 0.01 or 1/100"
        ) from None
