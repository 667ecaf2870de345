"""Whether a quadratic form whose coefficients are polynomials in parameters is semidefinite. Standard library only."""

from __future__ import annotations

from ..definitions.effort import spend
from .polynomial import ONE, ZERO, Polynomial, Ratio
from .region import Region

__all__ = ["semidefinite"]


def semidefinite(form: Ratio, region: Region) -> None:
    """On the region ``form`` is a constant >= 0 plus a semidefinite quadratic form in the symbols that are no
    parameters; ValueError otherwise.
    """
    below = region.sign(Ratio(form.bottom))
    if not below:
        raise ValueError("a denominator has no sign on the region")
    atoms = sorted(form.top.names - set(region.symbols))
    entries: dict[tuple[str, str], Polynomial] = {}
    for key, coefficient in (form.top if below == 1 else -form.top).coefficients(atoms).items():
        powers = [atom for atom, power in key for _ in range(power)]
        if len(powers) == 2:
            i, j = powers
            entries[i, j] = entries[j, i] = coefficient + coefficient if i == j else coefficient
        elif powers or region.sign(Ratio(coefficient)) not in (0, 1):
            raise ValueError(f"the remainder has the term {'*'.join(powers) or 'one'}, which is not >= 0 on the region")
    spend(len(atoms) ** 2)
    matrix = [[entries.get((i, j), ZERO) for j in atoms] for i in atoms]
    last = ONE
    while matrix:  # Bareiss: the pivots are minors, the divisions exact
        head = matrix[0]
        alone = not any(entry.terms for entry in head[1:])
        if region.sign(Ratio(head[0])) not in ((0, 1) if alone else (1,)):
            raise ValueError("the remainder is not semidefinite")
        if alone:
            matrix = [row[1:] for row in matrix[1:]]
            continue
        reduced = [
            [(row[j] * head[0] - row[0] * head[j]).divided(last) for j in range(1, len(head))] for row in matrix[1:]
        ]
        matrix = [[entry if entry is not None else _fail() for entry in row] for row in reduced]
        last = head[0]


def _fail() -> Polynomial:
    raise ValueError("the elimination left a fraction")
