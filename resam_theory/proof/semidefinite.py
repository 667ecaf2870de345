"""Whether a quadratic form whose coefficients are polynomials in parameters is semidefinite. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .polynomial import ZERO, Polynomial, Ratio

__all__ = ["semidefinite"]


def semidefinite(form: Polynomial, parameters: Iterable[str], sign: Callable[[Ratio], int | None]) -> None:
    """``form`` is a constant >= 0 plus a semidefinite quadratic form in the symbols that are no parameters.

    ``sign``: the sign that a function of the parameters keeps, None where undecided. ValueError otherwise.
    """
    atoms = sorted(form.names - set(parameters))
    entries: dict[tuple[str, str], Polynomial] = {}
    for key, coefficient in form.coefficients(atoms).items():
        powers = [atom for atom, power in key for _ in range(power)]
        if len(powers) != 2 and powers:
            raise ValueError(f"the remainder has the term {'*'.join(powers)}")
        if powers:
            entries[powers[0], powers[1]] = coefficient
        elif sign(Ratio(coefficient)) not in (0, 1):
            raise ValueError("the constant of the remainder is not >= 0 on the region")
    matrix = [
        [entries.get((i, i), ZERO) * 2 if i == j else entries.get((min(i, j), max(i, j)), ZERO) for j in atoms]
        for i in atoms
    ]
    last = Polynomial.number(1)
    while matrix:  # Bareiss: the pivots are minors, the divisions exact
        head = matrix[0]
        alone = not any(entry.terms for entry in head[1:])
        if sign(Ratio(head[0])) not in ((0, 1) if alone else (1,)):
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
