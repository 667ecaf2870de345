"""Why a surviving mutant changes no verdict: by file, part of what is changed -> the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["REASONS"]

_LATER: Final = "refused a few lines later, in other words (a missing key, no iteration over None, unequal lengths)"
_WORDS: Final = "only the words of a refusal"

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "verification/recheck/check.py": {
        "'kind' not in evidence": _LATER,
        "'format' not in evidence": _LATER,
        "name not in (*KINDS, *_DERIVED)": _LATER,
        "claimed is None or proved is None": _LATER,
        "claimed is None and proved is None": _LATER,
        "line 75: constant": _WORDS,
        "len(text)": _WORDS,
        "line 130": _WORDS,
        "line 129": _WORDS,
    },
    "verification/recheck/claim.py": {
        "evidence['side'] not in ('lower', 'upper')": "another side is that of no kind and of no source",
        "self.definition is None": _LATER,
        "len(rule) <= 2000": "a name of one letter is not in the corpus",
    },
    "verification/recheck/gram.py": {
        "set(dual.spread) <= set(spreads)": _LATER,
        "(value < 0 for value in dual.spread.values())": "the reader of multipliers has refused negative ones",
        "line 124": "the reader of multipliers has refused negative ones",
        "len(dual.options) != len(programme.selections)": _LATER,
        "not families": _LATER,
        "no refusal where unknown": "an interval of an unknown family is then left out, and proves nothing",
        "not isinstance(entry['spread'], Mapping)": _LATER,
    },
}
