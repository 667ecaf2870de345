"""A fuzz campaign on evidence about unequal weights: what is accepted is held against copies, by another solver.

``python -m tests.recheck.weighed_campaign NUMBER SEED``.
"""

from __future__ import annotations

import copy
import sys
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

from resam_theory.definitions.base import Form
from verification.recheck.claim import Checked
from verification.recheck.masses import Masses
from verification.recheck.weighed import Weighed
from verification.solve.weighted.solution import largest_by_copies

from .campaign import faulty, judged, tried
from .weighed_items import true

__all__ = ["campaign"]

COPIES = 60
"""Most copies that the other solver is asked about."""
WHOLE = ("2", "1/3", "3", "1/7", "1/2", "1/5")


@lru_cache(maxsize=4096)
def _by_copies(form: Form, criterion: str, problem: Masses) -> Fraction | None:
    """kappa* or lambda*² on the line, as -1 where it is infinite; None where there are too many copies."""
    if sum(problem.copies()[0]) > COPIES:
        return None
    value = largest_by_copies(form, criterion, problem)
    return Fraction(-1) if value is None else value ** (2 if criterion == "lambda" else 1)


def contradicted(claim: Weighed, side: str, square: Fraction | None) -> bool | None:
    """Whether a bound on kappa* or lambda*² is false; None: that is not known."""
    known = _by_copies(claim.form, claim.criterion, claim.problem)
    if known is None:
        return None
    finite = known >= 0
    if side == "upper":
        return square is not None and (not finite or square < known)
    if not finite or (square is not None and square <= known):
        return False
    line = claim.d == 1 or (claim.criterion == "kappa" and claim.form.coordinate_wise)
    return True if line else None


def _changed(random: Random, source: dict[str, Any], pool: list[dict[str, Any]]) -> dict[str, Any]:
    """Something in the evidence, or in the claim: weights, what is faulty, the rule, the dimension, an exchange."""
    data = faulty(random, source, pool)
    kind = random.random()
    if kind < 0.4:
        claim = data["claim"] = copy.deepcopy(source["claim"])
        what = random.random()
        if what < 0.3:
            claim["weights"][random.randrange(len(claim["weights"]))] = random.choice(WHOLE)
        elif what < 0.5:
            random.shuffle(claim["weights"])
        elif what < 0.7:
            share = str(Fraction(random.randint(1, 9), random.randint(11, 20)))
            claim |= {"f": None, "faulty_weight": share} if random.random() < 0.7 else {"f": 1, "faulty_weight": None}
        elif what < 0.85:
            other = random.choice(pool)["claim"]
            claim |= {"rule": other["rule"], "definition": copy.deepcopy(other["definition"])}
        else:
            claim |= {"d": random.choice([1, 2, 7, "inf"]), "criterion": random.choice(["kappa", "lambda"])}
            data["squared"] = claim["criterion"] == "lambda"
    elif kind < 0.5:
        data["claim"] = copy.deepcopy(random.choice(pool)["claim"])
    if random.random() < 0.2 and isinstance(data.get("points"), list):
        for point in data["points"]:
            if isinstance(point, list):
                point.append("0")
    return data


def campaign(number: int, seed: int) -> tuple[Counter[str], list[dict[str, Any]]]:
    """:func:`.campaign.tried` on evidence about unequal weights, judged by copies."""

    def judge(_: dict[str, Any], checked: Checked) -> str:
        if not isinstance(checked.claim, Weighed):
            return "without weights"
        return judged(contradicted(checked.claim, checked.side, checked.square()))

    return tried(number, Random(seed), list(true()), _changed, judge)


if __name__ == "__main__":
    print(campaign(int(sys.argv[1]), int(sys.argv[2])))
