"""A fuzz campaign on written proofs: whatever is accepted and says something new must be proved by sympy as well."""

from __future__ import annotations

import copy
import re
import sys
from collections import Counter
from random import Random
from typing import Any

from resam_theory.proof.region import parse
from resam_theory.proof.written import read
from verification.recheck.check import proved

from .back import back
from .campaign import ODD
from .statements import TRUE, leaves

__all__ = ["campaign"]

TOKEN = re.compile(r"\d+|[A-Za-z_]\w*|\*\*|[-+*/]")


def _text(random: Random, value: str, pool: list[str]) -> str:
    """An expression with one token changed, or another text of the same proof."""
    tokens = list(TOKEN.finditer(value))
    if not tokens or random.random() < 0.2:
        return random.choice(pool)
    at = random.choice(tokens)
    token = at.group()
    if token.isdigit():
        new = random.choice([str(int(token) + 1), str(max(int(token) - 1, 0)), f"(99/100*{token})", f"(-{token})"])
    elif token[0].isalpha():
        names = [name for text in pool for name in re.findall(r"[A-Za-z_]\w*", text)]
        new = random.choice([random.choice(names), f"(101/100*{token})", "0"])
    else:
        new = random.choice("+-*/")
    return value[: at.start()] + new + value[at.end() :]


def faulty(random: Random, source: dict[str, Any]) -> dict[str, Any]:
    """The proof with one to three things changed."""
    data = copy.deepcopy(source)
    for _ in range(random.choice([1, 1, 2, 3])):
        places = [path for path, _ in leaves(data)]
        pool = [value for _, value in leaves(data) if type(value) is str]
        *parents, last = random.choice(places)
        place: Any = data
        for name in parents:
            place = place[name]
        value, kind = place[last], random.random()
        if kind < 0.1 or type(value) in (dict, bool):
            place[last] = copy.deepcopy(random.choice(ODD))
        elif kind < 0.2:
            del place[last]
        elif isinstance(value, list):
            random.shuffle(value)
        elif isinstance(place, list) and kind < 0.3:
            place.append(copy.deepcopy(value))
        elif type(value) is str:
            place[last] = _text(random, value, pool)
    return data


def _empty(statement: dict[str, Any]) -> bool:
    """Whether the region of a statement has no inner point, as an interval has none."""
    lengths = [parse(high) - parse(low) for _, low, high in statement["region"] if high]
    return any(not length.names and length.at({}) <= 0 for length in lengths)


def campaign(number: int, seed: int, names: tuple[str, ...] = tuple(TRUE)) -> tuple[Counter[str], list[dict[str, Any]]]:
    """How many faulty proofs were rejected, accepted as the same, accepted and proved by sympy; and the others."""
    random, counts, false = Random(seed), Counter[str](), list[dict[str, Any]]()
    for _ in range(number):
        source = TRUE[random.choice(names)]
        data = faulty(random, source)
        try:
            found = proved(data)
        except ValueError as error:
            counts["rejected"] += 1
            counts["more than a line"] += "\n" in str(error)
            continue
        if found == proved(source):
            counts["same"] += 1
        elif any(_empty(item) for item in data["statements"]):
            counts["about nothing"] += 1
        elif back(map(read, data["statements"])).prove().holds:
            counts["true"] += 1
        else:
            counts["false"] += 1
            false.append(data)
    return counts, false


if __name__ == "__main__":
    print(campaign(int(sys.argv[1]), int(sys.argv[2])))
