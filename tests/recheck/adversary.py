"""Evidence written on purpose, by someone who has read the checker, for what is false; all of it must be refused.

Each entry was accepted once. What a bound needs beside what is said here has the values of :data:`_BOUND`.
"""

from __future__ import annotations

import copy
from typing import Any, Final

from resam_theory.convergence import STATEMENTS
from resam_theory.definitions.registry import REGISTRY
from verification.checks.proofs import document

__all__ = ["CRAFTED", "somewhere"]

_BOUND: Final[dict[str, Any]] = {
    **{"id": "x", "criterion": "kappa", "exhaustive": "", "squared": False, "line": False, "names": {}, "where": ""},
    **{"roots": [], "alternatives": [], "source": "", "plane": False},
}


def _evidence(kind: str, side: str, value: str, about: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    rule, criterion, n, f, d, *other = about
    definition = other[0] if other else dict(REGISTRY[rule].definition)
    claim = {"rule": rule, "definition": definition, "criterion": criterion, "n": n, "f": f, "d": d}
    return {"format": 1, "kind": kind, "side": side, "claim": claim, "value": value, "squared": False, **more}


def _theorem(value: str, about: tuple[Any, ...], case: dict[str, Any], **bound: Any) -> dict[str, Any]:
    stated = {**_BOUND, "criterion": about[1], "value": value, "cases": [{"name": "x", "given": {}, "at": {}, **case}]}
    return _evidence("theorem", "upper", value, about, bound=stated | bound)


def _claim(small: str, large: str, **weights: str) -> dict[str, Any]:
    return {"name": "claim", "small": small, "large": large, "weights": weights}


def _reserved() -> dict[str, dict[str, Any]]:
    """The region says what E and D are: any rule is as good as one likes."""
    resilient = {"region": [["D", "0", ""], ["E", "0", "D/1000"]], "at": {"D": "1"}}
    robust = {"region": [["E", "0", ""], ["V", "1000*E**2", ""]], "at": {"E": "1"}}
    return {
        "the diameter is a parameter": _theorem(
            "1/1000", ("krum", "lambda", 7, 2, "inf"), {**resilient, "steps": [_claim("E", "D/1000")]}
        ),
        "the error is a parameter": _theorem(
            "1/1000", ("krum", "kappa", 7, 2, "inf"), {**robust, "steps": [_claim("E2", "V/1000")]}
        ),
    }


def _pinned() -> dict[str, Any]:
    """kappa* <= 2(f+t)/(n-2f+1) where f + t values are trimmed on each side: its infimum over t is no bound at t = 1.

    The median of 5 values at f = 1 has kappa* = 1, not 1/2."""
    n = "(2*f + 2*t + 1 + c)"
    value, own = f"2*(f + t)/({n} - 2*f + 1)", f"(f + t)/({n} - 2*f - t)"
    steps = [
        {"rule": "added points shift order statistics", "at": {"f": "f", "k": "f + t", "n": n}, "prefix": ""},
        {"rule": "variance is nonnegative", "at": {}, "prefix": ""},
        _claim("E2", f"{value}*V", **{"squared shift": "1", "variance between": own, "V >= 0": f"{value} - {own}"}),
    ]
    case = {
        **{"region": [["t", "0", ""], ["f", "1", ""], ["c", "0", ""]], "given": {"n": n, "m": f"{n} - f"}},
        **{"at": {"t": "1", "f": "f", "c": "n - 2*f - 3"}, "steps": steps},
    }
    roots = ["2*f/(n - 2*f + 1)", "2/(n - 2*f + 1)", "0"]
    found = _theorem("2*(f + t)/(n - 2*f + 1)", ("median", "kappa", 5, 1, 1), case, line=True, roots=roots)
    return {**found, "value": "1/2"}


def _captured() -> dict[str, Any]:
    """The median of 7 values at f = 1 takes k = f in "added points shift order statistics", which asks for its k:
    kappa* is 1, not 1/5. A parameter had the name that another one was kept under while values were put in."""
    steps = [
        {"rule": "added points shift order statistics", "at": {"k": "_f", "f": "f", "n": "n"}, "prefix": ""},
        _claim("E2", "f/(n - 2*f)*V", **{"squared shift": "1", "variance between": "f/(n - 2*f)"}),
    ]
    region = [["f", "1", ""], ["_f", "f", ""], ["n", "2*_f + 1", ""]]
    case = {"region": region, "given": {"m": "n - f"}, "at": {"f": "f", "_f": "h", "n": "n"}, "steps": steps}
    about = ("median", "kappa", 7, 1, 1)
    found = _theorem("f/(n - 2*f)", about, case, line=True, names={"h": "(n-1)//2"})
    return {**found, "value": "1/5"}


def _rooted() -> dict[str, Any]:
    """S = {0, 1, 1} on the diagonal of the plane, the median at 0: xi is 2. At 3 a pivot is exactly zero."""
    points = [[[x, "0"], [x, "0"]] for x in "00011"]
    return _evidence("witness", "lower", "3", ("median", "xi", 5, 2, 2), points=points, honest=[2, 3, 4], root=3)


def _floor(rule: str, definition: Any, value: str = "1/7") -> dict[str, Any]:
    return _evidence("floor", "lower", value, (rule, "kappa", 9, 1, 1, definition))


def _called() -> dict[str, dict[str, Any]]:
    """True of Krum, said of something else: other names, look-alikes, words around a name, comments in a definition."""
    krum, mean = (dict(REGISTRY[name].definition) for name in ("krum", "mean"))
    mixed = {"form": "pipeline", "stage": {"form": "bucketing", "s": 2}, "rule": krum}
    names = (
        *(
            "median",
            "cwmed",
            "CWMED",
            "medi\u0430n",
            "median ",
            "mean\u2009",
            "nnm+krum",
            "ctma+krum",
            "minimax",
            "arc",
        ),
        *("median, n=5, f=1, d=1) \u2264 1/2 and kappa*(x", "krum is median; x", "krum, a rule with kappa = 0, and x"),
        *(
            "l_estimator(1)",
            "multi_krum(q=1,less=2)",
            "multi_krum(q=2)",
            "multi_krum",
            "krum+median",
            "bucketing+krum",
            "Minimax",
            "x+Minimax",
        ),
    )
    return {
        **{f"krum is called {name}": _floor(name, krum) for name in names},
        **{
            f"a bucketing is called {name}": _floor(name, mixed) for name in ("bucketing(s=3)+krum", "nnm+krum", "krum")
        },
        "the mean is called multi_krum": _floor("multi_krum(q=1)", mean),
        "a comment in a count": _floor("x", {"form": "trimmed", "k": "f # and kappa* = 0"}),
        "a number without end": _floor("x", {"form": "huber", "threshold": "1e99999999"}),
        "a number with blanks": _floor("x", {"form": "weiszfeld", "steps": 1, "smoothing": " 1_0\n"}),
    }


def _trusted() -> dict[str, dict[str, Any]]:
    """Rules that trust row 0, behind something else: S must contain it still, and a bucket is no row."""
    monna = dict(REGISTRY["monna"].definition)
    about = {
        "nnm+monna": {"form": "pipeline", "stage": {"form": "nnm"}, "rule": monna},
        "ctma+monna": {"form": "refined", "anchor": monna},
    }
    buckets = {"form": "pipeline", "stage": {"form": "bucketing", "s": 2}, "rule": monna}
    points = {"points": [["9"], ["0"], ["0"]], "honest": [1, 2]}
    return {
        **{
            f"{name}, row 0 faulty": _evidence("witness", "lower", "inf", (name, "kappa", 3, 1, 1, form), **points)
            for name, form in about.items()
        },
        "a first bucket that is trusted": _floor("bucketing(s=2)+monna", buckets),
    }


def _nowhere() -> dict[str, dict[str, Any]]:
    """Rules that have no output, or where all rows are equal only: nothing bounds them from below, and 0 from above."""
    pieces = [[["1", "0", "0"], [["1", "-1", "0"], ["0", "1", "-1"]]]]
    forms = {
        "a floor where the rule has no output": {"form": "piece_list", "listed": pieces},
        **{
            f"the mean of {count} of 3 rows": {"form": "top_direction", "count": count} for count in ("0", "n+1", "f-m")
        },
    }
    return {name: _evidence("floor", "lower", "1", ("x", "kappa", 3, 1, 1, form)) for name, form in forms.items()}


def _drifting() -> dict[str, dict[str, Any]]:
    """The output stays within bounds whatever one input is; what goes far away with t is S, or the unit of length.

    Centred clipping from 0 and the majority of signs withstand n - 1 of n inputs."""
    region = [["f", "1", ""], ["m", "f + 1", ""], ["t", "10", ""]]

    def broken(rule: str, place: str, other: str, square: str) -> dict[str, Any]:
        own = {"size": "n - 1", "place": [place], "honest": True, "spread": "0"}
        clusters = [own, {"size": "1", "place": [other], "honest": False, "spread": "0"}]
        case = {"name": "x", "region": region, "given": {"n": "m + f"}, "at": {"f": "f", "m": "m"}}
        stated = {"id": "x", "criterion": "breakdown", "value": "0", "names": {}, "where": "", "source": ""}
        family = {**stated, "cases": [{**case, "clusters": clusters, "square": square}]}
        return _evidence("broken", "upper", "0", (rule, "breakdown", 7, 2, 1), family=family)

    return {
        "S goes away from a centre": broken("centered_clipping", "t + 10", "0", "1"),
        "S goes away from the signs": broken("sign_majority", "t + 10", "0", "1"),
        "the unit of length shrinks": broken("centered_clipping", "0", "10", "t*10000*n**6"),
    }


def somewhere() -> dict[str, Any]:
    """What holds: a rule that has an output where three of four rows are equal, as on the input of the floor."""
    rows = [["1", "-1", "0", "0"], ["0", "1", "-1", "0"]]
    form = {"form": "piece_list", "listed": [[["1", "0", "0", "0"], rows]]}
    return _evidence("floor", "lower", "1/2", ("x", "kappa", 4, 1, 1, form))


def _proof(region: list[list[str]], assumes: list[str], *steps: dict[str, Any]) -> dict[str, Any]:
    statement = {"id": "x", "region": region, "where": {}, "assumes": assumes, "steps": [*steps]}
    return {"format": 1, "kind": "proof", "statements": [statement]}


def _fact(name: str, small: str, large: str, *, equal: bool = False) -> dict[str, Any]:
    return {"name": name, "small": small, "large": large, "equal": equal}


def _impossible() -> dict[str, dict[str, Any]]:
    """Parameters that cannot be, and premises that exclude one another: anything follows."""

    def assumed(premise: str, small: str, weight: str, *region: list[str]) -> dict[str, Any]:
        known = {"step": "assume", "name": "known", "of": premise, "moment": ""}
        claim = {"step": "combine", "fact": _fact("c", small, "0"), "weights": {"known": weight}, "by": []}
        return _proof([*region], [premise], known, claim)

    even, odd = "median nodes, m even", "median nodes, m odd"
    both = (
        {"step": "define", "fact": _fact("a", "V_next", "1", equal=True), "by": [even]},
        {"step": "define", "fact": _fact("b", "V_next", "1 - 1/m**2", equal=True), "by": [odd]},
        {"step": "combine", "fact": _fact("c", "1/m**2", "0"), "weights": {"a": "-1", "b": "1"}, "by": []},
    )
    nothing = {"step": "combine", "fact": _fact("c", "0", "nabla**2"), "weights": {}, "by": []}
    noise = "(1 + beta)/(rho2*(beta - 1))"
    drawn, rest = "sampling without replacement, variance", "V_honest*kappa*m*(1 - mhat)/(mhat*(m - 1))"
    less = (
        {"step": "assume", "name": "drawn", "of": drawn, "moment": ""},
        {"step": "assume", "name": "robust", "of": "robust on the sample", "moment": ""},
        {
            **{"step": "combine", "fact": _fact("c", f"xi**2 + {rest}", "0")},
            **{"weights": {"drawn": "kappa", "robust": "1"}, "by": []},
        },
    )
    sampled = ["mhat", "1/3", "1/2"], ["m", "2", ""], ["kappa", "0", ""]
    momenta = copy.deepcopy(document(STATEMENTS["L1"]))
    momenta["statements"][-1]["assumes"].append("first batch")
    few = ["mhat", "2", ""], ["m", "1", "mhat"]
    return {
        "beta > 1": assumed("drift bound", "sigma**2", noise, ["beta", "2", ""], ["rho2", "1", ""]),
        "more workers are drawn than there are": assumed(
            "sampling without replacement, mean", "V_honest*(mhat - m)", "mhat*(m - 1)", *few
        ),
        "less than one worker is drawn": _proof([*sampled], [drawn, "robust on the sample"], *less),
        "less than one step": _proof([["T", "0", "1/2"]], [], nothing),
        "momenta that start with a batch start at 0": momenta,
        "two rules for the nodes": _proof([["g", "1", ""], ["m", "2*g", ""]], ["between groups", even], nothing),
        "beta > 1, alone": _proof([["beta", "2", ""]], [], nothing),
        "kappa < 0": _proof([["kappa", "-1", ""]], [], nothing),
        "an even number is odd": _proof([["m", "1", ""]], [even, odd], *both),
    }


def _written() -> dict[str, dict[str, Any]]:
    """True, but not as it looks: letters like others, numbers that are not what they seem, an id that talks."""

    def said(large: str, **more: Any) -> dict[str, Any]:
        found = _proof([], [], {"step": "combine", "fact": _fact("c", "0", large), "weights": {}, "by": []})
        found["statements"][0] |= more
        return found

    texts = ("\uff4eabla**2", "nab\u02e1a**2", "0x10*nabla**2", "1_0*nabla**2", "nabla**2 # - one**2", "nabla**2\u2003")
    return {
        **{f"the expression {text}": said(text) for text in texts},
        "an id that is a sentence": said("nabla**2", id="krum has a kappa of 1 or less"),
        "an id with a sign": said("nabla**2", id="krum\u22641"),
    }


def _law(about: str, rule: str, at: dict[str, str], claim: dict[str, Any], **given: str) -> dict[str, Any]:
    region = [["f", "1", ""], ["m", "f + 1", ""], ["kappa", "0", ""]]
    steps = [{"rule": rule, "at": at, "prefix": ""}, claim]
    law = {"id": "x", "about": about, "region": region, "integers": ["f", "m"], "steps": steps}
    law["given"] = {"n": "m + f", **given}
    return {"format": 1, "kind": "law", "law": {**law, "claims": ["claim"]}}


def _laws() -> dict[str, dict[str, Any]]:
    """What is assumed of any kappa is used for kappa = 0; lambda is called kappa; a name that is a sentence."""
    rows = {"f": "f", "m": "m", "inner": "kappa"}
    mixed = _claim("E", "2*f/m*(1 + kappa)*D", triangle="1", bias="1/m", spread="kappa/m")
    pairs = _claim("V", "(m - 1)/(2*m)*D2", pairs="1")
    return {
        "a law about a hypothesis": _law("a hypothesis", "robust", {"kappa": "0"}, _claim("E2", "0", robust="1")),
        "a law that calls lambda kappa": _law("nnm", "mixing by paired rows", rows, mixed),
        "a law that gives V": _law("nnm", "variance is nonnegative", {}, _claim("E2", "0"), E2="0"),
        "a law about a sentence": _law("krum has kappa* of 1 or less", "pairs of S", {"m": "m"}, pairs),
    }


CRAFTED: Final[dict[str, Any]] = {
    **_reserved(),
    "the root's variable is pinned": _pinned(),
    "a parameter takes the place of another": _captured(),
    "a zero pivot among numbers with sqrt 3": _rooted(),
    **_called(),
    **_trusted(),
    **_laws(),
    **_nowhere(),
    **_drifting(),
    **_impossible(),
    **_written(),
}
"""By what is wrong with it."""
