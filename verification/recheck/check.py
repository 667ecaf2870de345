"""Evidence checked: the claim is read, the problem built anew from it, and the bound that is proved compared with it.

Evidence is JSON data: ``format``, ``kind``, ``side``, ``claim = {rule, definition, criterion, n, f, d}`` (with
``weights`` and ``faulty_weight`` for workers of unequal weights; one of it and f is null), ``value`` (a
rational as a string, or ``"inf"``) that bounds the coefficient, or its square when ``squared``, and what its kind asks
for: an input (lower bounds: ``attained``) or multipliers (upper bounds: ``certified``). A kind is one function and one
line of :data:`KINDS`. An upper bound at d = inf holds at every d, a lower bound at d at every larger d.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from resam_theory.definitions.criteria import POWERS
from resam_theory.definitions.effort import limited
from resam_theory.definitions.naming import named
from resam_theory.proof.cases import RATIOS

from . import convert, gram, inputs, line, proofs, theorem, weighed
from .claim import FORMAT, Checked, Stated, claim, read
from .composed import composed
from .family import family
from .law import law
from .reading import Refused, fields
from .spreads import SPREADS

__all__ = ["KINDS", "LAW", "PROOF", "Method", "check", "proved", "versioned"]


@dataclass(frozen=True)
class Method:
    """``prove(claim, evidence)`` is what the fields ``needed`` (and ``optional``) prove on ``side``, None: on that of
    the bound ``from``, which prove gets checked. It is compared with a rational number; None: infinite. ``given``: what
    is taken for granted, in a sentence, or the sentences that depend on the evidence; ``weighed``: about workers of
    unequal weights; ``criteria``: which it is about."""

    side: str | None
    prove: Callable[[Any, Mapping[str, Any]], Any]
    given: str | Callable[[Any, Mapping[str, Any]], tuple[str, ...]]
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    weighed: bool = False
    criteria: Collection[str] = ("lambda", "kappa")


_POINT: Final = "(C3): with all of S at one point the output is that point"
_SIMPLICES: Final = "points with this Gram matrix of class means and simplices for classes exist"
_COPIES: Final = "(W1): a weight stands for as many copies of a row"
_COORDINATES: Final = "(B1, last line): coordinates add up; all permutations make distances equal"
_BLOCK: Final = "d = 1: the worst S is a block of consecutive values"
_FLOORS: Final = tuple(name for name in SPREADS if name != "no_attack")
_LINE: Final = ("lambda", "kappa", "no_attack")
_BREAKDOWN: Final = ("breakdown",)
KINDS: Final[dict[str, Method]] = {
    "floor": Method("lower", convert.floor, _POINT, criteria=_FLOORS),
    "witness": Method("lower", inputs.witness, "", ("points", "honest"), ("output", "root"), criteria=SPREADS),
    "classes": Method("lower", inputs.classes, _SIMPLICES, ("sizes", "honest", "gram", "spread"), criteria=SPREADS),
    "gram_dual": Method("upper", gram.dual, "(B5): the listed selection patterns are complete", ("intervals",)),
    "line": Method("upper", line.patterns_bound, _BLOCK, ("patterns",), criteria=_LINE),
    "theorem": Method("upper", theorem.proof, theorem.taken, ("bound",), criteria=RATIOS),
    "composed": Method("upper", composed, theorem.taken, ("from", "bound")),
    "family": Method("lower", family, "", ("family",), criteria=RATIOS),
    "withstood": Method("lower", theorem.proof, theorem.taken, ("bound",), criteria=_BREAKDOWN),
    "broken": Method("upper", family, "", ("family",), criteria=_BREAKDOWN),
    "finite": Method("lower", convert.finite, "", ("from",), criteria=_BREAKDOWN),
    "weighed_witness": Method("lower", weighed.witness, _COPIES, ("points", "honest"), weighed=True),
    "weighed_line": Method("upper", weighed.line, f"{_COPIES}, on the line a mass", ("multipliers",), weighed=True),
    "copies": Method("upper", weighed.copies, _COPIES, ("from",), weighed=True),
    "conversion": Method(None, convert.conversion, convert.used, ("from",), criteria=POWERS),
    "coordinates": Method(None, convert.coordinates, _COORDINATES, ("from",), criteria=POWERS),
}
"""Another kind is one line."""

LAW: Final = "law"
PROOF: Final = "proof"
_GENERAL: Final[Mapping[str, tuple[str, Callable[[Any], tuple[str, str, tuple[str, ...]]]]]] = {
    LAW: ("law", law),
    PROOF: ("statements", proofs.proof),
}
"""Kinds of evidence that are no bounds at (n, f), but hold for all parameters: each has one field and nothing else."""
_COMMON: Final = ("format", "kind", "side", "claim", "value", "squared")
_NOTES: Final = ("versions", "file")


def check(evidence: Any) -> Checked:
    """The bound that ``evidence`` proves; :class:`Refused`, a ValueError of one line, says what does not hold.

    >>> str(check({"format": 1, "kind": "floor", "side": "lower", "value": "4/7", "squared": False,
    ...            "claim": {"rule": "any", "definition": None, "criterion": "kappa", "n": 15, "f": 4, "d": 1}}))
    'kappa*(any; n=15, f=4, d=1) >= 4/7'
    """
    return _answered(_check, evidence)


def proved(evidence: Any) -> tuple[str, str, tuple[str, ...]]:
    """The sentence that any evidence proves, a bound or what holds in general, its status, and what is taken as
    given."""
    if isinstance(evidence, Mapping) and evidence.get("kind") in (*_GENERAL,):
        return _answered(_general, evidence)
    checked = check(evidence)
    return str(checked), checked.status, checked.given


def _general(evidence: Any) -> tuple[str, str, tuple[str, ...]]:
    versioned(evidence)
    field, prove = _GENERAL[evidence["kind"]]
    fields(evidence, ("format", "kind", field), _NOTES)
    return prove(evidence[field])


def _answered(read: Callable[[Any], Any], evidence: Any) -> Any:
    try:
        with limited():
            return read(evidence)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        why = "" if isinstance(error, ValueError) else f"the evidence is malformed: {type(error).__name__} "
        raise Refused(" ".join(f"{why}{error}".split())[:500]) from None


def _check(evidence: Any) -> Checked:
    name = evidence.get("kind") if isinstance(evidence, Mapping) else None
    if name not in KINDS:
        raise Refused(f"kind = {name!r:.60}: need one of {', '.join(KINDS)}")
    versioned(evidence)
    kind = KINDS[name]
    fields(evidence, (*_COMMON, *kind.needed), (*kind.optional, *_NOTES))
    stated = read(evidence, weighed.read if kind.weighed else claim)
    about, side, given = stated.claim, kind.side, ()
    if "from" in kind.needed:
        source = _check(evidence["from"])
        evidence, given, side = {**evidence, "from": source}, source.given, side or source.side
        if isinstance(source.claim, weighed.Weighed):
            raise Refused("'from' is about workers with weights")
    if stated.side != side or about.criterion not in kind.criteria:
        raise Refused(f"evidence of kind {name} is about {', '.join(kind.criteria)}, on the {side} side")
    proved = kind.prove(about, evidence)
    _hold(stated, proved)
    meant = [f"{named(about.rule)} is: {about.definition.statement()}"] if about.definition is not None else []
    taken = kind.given(about, evidence) if callable(kind.given) else (kind.given,)
    status = "attained" if (side == "lower") != (about.criterion == "breakdown") else "certified"
    sentences = tuple(dict.fromkeys(filter(None, (*meant, *given, *taken))))
    return Checked(about, stated.side, stated.value, stated.squared, status, sentences, proved)


def versioned(evidence: Mapping[str, Any]) -> None:
    """:class:`Refused` where this is data of another format."""
    found = evidence.get("format")
    if type(found) is not int or found != FORMAT:
        raise Refused(f"format = {found!r:.60}: need {FORMAT}; what has none was written before format {FORMAT}")


def _hold(stated: Stated, proved: Any) -> None:
    """The one comparison: a lower bound is at most what is reached, an upper bound at least what is proved."""
    claimed = stated.square()
    if stated.side == "upper":
        if claimed is None or proved is None:
            raise Refused("an infinite upper bound proves nothing")
        if not proved <= claimed:
            raise Refused(f"proves {_shown(proved)} only, more than the claimed {_shown(claimed)}")
    elif proved is not None and (claimed is None or not claimed <= proved):
        raise Refused(f"reaches {_shown(proved)}, less than the claimed {_shown(claimed)}")


def _shown(value: Any) -> str:
    text = "infinity" if value is None else str(value)
    return text if len(text) <= 60 else f"about {float(value):.12g}" if isinstance(value, Fraction) else f"{text:.60}"
