"""Rules that exchange b <= f members of S for as many faulty rows: one shape of proof, 4f/(n-2f) and (2f/m)^2."""

from __future__ import annotations

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region

__all__ = ["exchanged"]

_KAPPA = ("4*f/(n - 2*f)", "4*f/(m - f)*V", ("V >= 0", "4*(f - b)/(m - f)"))
_STATED = {
    "kappa": _KAPPA,
    "xi": _KAPPA,
    "lambda": ("(2*f/m)**2", "(2*f/m)**2*D2", ("D2 >= 0", "4*(f**2 - b**2)/m**2")),
}
"""By criterion: the bound, in n and in m, and the weight of V or D2 where what the facts give is that of b."""


def exchanged(
    rule: str,
    criterion: str,
    use: Use,
    weights: tuple[tuple[str, str], ...],
    *,
    least: str = "f + 1",
    where: str = "",
    rest: str = "",
    source: str,
) -> Bound:
    """kappa*, xi* <= 4f/(n-2f) or lambda* <= 2f/m of ``rule`` in every dimension, from the inference that ``use`` is
    about f, b and m >= ``least``, and the ``weights`` of its facts. ``rest``: another weight of V or D2.

    >>> exchanged("x", "lambda", Use("pairing", (("b", "b"), ("m", "m"))), (("pairs", "1"),), source="B4").value
    '(2*f/m)**2'
    """
    value, large, (positive, plain) = _STATED[criterion]
    steps = (
        use,
        Use("variance is nonnegative"),
        Combine(criterion, "E2", large, (*weights, (positive, rest or plain))),
    )
    region = Region.of(("f", "1", ""), ("b", "1", "f"), ("m", least, ""))
    case = Case("b exchanged", region, (("n", "m + f"),), (("f", "f"), ("m", "m")), steps)
    said, short = "b = 0 leaves F = M", f"{rule}.{criterion}.every_dimension"
    exhaustive = f"{where.replace('*', '')}; {said}" if where else said
    squared = criterion == "lambda"
    return Bound(short, criterion, value, (case,), exhaustive, squared=squared, where=where, source=source)
