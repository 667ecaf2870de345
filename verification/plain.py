"""Which counts are plain enough that a look at some (n, f) tells what they are at all.

What a rule keeps, what a case admits and what a proof takes for granted are comparisons of numbers that depend on
(n, f). Where all of them are linear with small coefficients, remainders of small divisors included, two that agree at
:data:`.covering.TRIED` agree everywhere, and cases that leave something out leave out something there. Where products
occur as well, such as in ``2*f*(n - f)//n``, with numbers as small, all n up to 40 are looked at. Of others, such as
``f - (n//13)*(30//n)``, which is f for n <= 12 and for n >= 31, nothing is said for all (n, f).
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


def is_plain(given: Bound | Family, definition: Any, *, linear: bool = True) -> bool:
    """Whether all counts of a definition, and all conditions of the cases, are plain; ``linear``: without products.

    >>> from resam_theory.definitions.trimmed import Trimmed
    >>> from resam_theory.rules import get
    >>> proof = get("trimmed_mean").proofs[0]
    >>> is_plain(proof, Trimmed("f")), is_plain(proof, Trimmed("f-(n//13)*(30//n)"))
    (True, False)
    """
    texts = (*_counts(definition), *(text for _, text in given.names))
    named = {name for name, _ in given.names} if linear else None
    return all(_plain_count(text, linear) for text in texts) and all(_plain_case(case, named) for case in given.cases)


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


def _plain_count(text: str, linear: bool) -> bool:
    """Short, with small numbers and one division at most; linear: by a number or by what depends on f alone, and no
    product but with a number."""
    few = text.count("//") <= 1 and text.replace("//", "").count("*") <= 2
    return len(text) <= LONGEST and few and _plain_node(ast.parse(text, mode="eval").body, linear)


def _plain_node(node: ast.AST, linear: bool) -> bool:
    match node:
        case ast.Constant(value=int() as value):
            return value <= LARGEST
        case ast.Name():
            return True
        case ast.BinOp(left=left, op=op, right=right):
            alone = all(part.id == "f" for part in ast.walk(right) if isinstance(part, ast.Name))
            product = isinstance(op, ast.Mult) and not isinstance(left, ast.Constant)
            wrong = linear and (product or (isinstance(op, ast.FloorDiv) and not alone))
            return not wrong and _plain_node(left, linear) and _plain_node(right, linear)
        case _:
            return False


def _plain_case(case: Part, named: set[str] | None) -> bool:
    ends = (end for _, *both in case.region.rows for end in both if end)
    texts = map(parse, (*ends, *(text for _, text in (*case.given, *case.at))))
    return all(_small(part, named) for text in texts for part in (text.top, text.bottom))


def _small(form: Polynomial, named: set[str] | None) -> bool:
    """With small coefficients, and linear but for products of two, one of which is ``named`` (None: any)."""
    for monomial, value in form.terms.items():
        degree = sum(power for _, power in monomial)
        of_two = degree == 2 and (named is None or any(name in named for name, _ in monomial))
        if (degree > 1 and not of_two) or abs(value) > (LARGEST if monomial else SUM):
            return False
    return True
