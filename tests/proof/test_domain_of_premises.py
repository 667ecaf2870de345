"""Where premises speak, their numbers make sense: what is bounded by a negative number cannot be a sum of squares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import pytest

from resam_theory.proof import premises as listed
from resam_theory.proof.region import parse

SQUARES = {
    *("W", "W_next", "W1", "W_sent", "N", "N_batch", "N_centred", "N_change", "N_noise", "H", "H_now", "P", "Z", "Z_c"),
    *("V", "V_next", "V_honest", "V_sample", "V_sent", "D2", "D2_next", "R2"),
}
"""Sums of squares, variances, squared diameters."""
LENGTHS = {"e_h", "e_h_next", "g_i", "r_i", "S_e", "S_b"}
"""Lengths and sums of lengths."""
VALUES = tuple(map(Fraction, ("0", "1/3", "1/2", "1", "3/2", "2", "3", "5")))

Bounds = tuple[str, tuple[str, ...], str, str]


def _bounds() -> Iterator[Bounds]:
    """(what is assumed, its premises, the smaller side, the larger side)."""
    known = listed.premises()
    for name, premise in known.premises.items():
        if premise.fact:
            yield name, (name,), premise.fact[0], premise.fact[1]
        yield from ((name, (name,), symbol, meaning) for symbol, meaning in premise.definitions)
    for name, rule in known.rules.items():
        yield from ((name, tuple(rule.needs), *row) for row in rule.replaces)  # pyright: ignore[reportReturnType]


def _never_negative(text: str) -> bool:
    """Whether every monomial is a number times squares and sums of squares."""
    parameters = listed.premises().parameters
    value = parse(text)
    parts = value.top.coefficients(value.names - set(parameters))
    return all(power % 2 == 0 or name in SQUARES | LENGTHS for key in parts for name, power in key)


def _points(names: list[str], domain: list[str]) -> Iterator[Mapping[str, Fraction]]:
    for values in product(VALUES, repeat=len(names)):
        point = dict(zip(names, values, strict=True))
        rows = [parse(text) for text in domain]
        if all(row.at(point) >= 0 for row in rows if row.names <= set(names)):
            yield point


def _negative(bound: Bounds, domain: Mapping[str, tuple[str, ...]]) -> list[Mapping[str, Fraction]]:
    """Points of the domain at which what is never negative is at most, or is, a negative number of such things.

    Without parameters there is no domain to hold it against (the mean of squares less the square of the mean)."""
    _, needs, small, large = bound
    value = parse(large)
    atoms = value.names - set(listed.premises().parameters)
    below = set(parse(small).names) | value.names
    names = sorted(below & set(listed.premises().parameters))
    if not names or len(names) > 5 or not (_never_negative(small) and _never_negative(large)):
        return []
    rows = [text for need in ("", *needs) for text in domain.get(need, ())]
    return [
        point
        for point in _points(names, rows)
        if value.bottom.at(point)
        and any(part.at(point) / value.bottom.at(point) < 0 for part in value.top.coefficients(atoms).values())
    ]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("bound", [*_bounds()], ids=lambda bound: f"{bound[0][:40]}, {bound[2]}")
def test_nothing_that_is_a_square_is_negative(bound: Bounds) -> None:
    assert not _negative(bound, listed.DOMAIN)


@pytest.mark.parametrize(
    ("name", "text"),
    [("", "1 - beta"), ("", "mhat - 1"), ("", "m - mhat"), ("independent", "m - 1"), ("", "b_H - 1")],
)
def test_without_a_row_of_the_domain_something_is(name: str, text: str) -> None:
    less = {**listed.DOMAIN, name: tuple(row for row in listed.DOMAIN[name] if row != text)}
    assert less[name] != listed.DOMAIN[name]
    assert any(_negative(bound, less) for bound in _bounds())
