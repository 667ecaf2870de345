"""Why a surviving mutant changes no verdict: by file, part of what is changed (with the line it is in) -> the reason.

A key that no survivor has fails the test, as a survivor without a key does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["REASONS"]

_LATER: Final = "refused all the same, in other words: a missing key, an operation on None, a division by zero"
_LIMIT: Final = "a limit of size, below and above which every verdict is right; it only keeps the answer fast"
_EXTRA: Final = "no pattern of the definition: refused all the same, as one too many"
_SHIFTED: Final = "less in every entry of a centred Gram matrix only lowers its eigenvalue 0, along the weights"

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "verification/recheck/check.py": {
        "turned round: isinstance(error, ValueError)": "only the words of a refusal",
        "no refusal where name not in KINDS": _LATER,
        "no refusal where claimed is None or proved is None": _LATER,
        "and/or in claimed is None and proved is None": _LATER,
    },
    "verification/recheck/claim.py": {
        "no refusal where criterion not in POWERS": _LATER,
    },
    "verification/recheck/convert.py": {
        "no refusal where pair not in criteria.FACTORS": _LATER,
        "0 becomes -1  |  return over(own.mean[0]": "one coordinate",
    },
    "verification/recheck/gram.py": {
        "no refusal where not families": _LATER,
        "no refusal where not isinstance(entry['spread'], Mapping)": _LATER,
        "0 becomes -1  |  bounds, needed": "every family has a composition, and multipliers sum to 0 or more",
        "0 becomes -1  |  ends = [(count(": "a count below 0 is below the family's lowest",
    },
    "verification/recheck/masses.py": {
        "|  spend(": _LIMIT,
        "_FEW": _LIMIT,
        "count > MOST": _LIMIT,
        "ways > MOST": _LIMIT,
        "|  ways = prod(size + 1": _LIMIT,
        "no refusal where 2 * phi >= 1": _LATER,
        "GtE -> Gt in 2 * phi > 1": _LATER,
        "becomes 2  |  if 2 * phi >= 1": _LATER,
        "becomes 1  |  if 2 * phi >= 1": _LATER,
        "Lt -> LtE in 1 <= f <= n": _LATER,
        "1 becomes 0  |  if not 1 <= f < n": _LATER,
        "FloorDiv -> Div in factorial(len(s))": "the quotient is whole",
    },
    "verification/recheck/weighed.py": {
        "Gt -> GtE in sum(numbers) >= LARGEST": _LIMIT,
        "Sub -> Add in claim.n + 1": _LATER,
        "1 becomes 0  |  honest = [count(": _LATER,
        "not isinstance(given, Mapping)": _LATER,
        "len(found) <= len(listed)": _LATER,
    },
    "verification/recheck/inputs.py": {
        "|  spend(": _LIMIT,
        "no refusal where not choices": _LATER,
        "1 becomes 0  |  return max(1, rank(": "0 dimensions: all points are one, and S too",
        "|  size = len(points[0])": "all points are as long as each other",
        "Sub -> Add in claim.n + 1": _LATER,
        "1 becomes 0  |  honest = [count(": _LATER,
        "0 becomes -1  |  return over(max(ratio.error2": "V_S and D_S are the same for all choices",
        "0 becomes -1  |  if not found[0].variance > 0": "V_S and D_S are the same for all choices",
    },
    "verification/recheck/line.py": {
        "MOST_VALUES": _LIMIT,
        "no refusal where not pieces": _LATER,
        "0 becomes -1  |  key = Pattern(count(": _EXTRA,
        "1 becomes 2  |  key = Pattern(count(": _EXTRA,
        "no refusal where index not in places": _LATER,
        "no refusal where sum(v) != 0": "the weights of a definition sum to 1 and its rows to 0, as every form sees to",
        "Gt -> GtE in x >= 0": "a sum is the same with zeros",
    },
    "verification/recheck/matrices.py": {
        "|  spend(": _LIMIT,
    },
    "verification/recheck/spreads.py": {
        "|  spend(": _LIMIT,
        "if len(self.mean) >= len(moved)": "both matrices have the same eigenvalues; one is smaller",
        "0 becomes -1  |  whole": _SHIFTED,
        "to_mean[j] - whole": _SHIFTED,
        "0 becomes 1  |  to_mean": _SHIFTED,
        "default=Fraction(0)": "S is one point: no spread, whatever its sign",
        "for c in range(len(rows[0]))": "all points are as long as each other",
    },
    "verification/recheck/root3.py": {
        "1732050807569 becomes 1732050807570": "a wider enclosure of sqrt(3), still good enough",
        "1732050807568 becomes 1732050807567": "a wider enclosure of sqrt(3), still good enough",
        "Gt -> GtE in self.a ** 2 >= 3 * self.b ** 2": "they are equal where both vanish only",
        "return self._beside(": "only the sign of the side matters",
        "Gt -> GtE in self.b * side >= 0": "b = 0 makes both ends the same",
    },
    "resam_theory/definitions/effort.py": {
        "1 becomes 2  |  _account.append(": _LIMIT,
        "floats end at": _LIMIT,
    },
    "resam_theory/definitions/classes.py": {
        "|  spend(": _LIMIT,
        "|  edge, before = keys[0], 0": "one is wanted at least, which sets the edge; when it is full all are sure",
    },
    "resam_theory/definitions/scores.py": {
        "MOST_FAMILIES_AT": _LIMIT,
    },
    "resam_theory/definitions/least_diameter.py": {
        "|  spend(": _LIMIT,
        "MOST_FAMILIES_AT": _LIMIT,
        "number == MOST_TIES": _LIMIT,
        "1 becomes 0  |  low, high = 0, len(limits) - 1": "within the largest distance all fit: the search ends there",
        "0 becomes -1  |  for place, limit in enumerate": "the distance of a point to itself is 0 and tried as well",
        "1 becomes 0  |  rest = alive": "the row that stays has no conflict left",
        "BitAnd -> BitOr in allowed >> j | 1": "only what is tried in vain",
    },
    "resam_theory/definitions/nearest.py": {"0 becomes -1  |  twice = scaled(2": "a trimmed mean has one piece"},
    "resam_theory/proof/polynomial.py": {
        "|  spend(": _LIMIT,
        "no refusal where not other.top.terms": _LATER,
        "Gt -> GtE in value >= 0": "no coefficient is 0",
        "1 becomes 0  |  return value.numerator if": "the same number, slower",
    },
    "resam_theory/proof/applies.py": {"LtE -> Lt in bottom.names < set(values)": "what follows says the same, slower"},
    "resam_theory/proof/region.py": {
        "FloorDiv -> Div in power / own": "powers are integers",
    },
    "resam_theory/proof/laws.py": {"no refusal where (missing :=": _LATER},
    "resam_theory/proof/worst.py": {
        "no refusal where not family.cases": "no case then admits any (n, f)",
        "Lt -> LtE in square <= 0": "all points at one place: 0/0 is no ratio",
        "0 becomes -1  |  outputs = definition.on_line": "a place on the line has one coordinate",
        "1 becomes 2  |  reached = [forced(points(": "the mean of points at one place is that place",
        "|  return Configuration((*sizes": "of a place outside S neither the number of points nor their spread matters",
    },
    "resam_theory/proof/written.py": {
        "no refusal where kind not in STEPS": _LATER,
    },
    "resam_theory/proof/follow.py": {
        "1 becomes 2  |  for end, sign in": "only the sign matters",
        "2 becomes 1  |  texts = [*(premise.fact[:2]": "no premise speaks of a free parameter on its larger side alone",
        "LtE -> Lt in known.names": "no premise speaks of all parameters",
    },
    "resam_theory/proof/over_time.py": {
        "for name in moving} < atoms": "no potential has all of them",
    },
    "resam_theory/proof/replay.py": {
        "case.region.sign(part) not in (0, 1) for part in": "P + t X + Y/t is >= 0 for every t > 0, so X and Y are",
    },
    "resam_theory/proof/two_worlds.py": {
        "Sub -> Add in _ONE + det": "the one recursion of a premise has det = beta, which every region keeps < 1",
    },
    "resam_theory/proof/semidefinite.py": {
        "|  spend(": _LIMIT,
    },
}
