"""Direct judgments at the edges: what a single changed comparison, number or sign would let through or refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, product
from random import Random
from types import SimpleNamespace
from typing import Any

from resam_theory.proof.as_data import as_data

from .direct import HALF, module, refused

__all__ = ["JUDGMENTS"]

ONE = Fraction(1)


def multipliers() -> None:
    """Multipliers of a selection stay in 0 .. y caps, and the slack is nonnegative on every spread."""
    g, d = module("verification.recheck.gram"), module("resam_theory.definitions.gram")
    pu, pp, qu, pq = d.pair("P", "u"), ("P", "P"), d.pair("Q", "u"), ("P", "Q")

    def value(programme: Any, spread: Mapping[str, Fraction], *options: Mapping[Any, Fraction]) -> Any:
        return g.certified_value(programme, "kappa" if "V" in spread else "lambda", g.Dual(options, spread))

    def error_of_u(smaller: Mapping[Any, int], caps: Mapping[Any, int], count: int = 1) -> Any:
        selection = d.Selection("x", smaller, caps, count)
        return d.Programme({"u": 1, "P": 2, "Q": 1}, ("P",), {"u": ONE, "P": -ONE}, (selection,))

    nearer, three = error_of_u({pu: 1}, {pp: 1}), {"V": Fraction(3)}
    assert value(nearer, three, {pp: ONE}) == value(nearer, three, {pp: ONE, pu: Fraction(0)}) == 3
    with refused(g.Refused):  # 3 V is attained
        value(nearer, {"V": Fraction(5, 2)}, {pp: ONE})
    # Q is anywhere: of 2 d²(P, u) <= d²(P, P) + d²(Q, u), and of d²(P, u) <= d²(Q, u), nothing follows
    for wrong in (error_of_u({pu: 2}, {pp: 1, qu: 1}, 2), error_of_u({pu: 1}, {qu: 1})):
        with refused(g.Refused):
            value(wrong, three, {pp: ONE})
    selection = d.Selection("x", {pu: 1}, {pq: 1}, 1)  # Q is farther from P than u: ||P - Q||² <= 2 is false
    far = d.Programme({"u": 1, "P": 1, "Q": 1}, ("P", "u"), {"P": HALF, "Q": -HALF}, (selection,))
    with refused(g.Refused):
        value(far, {"P-u": HALF}, {pq: -HALF})
    pairs = d.Programme({"P": 2, "Q": 1, "R": 2}, ("P", "Q"), {"P": ONE, "Q": -ONE}, ())
    assert value(pairs, {"P-Q": ONE, "P-P": Fraction(0)}) == 1
    _covered(g, d)


def _covered(g: Any, d: Any) -> None:
    """Intervals cover 0 .. 3 in any order, one within another, or twice."""
    free = d.Programme({"P": 1, "Q": 1}, ("P", "Q"), {"P": ONE, "Q": -ONE}, ())
    family = d.Patterns("x", 0, 3, lambda low, high: free)

    def covers(*ends: tuple[int, int]) -> bool:
        listed = [{"low": low, "high": high, "options": [], "spread": {"P-Q": "1"}} for low, high in ends]
        try:
            return g._family_bound(family, listed, "lambda") == 1
        except ValueError:
            return False

    for good in ([(0, 3)], [(0, 3), (1, 2)], [(2, 3), (0, 1)], [(0, 3), (0, 3)], [(0, 1), (0, 3)], [(1, 3), (0, 2)]):
        assert covers(*good), good
    for bad in ([(0, 2)], [(1, 3)], [(0, 1), (3, 3)], [(0, 4)], [(-1, 3)], [(3, 0), (0, 3)], []):
        assert not covers(*bad), bad


def listed() -> None:
    """Points of the evidence, in R^d: as long as each other, with zeros behind."""
    i, claim = module("verification.recheck.inputs"), module("verification.recheck.claim").Coefficient

    def points(d: int | None, *rows: list[str]) -> Any:
        return i.listed_points(claim("x", None, "kappa", 3, 1, d), {"points": list(rows)})

    short, zero = (["1"], ["2"], ["3"]), Fraction(0)
    assert points(3, *short) == ([(ONE, zero, zero), (2 * ONE, zero, zero), (3 * ONE, zero, zero)], (zero, zero))
    assert points(None, *short) == points(1, *short) == ([(ONE,), (2 * ONE,), (3 * ONE,)], ())
    for rows in ((["1"], ["2"], ["3", "4"]), (["1", "2"], ["2"], ["3", "4"]), ([], [], [])):
        for d in (4, None):
            with refused(i.Refused):
                points(d, *rows)


def faulty_counts() -> None:
    """The number of faulty workers is one of 1 .. n - 1 that holds less than half of the mass."""
    of = module("verification.recheck.masses").Masses.of
    assert of([ONE] * 5, 2, None).phi == Fraction(2, 5)
    for f in (0, 3, 4, 5, 6, 7):
        with refused():
            of([ONE] * 5, f, None)
    assert of([ONE] * 5, None, Fraction(49, 100)).phi == Fraction(49, 100)
    for phi in (0 * ONE, HALF, -ONE / 5, Fraction(3, 4)):
        with refused():
            of([ONE] * 5, None, phi)


def patterns_listed() -> None:
    """For which neighbours and rows kept Krum's patterns are listed; that of no faulty row has one composition."""
    parse = module("resam_theory.definitions.forms").parse

    def listed(near: str, keep: str) -> bool:
        form = {"form": "scores", "neighbours": near, "keep": keep, "least": "2*f+1"}
        return parse(form).families(7, 2) is not None

    for near, keep, holds in (
        *(("m-1", "1", True), ("m-2", "1", True), ("1", "1", True), ("m", "1", False), ("0", "1", False)),
        *(("m-1", "2", True), ("m-2", "2", True), ("1", "2", True), ("m", "2", False), ("0", "2", False)),
        *(("m-1", "m", True), ("m-1", "m+1", False), ("m-1", "n", False)),
    ):
        assert listed(near, keep) == holds, (near, keep)
    families = parse({"form": "scores", "neighbours": "m-1", "keep": "3", "least": "2*f+1"}).families(7, 2)
    assert [(x.low, x.high) for x in families if x.name == "no faulty point selected"] == [(0, 0)]
    for family in parse({"form": "least_diameter", "count": "m"}).families(5, 2):
        for selection in family.programme(0, 0).selections:
            assert (dict(selection.caps), selection.count) == ({("p", "q"): 1}, 1)
            assert list(selection.smaller.values()) == [1]


def removals() -> None:
    """Rows without conflicts, against every subset; in the last graph the row with most conflicts must stay."""
    random = Random(5)
    for _ in range(60):
        size = random.randint(1, 5)
        edges = {edge for edge in combinations(range(size), 2) if random.random() < 0.5}
        _removals([random.randint(1, 3) for _ in range(size)], edges)
    # 0 against 3, 4, 5; each of these against one of 6, 7, 8; and 1 against 2
    _removals([1] * 9, {(0, 3), (0, 4), (0, 5), (3, 6), (4, 7), (5, 8), (1, 2)})


def _removals(weights: list[int], edges: set[tuple[int, int]]) -> None:
    m, size = module("resam_theory.definitions.least_diameter"), len(weights)
    conflicts = [sum(1 << j for j in range(size) if (min(i, j), max(i, j)) in edges) for i in range(size)]

    def free(chosen: tuple[int, ...]) -> bool:
        return not any(edge in edges for edge in combinations([i for i in range(size) if chosen[i]], 2))

    subsets = [chosen for chosen in product((0, 1), repeat=size) if free(chosen)]
    least = min(sum(w for w, kept in zip(weights, chosen, strict=True) if not kept) for chosen in subsets)
    for budget in range(-1, sum(weights) + 1):
        assert m.fits(conflicts, weights, budget) == (budget >= least)
    counts = [c for c in product(*(range(w + 1) for w in weights)) if free(c)]
    for wanted in range(1, sum(weights) + 1):
        assert sorted(m.all_choices(conflicts, weights, wanted)) == sorted(c for c in counts if sum(c) == wanted)


def single_points() -> None:
    """One point has no spread, whatever is said of it: F = 0, mean_S = 1."""
    c, zero = module("resam_theory.definitions.classes"), Fraction(0)
    gram = ((zero, zero), (zero, Fraction(4)))
    given = c.Configuration((1, 1), (True, True), gram, (ONE, zero))
    assert c.forced(given, (1, 0)).error2 == 1


def ratios() -> None:
    """Replaced by a fraction, a symbol leaves its denominator behind; nothing is divided by zero."""
    p = module("resam_theory.proof.polynomial")
    a, b = p.Polynomial.symbol("a"), p.Polynomial.symbol("b")
    assert (a + p.ONE).homogenised("a", p.ONE, b + p.ONE, 1) == b + p.ONE + p.ONE
    assert (a * a + a + p.ONE).homogenised("a", p.ONE, b, 3) == b * b * b + b * b + b
    inverse = {"a": p.Ratio(p.ONE, b)}
    assert p.Ratio(p.ONE, a).replaced(inverse).at({"b": Fraction(3)}) == 3
    assert p.Ratio(a * a, a + p.ONE).replaced(inverse).at({"b": Fraction(3)}) == Fraction(1, 12)
    assert p.Ratio(a + p.ONE, a * a).replaced(inverse).at({"b": Fraction(3)}) == 12
    for top in (p.ZERO, p.ONE, a):
        for below in (p.ONE, a):
            with refused():
                _ = p.Ratio(top, below) / p.Ratio(p.ZERO)


def root_sums() -> None:
    """p + 2 sqrt(q) at its edges: less than p is never at least it."""
    r = module("verification.recheck.theorem").RootSum
    near = r(ONE, Fraction(1, 100))  # 6/5
    assert [near <= Fraction(6, 5), near <= ONE, near <= HALF, near <= Fraction(1, 5)] == [True, False, False, False]
    assert r(ONE, Fraction(0)) <= ONE
    assert not r(Fraction(0), Fraction(1, 100)) <= -HALF


def of_so_many_dimensions() -> None:
    """Minimum variance averaging in R^3 at (7, 1): xi* <= x + y + 2 sqrt(x y), x = f/(n - 2f), y = d x."""
    t, r = module("verification.recheck.theorem"), module("verification.recheck.theorem")
    rule, make = (
        module("resam_theory.rules").get("minimum_variance_averaging"),
        module("verification.recheck.claim").Coefficient,
    )
    bound = next(bound for bound in rule.proofs if bound.criterion == "xi" and bound.depends_on_d)
    data = {"bound": as_data(bound)}
    assert t.proof(make("x", rule.definition, "xi", 7, 1, 3), data) == r.RootSum(Fraction(4, 5), Fraction(3, 25))
    with refused(t.Elsewhere):
        t.proof(make("x", rule.definition, "xi", 7, 1, None), data)


def one_block() -> None:
    """The second of five values: no mirror image, so that the sign - has patterns of its own."""
    line, p = module("verification.recheck.line"), module("resam_theory.definitions.pieces")
    second = p.Piece(tuple(Fraction(i == 1) for i in range(5)))
    form = SimpleNamespace(pieces=lambda n, f: (second,))
    claim = SimpleNamespace(n=5, f=1, m=4, d=1, criterion="kappa", form=form)
    listed = [[0, block, sign, {}] for block in (0, 1) for sign in (1, -1)]
    assert line.patterns_bound(claim, {"patterns": listed}) == 3  # 4 (9/16 + 3/16)
    for wrong in (listed[1:], [*listed, [0, 2, 1, {}]], [[0, 0, 0, {}], *listed], [[-1, 0, 1, {}], *listed[1:]]):
        with refused(line.Refused):
            line.patterns_bound(claim, {"patterns": wrong})


JUDGMENTS: tuple[Callable[[], None], ...] = (
    *(multipliers, listed, faulty_counts, patterns_listed, removals, single_points, ratios, root_sums),
    *(of_so_many_dimensions, one_block),
)
