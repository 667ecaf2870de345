r"""How many workers to ask: the exact probability that a sampled round has too many faulty ones.

A server asks nhat of n workers, f of them faulty, drawn without replacement in each of T rounds. The number of faulty
ones in a round is hypergeometric, rounds are independent, and all of it is exact arithmetic on integers:

    P(round has more than fhat) = sum_{j > fhat} C(f, j) C(n-f, nhat-j) / C(n, nhat),
    P(some round of T has) = 1 - (1 - P)^T.

A rule built for (nhat, fhat) is admissible on (G, B)-dissimilar data only if (2+B^2) fhat < nhat (T5-breakdown), and
(T11) holds on the event that no round has more than fhat.

>>> smallest(100, 10, rounds=500, failure=Fraction(1, 100))
Sample(size=13, faulty=6)
>>> smallest(100, 10, rounds=500, failure=Fraction(1, 100), B2=Fraction(1))
Sample(size=25, faulty=8)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

from ..errors import require_count, require_n_f

__all__ = [
    "Sample",
    "answer",
    "chernoff_size",
    "exceeds",
    "least_faulty",
    "sentence",
    "smallest",
    "some_round_exceeds",
]


@dataclass(frozen=True)
class Sample:
    """``size`` workers are asked in a round, and at most ``faulty`` of them are to be faulty."""

    size: int
    faulty: int


def exceeds(n: int, f: int, sample: Sample) -> Fraction:
    """P(more than ``sample.faulty`` of the ``sample.size`` asked are faulty), exactly.

    >>> exceeds(10, 3, Sample(5, 1))
    Fraction(1, 2)
    """
    ways = (comb(f, j) * comb(n - f, sample.size - j) for j in range(sample.faulty + 1, min(f, sample.size) + 1))
    return Fraction(sum(ways), comb(n, sample.size))


def some_round_exceeds(n: int, f: int, sample: Sample, rounds: int) -> Fraction:
    """P(in some of ``rounds`` independent rounds more than ``sample.faulty`` of those asked are faulty), exactly."""
    return 1 - (1 - exceeds(n, f, sample)) ** rounds


def least_faulty(n: int, f: int, size: int, *, rounds: int, failure: Fraction) -> int:
    """The least fhat for which no round has more than fhat faulty ones, but with probability ``failure``.

    >>> least_faulty(100, 10, 13, rounds=500, failure=Fraction(1, 100))
    6
    """
    total = comb(n, size)
    below = 0
    for j in range(min(f, size) + 1):
        below += comb(f, j) * comb(n - f, size - j)
        if _within(Fraction(total - below, total), rounds, failure):
            return j
    return min(f, size)


def _within(p: Fraction, rounds: int, failure: Fraction) -> bool:
    """Whether 1 - (1-p)^T <= failure, exactly. Most is decided by k p - k(k-1)p^2/2 <= 1 - (1-p)^T <= T p for k <= T
    (Bonferroni), with k about 1/p at most."""
    if rounds * p <= failure:
        return True
    few = min(rounds, max(1, int(1 / p)))
    if few * p - Fraction(few * (few - 1), 2) * p * p > failure:
        return False
    return 1 - (1 - p) ** rounds <= failure


def smallest(n: int, f: int, *, rounds: int, failure: Fraction, B2: Fraction = Fraction(0)) -> Sample | None:
    """The least nhat, with its fhat, such that (2 + B^2) fhat < nhat holds but with probability ``failure``.

    None where no nhat <= n will do: (2 + B^2) f >= n. ValueError for arguments that are not admissible.
    """
    n, f = require_n_f(n, f)
    require_count("rounds", rounds)
    if not 0 < failure < 1:
        raise ValueError(f"failure = {failure} is not admissible: need 0 < failure < 1")
    if B2 < 0:
        raise ValueError(f"B^2 = {B2} is not admissible: need 0 <= B^2")
    for size in range(1, n + 1):
        faulty = least_faulty(n, f, size, rounds=rounds, failure=failure)
        if (2 + B2) * faulty < size:
            return Sample(size, faulty)
    return None


def chernoff_size(n: int, f: int, *, rounds: int, failure: float, B2: float = 0.0) -> float:
    """The sample that the Chernoff bound asks for: ln(T/p)/KL(1/(2+B^2) || f/n); infinite where f/n is too large.

    The bound for sampling with replacement, which covers the hypergeometric case (Hoeffding 1963).

    >>> round(chernoff_size(100, 10, rounds=500, failure=0.01), 1)
    21.2
    """
    share, limit = f / n, 1 / (2 + B2)
    if share == 0:
        return 1.0
    if share >= limit:
        return math.inf
    divergence = limit * math.log(limit / share) + (1 - limit) * math.log((1 - limit) / (1 - share))
    return math.log(rounds / failure) / divergence


def answer(
    n: int, f: int, *, rounds: int, failure: Fraction, B2: Fraction = Fraction(0), size: int | None = None
) -> dict[str, Any]:
    """What ``resam sample`` says: the sample (the smallest, or the one of the given size) and its exact probabilities.

    ValueError where the size is not admissible, or where no sample will do.
    """
    chosen = smallest(n, f, rounds=rounds, failure=failure, B2=B2)
    if size is not None:
        size = require_count("size", size, high=n)
        chosen = Sample(size, least_faulty(n, f, size, rounds=rounds, failure=failure))
        if (2 + B2) * chosen.faulty >= size:
            raise ValueError(
                f"size = {size} is not admissible: some round has {chosen.faulty} faulty workers with a probability "
                f"above {float(failure):g}, and a rule for these needs size > {(2 + B2) * chosen.faulty}"
            )
    if chosen is None:
        raise ValueError(
            f"(n, f) = ({n}, {f}) is not admissible: not even all workers give a bound; need (2 + B^2) f < n"
        )
    m, mhat = n - f, chosen.size - chosen.faulty
    nu = min(Fraction(1), Fraction(m * (mhat - 1), mhat * (m - 1))) if m > 1 else Fraction(1)
    kappa = Fraction(chosen.faulty, chosen.size - 2 * chosen.faulty)
    left = 1 - kappa * nu * B2
    return {
        **{"n": n, "f": f, "rounds": rounds, "failure": failure, "B2": B2},
        **{"size": chosen.size, "faulty": chosen.faulty},
        "round_exceeds": float(exceeds(n, f, chosen)),
        "some_round_exceeds": float(some_round_exceeds(n, f, chosen, rounds)),
        "kappa": kappa,
        "nu": nu,
        "floor": kappa * nu / left if left > 0 else None,
        "chernoff": chernoff_size(n, f, rounds=rounds, failure=float(failure), B2=float(B2)),
    }


def sentence(found: dict[str, Any]) -> str:
    """The answer for a person."""
    chernoff = found["chernoff"]
    asks = "no number of workers" if chernoff > found["n"] else f"{math.ceil(chernoff)} workers"
    floor = "no bound" if found["floor"] is None else f"{float(found['floor']):.4g} G^2"
    return (
        f"ask {found['size']} of {found['n']} workers in a round, and a rule built for {found['faulty']} faulty ones:\n"
        f"in one round more are faulty with probability {found['round_exceeds']:.3g}, in some of {found['rounds']} "
        f"rounds with probability {found['some_round_exceeds']:.3g} (exact, hypergeometric)\n"
        f"trimmed mean: kappa = {found['kappa']}, error that stays for small steps (T11): {floor}\n"
        f"the Chernoff bound asks for {asks}"
    )
