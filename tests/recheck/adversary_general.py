"""Laws and statements about the algorithm, written on purpose for what is false or about nothing; all must be refused.

Each entry was accepted once. :data:`CASES` are exact cases, computed by other means, in which what it printed fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from typing import Any, Final

from resam_theory.convergence import STATEMENTS
from verification.checks.proofs import document

__all__ = ["CASES", "GENERAL"]

_USE: Final = {
    "rule": "buckets of a random order",
    "at": {"f": "f", "m": "m", "s": "s", "inner": "kappa"},
    "prefix": "",
}
_GIVEN: Final = {"n": "s*(a + 2*f)", "m": "n - f", "g": "m - (s - 1)*f", "b": "(s - 1)*f/(g*(m - 1))"}


def _law(large: str, **given: str) -> dict[str, Any]:
    """(A7) says that BY <= b V, and no less."""
    claim = {"name": "mean", "small": "BY", "large": large, "weights": {"all good rows, above": "1/g**2"}}
    law = {
        **{"id": "x", "about": "bucketing in a random order", "integers": ["f", "s", "a"], "claims": ["mean"]},
        **{"region": [["f", "1", ""], ["s", "1", ""], ["a", "1", ""], ["kappa", "0", ""]], "given": _GIVEN | given},
    }
    return {"format": 1, "kind": "law", "law": {**law, "steps": [_USE, claim]}}


def _laws() -> dict[str, dict[str, Any]]:
    """What is given has a number for a name, a letter that looks like another one, a sentence, or nothing."""
    return {
        "a law in which 9 is 1": _law("b*V/9", **{"9": "1"}),
        "a law with two letters V": _law("b/9*\uff36", **{"\uff36": "9*V"}),
        "a law with a letter like b": _law("\u042c*V", **{"\u042c": "b"}),
        "a law with a sentence": _law("b*V", **{"for every rule kappa*": "0"}),
        "a law with a claim in a name": _law("b*V", **{"BY <= V/1000 and c": "1"}),
        "a law with blanks around a name": _law("b*V", **{" b ": "1"}),
        "a law with a name that is none": _law("b*V", **{"": "1"}),
        "a law with a sum for a name": _law("b*V", **{"f + s": "1"}),
        "a law about half a row": _pairs(n="2*f + 1/2", m="f + 1/2"),
        "a law about more faulty rows than others": _pairs(n="f + 1", m="1"),
        "a law about what is itself": _pairs(n="2*f + 1", m="f + 1", b="9*b"),
    }


def _pairs(**given: str) -> dict[str, Any]:
    """V <= (m-1)/(2m) D^2: at most a sixth of D^2 for "one and a half" rows, where that of two rows is a quarter."""
    steps = [
        {"rule": "pairs of S", "at": {"m": "m"}, "prefix": ""},
        {"name": "claim", "small": "V", "large": "(m - 1)/(2*m)*D2", "weights": {"pairs": "1"}},
    ]
    law = {"id": "x", "about": "trimmed", "region": [["f", "1", ""]], "integers": ["f"], "steps": steps}
    return {"format": 1, "kind": "law", "law": {**law, "claims": ["claim"], "given": given}}


def _bias() -> None:
    """Two buckets of two, one faulty row, over all orders: E BY is b V, and not V b/9."""
    rows, f, s = [Fraction(v) for v in (0, 1, 5)], 1, 2
    centre, total, count = sum(rows) / 3, Fraction(0), 0
    for order in permutations(range(4)):
        good = order[:s] if 3 in order[s:] else order[s:]  # row 3 is faulty
        total, count = total + (sum(rows[i] for i in good) / s - centre) ** 2, count + 1
    variance = sum((x - centre) ** 2 for x in rows) / 3
    m, g = 3, 3 - (s - 1) * f
    assert total / count == Fraction((s - 1) * f, g * (m - 1)) * variance > 0


def _narrowed(name: str, *more: list[str], **rows: tuple[str, str]) -> Any:
    """A theorem of ours in another region."""
    data = json.loads(json.dumps(document(STATEMENTS[name])))
    last = data["statements"][-1]
    last["region"] = [[row[0], *(rows[row[0]] if row[0] in rows else row[1:])] for row in last["region"]] + [*more]
    return data


def _proof(region: list[list[str]], premise: str, small: str, weight: str, **where: str) -> dict[str, Any]:
    """``small`` <= 0 from one premise."""
    claim = {"name": "c", "small": small, "large": "0", "equal": False}
    steps = [
        {"step": "assume", "name": "known", "of": premise, "moment": ""},
        {"step": "combine", "fact": claim, "weights": {"known": weight}, "by": []},
    ]
    statement = {"id": "x", "region": region, "where": where, "assumes": [premise], "steps": steps}
    return {"format": 1, "kind": "proof", "statements": [statement]}


def _grown() -> dict[str, Any]:
    """The variance grows by 25 under one or two faults: V' = (m/2g) V, where m = 2g + f - 1."""
    fact = {"name": "c", "small": "25*V", "large": "V_next", "equal": False}
    steps = [{"step": "combine", "fact": fact, "weights": {}, "by": ["median nodes, m even"]}]
    region = [["f", "1", "2"], ["g", "1", ""], ["m", "50*g", ""]]
    statement = {"id": "x", "region": region, "where": {}, "assumes": ["median nodes, m even"], "steps": steps}
    return {"format": 1, "kind": "proof", "statements": [statement]}


def _determined() -> dict[str, dict[str, Any]]:
    """Parameters that others determine, where they cannot be: anything follows, or what no algorithm does."""
    beta, size = ("0", "1/10"), [["G", "0", "1/2"], ["B", "0", "1"], ["f", "1", ""], ["n", "4*f", ""]]
    return {
        "a power that is none": _narrowed("L1", ["b", "1/2", "3/5"], beta=beta),
        "a power that is none, cited": _narrowed("L2", b=("1/2", "3/5"), beta=beta),
        "a power that depends on its base": _narrowed("L1", ["b", "beta", "1"], beta=beta),
        "a power that another parameter depends on": _narrowed("L1", ["b", "0", "1"], ["rho2", "b", ""], beta=beta),
        "a rate that nothing has": _narrowed("T5-PL", decay=("0", "1/1000")),
        "a share below floor(m^2/4)/m^2": _narrowed("T10", p=("0", "1/100")),
        "a share that is given": _proof([], "values in an interval", "V_next - width**2/100", "1", p="1/100"),
        "a power of local steps that is none": _narrowed(
            "L9", y_loc=("1", ""), H_loc=("2", ""), b_h=("1", ""), b_H=("1", "2")
        ),
        "a sum of lengths below 0": _proof([["y_loc", "1", ""]], "geometric sum", "S_b", "1/y_loc", b_H="1"),
        "one is at most 0": _proof([*size, ["E", "1", ""]], "size of the error", "one**2", "2*one**2"),
        "one is at most 0, for a given E": _proof(size, "size of the error", "one**2", "2*one**2", E="1"),
        "E is given by G": _proof(
            [["B", "0", "1"], ["f", "1", ""], ["n", "4*f", ""], ["E", "0", ""]],
            *("size of the error", "E**2*one**2", "2*one**2"),
            G="E/10",
        ),
        "nothing moves": _proof(
            [["ell", "10", ""], ["gamma", "10", ""], ["a", "0", "1"], ["m", "1", ""], ["kappa", "1", ""]],
            *("reduction rate", "R**2", "m"),
        ),
        "faults that are not so many": _grown(),
        "a function steeper than it is smooth": _narrowed("T5-PL", x=("0", "1/10"), mu=("2*x/gamma", "3*x/gamma")),
        "half a worker": _narrowed("T9", f=("1/4", "1/2")),
        "between one worker and two": _narrowed("L1", m=("5/4", "7/4")),
        "more honest workers than workers": _narrowed("T9", ["m", "10*n", ""]),
        "half a dimension": _narrowed("V1", d=("1/4", "1/2")),
    }


def _dispersion() -> None:
    """One step of momentum 1/10 from 0, two workers with noise +-1: W is the bound of (L1) for b = 1/100, far above
    that for b >= 1/2."""
    beta, m = Fraction(1, 10), 2
    noises = [(a, b) for a in (1, -1) for b in (1, -1)]
    spread = [sum(((1 - beta) * (x - Fraction(a + b, 2))) ** 2 for x in (a, b)) for a, b in noises]
    exactly = (m - 1) * (1 - beta) / (1 + beta)
    assert sum(spread) / len(spread) == exactly * (1 - beta**2) > exactly * Fraction(1, 2)


def _interval() -> None:
    """Two values in an interval of length 1, at its ends: a variance of 1/4."""
    assert Fraction(0**2 + 1**2, 2) - Fraction(1, 2) ** 2 == Fraction(1, 4) > Fraction(1, 100)


def _local_steps() -> None:
    """Two steps on x^2/2 with y = 1 from 1: theta is 1, then 0; the gradients 1 and 0 are 1/2 from the first in the
    mean, and no length is below 0."""
    start, y = Fraction(1), 1
    path = [start, start - y * start]
    assert abs(sum(path) / 2 - start) == Fraction(1, 2) * start


CASES: Final[tuple[Callable[[], None], ...]] = (_bias, _dispersion, _interval, _local_steps)
GENERAL: Final[dict[str, Any]] = {**_laws(), **_determined()}
"""By what is wrong with it."""
