"""A fuzz campaign on laws: whatever is accepted holds in exact cases, computed by other means.

``python -m tests.recheck.law_campaign NUMBER SEED``. A law about bucketing in a random order speaks of expectations
that are known: E BY = b V, E VY = v V (:func:`verification.checks.expectations.exact_shares`, all orders), and of an
output p from the mean of the buckets with E p^2 <= kappa E VY, E2 = E (p + q)^2, E q^2 = E BY. Any such p is possible.
"""

from __future__ import annotations

import copy
import re
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, Final

from resam_theory.compose.expectation import LAWS
from resam_theory.proof.as_data import as_data
from verification.recheck.check import proved

from .campaign import judged
from .direct_laws import BIAS, SCALED, TRUE, USE
from .statement_campaign import faulty

__all__ = ["campaign"]

_POSITIVE: Final = {
    **{"steps": [{"rule": "variance is nonnegative", "at": {}}, {**BIAS, "small": "0", "large": "V"}]},
    **{"region": TRUE["region"][:3]},
}
_POSITIVE["steps"][1]["weights"] = {"V >= 0": "1"}
SOURCES: Final = tuple(
    {"format": 1, "kind": "law", "law": law}
    for law in (
        *map(as_data, LAWS.values()),
        *(TRUE, TRUE | {"steps": [USE, BIAS, SCALED], "claims": ["scaled", "mean"]}, TRUE | _POSITIVE),
    )
)
PLACES: Final = ((1, 1, 1), (1, 1, 2), (1, 2, 1), (2, 1, 3), (1, 3, 2), (2, 2, 4), (3, 1, 7))
"""f, s and n/s - 2f."""
KAPPAS: Final = (Fraction(1, 100), Fraction(1), Fraction(7, 2))
SHARES: Final = tuple(Fraction(x, 4) for x in (-4, -2, 0, 1, 3, 4))
"""Of the largest p, which is irrational: q and p are multiples of what is squared to it."""


def _models() -> Iterator[dict[str, Fraction]]:
    """Cases in which all that is said of E2, VY, BY, V is so, V = 1: sqrt(b kappa v) is enclosed from below."""
    for (f, s, a), kappa, share in product(PLACES, KAPPAS, SHARES):
        n = s * (a + 2 * f)
        m, g = n - f, n - f - (s - 1) * f
        b = Fraction((s - 1) * f, g * (m - 1))
        v = Fraction(m * (g - s), s * g * (m - 1)) if m > 1 else Fraction(0)
        cross = share * Fraction(int(float(b * kappa * v) ** 0.5 * 10**12), 10**12)
        known = {"f": f, "s": s, "a": a, "n": n, "m": m, "kappa": kappa}
        inside = {"E2": share**2 * kappa * v + 2 * cross + b, "VY": v, "BY": b, "V": 1, "A": m, "C": -m}
        for d2 in (Fraction(2 * m, m - 1), Fraction(2 * m)):  # between a simplex and two points
            yield {name: Fraction(x) for name, x in (known | inside | {"D2": d2}).items()}


MODELS: Final = tuple(_models())
_OTHER: Final = ("t",)
_WORD: Final = re.compile(r"[A-Za-z_]\w*")


def violated(law: dict[str, Any]) -> bool | None:
    """Whether a claim of the law fails in some case; None where it speaks of what is not known in them."""
    claims = [step for step in law["steps"] if step.get("name") in law["claims"] and "small" in step]
    free = [row[0] for row in law["region"] if row[0] in _OTHER]
    told = False
    for model, value in product(MODELS, (Fraction(1, 7), Fraction(2))):
        try:
            verdict = _fails(law, claims, model, dict.fromkeys(free, value))
        except (ZeroDivisionError, LookupError):  # the law is about other numbers, or what is given has no value here
            continue
        if verdict is None:
            return None
        if verdict:
            return True
        told = True
    return False if told else None


def _fails(
    law: dict[str, Any], claims: list[dict[str, Any]], model: dict[str, Fraction], free: dict[str, Fraction]
) -> bool | None:
    """Whether a claim fails in one case; LookupError where the law is not about it."""
    at = {name: x for name, x in model.items() if name not in law["given"]} | free
    for name, text in law["given"].items():
        if not set(_WORD.findall(text)) <= set(at):
            return None
        at[name] = _value(text, at)
    for name, low, _ in law["region"]:
        if name not in at or not set(_WORD.findall(low)) <= set(at):
            return None
        if at[name] < _value(low, at):
            raise LookupError(name)
    for name in ("n", "f", "m"):
        if at[name] != model[name]:
            raise LookupError(name)
    for step in claims:
        if not set(_WORD.findall(f"{step['small']} {step['large']}")) <= set(at):
            return None
        if _value(step["small"], at) > _value(step["large"], at):
            return True
    return False


def _value(text: str, at: dict[str, Fraction]) -> Fraction:
    """Python's own arithmetic on what is written."""
    return Fraction(eval(re.sub(r"(?<!\w)(\d+)", r"Fraction(\1)", text), {"Fraction": Fraction}, dict(at)))


def campaign(number: int, seed: int) -> tuple[Counter[str], list[dict[str, Any]]]:
    """How many faulty laws were rejected, accepted as the same, accepted and true; and the false ones accepted."""
    random, counts, false = Random(seed), Counter[str](), list[dict[str, Any]]()
    said = {id(source): proved(source)[0] for source in SOURCES}
    for _ in range(number):
        source = random.choice(SOURCES)
        data = faulty(random, source)
        if random.random() < 0.3:
            _given(random, data)
        if random.random() < 0.2 and isinstance(data.get("law"), dict):
            data["law"] |= [random.choice([*copy.deepcopy(random.choice(SOURCES))["law"].items()])]
        try:
            sentence = proved(data)[0]
        except ValueError as error:
            counts["rejected"] += 1
            counts["more than a line"] += "\n" in str(error)
            continue
        if sentence == said[id(source)]:
            counts["same"] += 1
            continue
        verdict = violated(data["law"])
        counts[judged(verdict)] += 1
        if verdict or not sentence.isascii():
            false.append(data)
    return counts, false


def _given(random: Random, data: dict[str, Any]) -> None:
    """One more name, or another meaning of one: numbers, letters that look like others, symbols of rules."""
    law = data.get("law")
    if isinstance(law, dict) and isinstance(law.get("given"), dict):
        names = ("1", "2", "\u042c", "\uff42", "V", "VY", "BY", "E2", "kappa", "b", "g", "c", "V2", "half", "n", "m")
        law["given"][random.choice(names)] = random.choice(("1", "0", "2", "b", "1/2", "n - f", "9*b", "2*f", "s"))


if __name__ == "__main__":
    print(campaign(int(sys.argv[1]), int(sys.argv[2])))
