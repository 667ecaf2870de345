"""Which counts are plain enough that a look at some (n, f) tells what they are at all.

What a rule keeps, what a case admits and what a proof takes for granted are comparisons of numbers that depend on
(n, f). Where all of them are linear with small coefficients, remainders of small divisors included, two that agree at
:data:`.covering.TRIED` agree everywhere, and cases that leave something out leave out something there. Of others,
such as ``f - (n//13)*(30//n)``, which is f for n <= 12 and for n >= 31, nothing is said for all (n, f).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from resam_theory.proof.bounds import Bound
from resam_theory.proof.cases import Part
from resam_theory.proof.polynomial import Polynomial
from resam_theory.proof.region import parse
from resam_theory.proof.worst import Family

__all__ = ["is_plain"]

LONGEST: Final = 24
"""Most characters of a count."""
LARGEST: Final = 4
"""The largest number in a count, and the largest coefficient of a condition."""
SUM: Final = 6
"""The largest constant of a condition."""
_COUNT: Final = re.compile(r"[0-9nfm+*/() -]*[nfm][0-9nfm+*/() -]*")


def is_plain(given: Bound | Family, definition: Any) -> bool:
    """Whether all counts of a definition, and all conditions of the cases, are plain.

    >>> from resam_theory.definitions.trimmed import Trimmed
    >>> from resam_theory.rules import get
    >>> proof = get("trimmed_mean").proofs[0]
    >>> is_plain(proof, Trimmed("f")), is_plain(proof, Trimmed("f-(n//13)*(30//n)"))
    (True, False)
    """
    counted = all(map(_plain_count, (*_counts(definition), *(text for _, text in given.names))))
    return counted and all(_plain_case(case, {name for name, _ in given.names}) for case in given.cases)


def _counts(definition: Any) -> Iterator[str]:
    """The counts that a definition is made of, those of a rule inside it included."""
    if isinstance(definition, str):
        if _COUNT.fullmatch(definition):
            yield definition
    elif isinstance(definition, (tuple, list)):
        for part in definition:
            yield from _counts(part)
    elif is_dataclass(definition):
        for part in fields(definition):
            yield from _counts(getattr(definition, part.name))


def _plain_count(text: str) -> bool:
    """Linear, with one division at most, by a number or by what depends on f alone."""
    few = text.count("//") <= 1 and text.replace("//", "").count("*") <= 2
    return len(text) <= LONGEST and few and _plain_node(ast.parse(text, mode="eval").body)


def _plain_node(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=int() as value):
            return value <= LARGEST
        case ast.Name():
            return True
        case ast.BinOp(left=ast.Constant() as left, op=ast.Mult(), right=right):
            return _plain_node(left) and _plain_node(right)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _plain_node(left) and _plain_node(right)
        case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
            alone = all(part.id == "f" for part in ast.walk(right) if isinstance(part, ast.Name))
            return alone and _plain_node(left) and _plain_node(right)
        case _:
            return False


def _plain_case(case: Part, counted: set[str]) -> bool:
    ends = (end for _, *both in case.region.rows for end in both if end)
    texts = map(parse, (*ends, *(text for _, text in (*case.given, *case.at))))
    return all(_small(part, counted) for text in texts for part in (text.top, text.bottom))


def _small(form: Polynomial, counted: set[str]) -> bool:
    """Linear, but for products with a count that has a name, and with small coefficients."""
    for monomial, value in form.terms.items():
        degree = sum(power for _, power in monomial)
        of_one = degree == 2 and any(name in counted for name, _ in monomial)
        if (degree > 1 and not of_one) or abs(value) > (LARGEST if monomial else SUM):
            return False
    return True
