"""Direct judgments about criteria: spreads of points and of classes, the constants between them, what follows."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from resam_theory.proof.as_data import as_data

from .direct import FLOOR, module, refused

HALF = Fraction(1, 2)
SMEA = {"form": "least_spread", "spread": "spectral", "count": "m"}


def spreads() -> None:
    """Points whose covariances have known eigenvalues: each spread is what it is, and no less."""
    s, c = module("verification.recheck.spreads"), module("resam_theory.definitions.classes")
    of = s.inside([(Fraction(x), Fraction(y)) for x, y in ((2, 0), (-2, 0), (0, 1), (0, -1), (0, 0), (0, 0))])
    assert (of.mean, of.size, sorted(of.often)) == ((0, 0), 6, [1, 1, 1, 1, 2])
    assert (of.variance(), of.diameter2(), of.pair_mean()) == (Fraction(5, 3), 16, 4)
    assert (of.largest().at_most(Fraction(4, 3)), of.largest().at_most(Fraction(4, 3) - HALF**20)) == (True, False)
    high = s.inside([(Fraction(0),) * 4, (Fraction(1),) * 4, (Fraction(1),) * 4])  # as many points as coordinates count
    assert (high.largest().at_most(Fraction(8, 9)), high.largest().at_most(Fraction(8, 9) - HALF**20)) == (True, False)
    square = s.inside([(Fraction(0), Fraction(0)), (Fraction(1), Fraction(3))])
    assert (square.largest().at_most(Fraction(5, 2)), square.largest().at_most(Fraction(5, 2) - HALF**20)) == (
        True,
        False,
    )
    tilted = s.inside([(Fraction(x), Fraction(y)) for x, y in ((0, 0), (2, 1), (1, 2))])  # eigenvalues 1 and 1/3
    assert (tilted.largest().at_most(Fraction(1)), tilted.largest().at_most(1 - HALF**20)) == (True, False)
    assert list(s.SPREADS) == ["lambda", "kappa", "xi", "agnostic", "no_attack"] == list(s.CLASSES)
    assert [s.SPREADS[name](of) for name in ("lambda", "kappa", "agnostic", "no_attack")] == [
        16,
        Fraction(5, 3),
        4,
        Fraction(5, 3),
    ]
    assert s.over(Fraction(2), Fraction(4)) == HALF
    assert (s.over(HALF, Fraction(0)), s.over(Fraction(0), Fraction(0))) == (None, 0)
    point = s.Largest([[Fraction(0)]], [Fraction(1)])
    assert (s.over(HALF, point), s.over(Fraction(0), point)) == (None, 0)
    ratio = s.over(Fraction(3), of.largest())  # 3 over 4/3
    assert (ratio >= Fraction(9, 4), ratio >= Fraction(9, 4) + HALF**20, ratio >= Fraction(0)) == (True, False, True)
    with refused(s.Refused):
        s.inside([(Fraction(i),) for i in range(4097)])
    assert s.inside([(Fraction(i),) for i in range(4096)]).size == 4096
    _classes(s, c)


def _classes(s: Any, c: Any) -> None:
    """Three at 0, two at 1, of S; a faulty one. With a spread of 2 the pair has the variance (2/5) 2 along its axis."""
    one = Fraction(1)
    gram = ((0 * one, 0 * one, 0 * one), (0 * one, one, 3 * one), (0 * one, 3 * one, 9 * one))
    for spread, top in (
        (Fraction(0), Fraction(6, 25)),
        (Fraction(2), Fraction(4, 5)),
        (Fraction(1, 2), Fraction(6, 25)),
    ):
        given = c.Configuration((3, 2, 1), (True, True, False), gram, (0 * one, spread, 0 * one))
        (ratio,) = (c.forced(given, (3, 2, 0)),)
        largest = s.CLASSES["xi"](given, ratio)
        assert (largest.at_most(top), largest.at_most(top - HALF**20)) == (True, False)
        assert s.CLASSES["kappa"](given, ratio) == Fraction(6, 25) + Fraction(2, 5) * spread
        assert s.CLASSES["agnostic"](given, ratio) == Fraction(5, 2) * s.CLASSES["kappa"](given, ratio)
        assert s.CLASSES["lambda"](given, ratio) == max(1 + spread, 4 * spread)
    three = c.Configuration((1, 3, 1), (True, True, False), gram, (0 * one, 2 * one, 0 * one))
    largest = s.CLASSES["xi"](three, c.forced(three, (1, 3, 0)))  # (3/4) 2/2 along each of two axes; 3/16 between
    assert (largest.at_most(Fraction(3, 4)), largest.at_most(Fraction(3, 4) - HALF**20)) == (True, False)


def constants() -> None:
    """Every constant at (m, d) = (5, 2) and (5, inf), and as text."""
    k, words = module("resam_theory.definitions.criteria"), module("resam_theory.definitions.constants")
    wanted = {
        ("kappa", "lambda"): (Fraction(2, 5), Fraction(2, 5), "(m - 1)/(2*m)"),
        ("kappa", "xi"): (2, 4, "2"),
        ("kappa", "agnostic"): (Fraction(2, 5), Fraction(2, 5), "(m - 1)/(2*m)"),
        ("lambda", "kappa"): (10, 10, "2*m"),
        ("lambda", "xi"): (10, 10, "2*m"),
        ("lambda", "agnostic"): (4, 4, "(m - 1)"),
        ("xi", "kappa"): (1, 1, "1"),
        ("xi", "lambda"): (Fraction(6, 25), Fraction(6, 25), None),
        ("xi", "agnostic"): (Fraction(2, 5), Fraction(2, 5), "(m - 1)/(2*m)"),
        ("agnostic", "kappa"): (Fraction(5, 2), Fraction(5, 2), "2*m/((m - 1))"),
        ("agnostic", "lambda"): (1, 1, "1"),
        ("agnostic", "xi"): (5, 10, "2*m*2/((m - 1))"),
        ("kappa", "blanchard"): (Fraction(4, 5), Fraction(4, 5), "(m - 1)/(m)"),
        ("lambda", "blanchard"): (8, 8, "2*(m - 1)"),
    }
    assert set(k.FACTORS) == set(wanted)
    for pair, (plane, every, text) in wanted.items():
        assert (k.factor(*pair, 5, 2), k.factor(*pair, 5, None), k.factor(*pair, 5, 9)) == (plane, every, every), pair
        assert words.text(*pair, 2) == text, pair
    assert words.text("kappa", "xi", None) == "(m - 1)"
    assert words.text("kappa", "lambda", 1, inverse=True) == "2*m/((m - 1))"
    assert words.text("lambda", "kappa", 1, inverse=True) == "1/(2*m)"
    assert words.text("xi", "lambda", None, inverse=True) is None
    powers = {"lambda": 2, "kappa": 1, "xi": 1, "agnostic": 1, "blanchard": 2, "no_attack": 1, "breakdown": 1}
    assert powers == k.POWERS


def _piece(kind: str, side: str, criterion: str, d: Any, value: str, **body: Any) -> dict[str, Any]:
    claim = {"rule": "mine", "definition": SMEA, "criterion": criterion, "n": 7, "f": 2, "d": d}
    squared = criterion in ("lambda", "blanchard")
    return {"format": 1, "kind": kind, "side": side, "claim": claim, "value": value, "squared": squared, **body}


def followed() -> None:
    """What a bound on one coefficient says of another, in which dimension, and what it does not; m = 5."""
    check, refusal = module("verification.recheck.check"), module("verification.recheck.reading").Refused
    points = [["0"], ["0"], ["0"], ["1"], ["1"], ["-1"], ["-1"]]
    own = {"points": points, "honest": [0, 1, 2, 3, 4]}
    for criterion, value, more in (("xi", "8/3", "25/9"), ("kappa", "8/3", "25/9"), ("agnostic", "16/15", "11/10")):
        assert check.check(_piece("witness", "lower", criterion, 1, value, **own)).value == Fraction(value)
        with refused(refusal):
            check.check(_piece("witness", "lower", criterion, 1, more, **own))
    low = _piece("witness", "lower", "kappa", 2, "8/3", **own)
    floors = {"kappa": "2/3", "xi": "2/3", "agnostic": "4/15", "lambda": "4/25"}
    for criterion, value in floors.items():
        piece = {**FLOOR, "claim": {**FLOOR["claim"], "criterion": criterion, "n": 7, "f": 2}, "value": value}
        squared = {"squared": criterion == "lambda"}
        assert check.check({**piece, **squared}).value == Fraction(value)
        with refused(refusal):
            check.check({**piece, **squared, "value": str(Fraction(value) * Fraction(101, 100))})
    taken: tuple[tuple[dict[str, Any], bool], ...] = (
        (_piece("conversion", "lower", "xi", 2, "8/3", **{"from": low}), True),
        (_piece("conversion", "lower", "xi", "inf", "8/3", **{"from": low}), True),
        (_piece("conversion", "lower", "xi", 2, "11/4", **{"from": low}), False),
        (_piece("conversion", "lower", "xi", 1, "8/3", **{"from": low}), False),
        (_piece("conversion", "lower", "agnostic", 2, "16/15", **{"from": low}), True),
        (_piece("conversion", "lower", "blanchard", 2, "0", **{"from": low}), False),
        (_piece("conversion", "lower", "kappa", 2, "8/3", **{"from": low}), False),
        (_piece("conversion", "upper", "xi", 2, "8/3", **{"from": low}), False),
        (_piece("floor", "lower", "blanchard", 2, "0"), False),
        ({**_piece("witness", "lower", "xi", 1, "8/3", **own), "squared": True}, False),
        (_piece("witness", "lower", "mu", 1, "1", **own), False),
    )
    for piece, holds in taken:
        if holds:
            assert str(check.check(piece)).startswith(f"{piece['claim']['criterion']}*(mine")
        else:
            with refused(refusal):
                check.check(piece)
    (given,) = (said for said in check.check(taken[0][0]).given if said.startswith("(C5)"))
    assert "largest eigenvalue" in given
    wide = _piece("witness", "lower", "lambda", 1, "4/25", **own)
    said = check.check(_piece("conversion", "lower", "kappa", 1, "2/5", **{"from": wide})).given
    assert any("P <= (m-1)/(2m) D^2" in sentence for sentence in said)  # kappa gives lambda, read backwards


def dimensions() -> None:
    """A bound of the number of dimensions, (f/(n-2f)) (1 + d): in R^d, of this d alone, and of xi by its own rules."""
    a, b, r = (module(f"resam_theory.proof.{name}") for name in ("applies", "bounds", "region"))
    replay, form = module("resam_theory.proof.replay"), SimpleNamespace(name="least_spread", spread="trace", count="m")

    def bound(criterion: str = "xi", d: str = "d", rule: str = "least trace, in d dimensions", **more: Any) -> Any:
        rows = [("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", ""), ("d", "1", "")]
        use = b.Use(rule, (("b", "b"), *((("d", d),) if rule.endswith("dimensions") else ()), ("m", "m")))
        share, most = "2/(m**2)*b/(m - b)", "V >= 0"
        weights = (("triangle", "1/m**2"), ("between", share), ("rank", share))
        weights = (*weights, (most, "2*f*(1 + d)/(m - f) - 2*b*(1 + d)/(m - b)"))
        claim = b.Combine("claim", "E2", "2*f*(1 + d)/(m - f)*V", weights)
        at = (("f", "f"), ("m", "m"), ("d", "d"))
        steps = (use, b.Use("variance is nonnegative"), claim)
        case = b.Case("x", r.Region.of(*rows), (("n", "m + f"),), at, steps)
        return b.Bound("x", criterion, "2*f*(1 + d)/(n - 2*f)", (case,), "", **more)

    replay.replay(bound())
    for d in (1, 3):
        assert a.evaluate(bound(), 7, 2, form, d=d) == (Fraction(4 * (1 + d), 3), 0)
    for wrong, more in ((bound(), {}), (bound(d="1"), {"d": 2}), (bound(names=(("d", "f"),)), {"d": 2})):
        with refused(module("resam_theory.proof.cases").Rejected):
            a.evaluate(wrong, 7, 2, form, **more)
    replay.replay(bound("kappa"))
    trace = next(bound for bound in module("resam_theory.proof.inference").INFERENCES.values() if not bound.spectral)
    with refused(module("resam_theory.proof.cases").Rejected):
        replay.replay(bound(rule=trace.name))
    assert b.read(as_data(bound())) == bound()


def others_than_s() -> None:
    """A breakdown point is a whole number of inputs, at least 0 and below n, with a bound on the error where it is."""
    a, b, r = (module(f"resam_theory.proof.{name}") for name in ("applies", "bounds", "region"))

    def bound(value: str, large: str = "V") -> Any:
        claim, none = b.Combine("claim", "E2", large, (("V >= 0", "1"),)), b.Use("variance is nonnegative")
        region, given = r.Region.of(("f", "1", ""), ("a", "1", "")), (("n", "a + 2*f"), ("m", "a + f"))
        case = b.Case("x", region, given, (("f", "f"), ("a", "n - 2*f")), (none, claim))
        return b.Bound("x", "breakdown", value, (case,), "")

    for value, number in (("f", 2), ("0", 0), ("n - 1", 6)):
        assert a.evaluate(bound(value), 7, 2) == (number, 0)
    for wrong in (bound("f - 3"), bound("n"), bound("n + 1"), bound("1/2"), bound("f", "V/(a - 3)")):
        with refused(module("resam_theory.proof.cases").Rejected):
            a.evaluate(wrong, 7, 2)
    stated, concluded = bound("f"), module("resam_theory.proof.replay")._conclusion

    def concludes(small: str, large: str) -> None:
        concluded(stated, stated.cases[0], {"claim": (r.parse(small), r.parse(large))})

    for large in ("V", "f*V + K", "f*a*V + K"):  # all that may occur, in the last
        concludes("E2", large)
    for small, large in (("E", "V"), ("2*E2", "V"), ("E2", "V + D2"), ("E2", "n*V"), ("E2", "f*a*V + K + W")):
        with refused(module("resam_theory.proof.cases").Rejected):
            concludes(small, large)


JUDGMENTS = (spreads, constants, followed, dimensions, others_than_s)
