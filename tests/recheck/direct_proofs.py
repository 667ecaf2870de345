"""Direct judgments of what is said for all (n, f), and of inputs by classes against the same points written out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from random import Random
from types import SimpleNamespace
from typing import Any

from . import (
    direct,
    direct_algebra,
    direct_composed,
    direct_criteria,
    direct_edges,
    direct_effort,
    direct_followed,
    direct_language,
    direct_laws,
    direct_over_time,
    direct_reading,
    direct_setting,
    direct_steps,
    direct_worlds,
    weighed_items,
)
from .direct import module, refused

__all__ = ["DIRECT"]


def classes() -> None:
    """Simplices a e_1, ..., a e_k in axes of their own have the mean squared distance a² (k-1)/k to their mean."""
    c = module("resam_theory.definitions.classes")
    sizes, honest, edges = (3, 2, 1, 2), (True, True, True, False), (2, 3, 0, 1)
    places = ((0, 0), (4, -1), (-2, 5), (1, 1))
    written: list[list[list[Fraction]]] = []
    for i, (size, edge) in enumerate(zip(sizes, edges, strict=True)):
        members = []
        for j in range(size):
            axes = [[Fraction(0)] * other for other in sizes]
            axes[i] = [Fraction(edge) * ((k == j) - Fraction(1, size)) for k in range(size)]
            members.append([*map(Fraction, places[i]), *(x for axis in axes for x in axis)])
        written.append(members)
    gram = tuple(
        tuple(sum((Fraction(x * y) for x, y in zip(p, q, strict=True)), Fraction(0)) for q in places) for p in places
    )
    spread = tuple(Fraction(a * a * (k - 1), k) for a, k in zip(edges, sizes, strict=True))
    given = c.Configuration(sizes, honest, gram, spread)

    def apart(p: list[Fraction], q: list[Fraction]) -> Fraction:
        return sum(((x - y) ** 2 for x, y in zip(p, q, strict=True)), Fraction(0))

    def mean(points: list[list[Fraction]]) -> list[Fraction]:
        return [sum(column, Fraction(0)) / len(points) for column in zip(*points, strict=True)]

    for i, j in product(range(4), repeat=2):
        distances = {apart(p, q) for p in written[i] for q in written[j] if p is not q} or {Fraction(0)}
        assert distances == {given.distance2(i, j)}
    own = [p for members, inside in zip(written, honest, strict=True) if inside for p in members]
    centre = mean(own)
    for counts in product(*(range(size + 1) for size in sizes)):
        if not sum(counts):
            continue
        chosen = [p for members, count in zip(written, counts, strict=True) for p in members[:count]]
        ratio = c.forced(given, counts)
        assert ratio.error2 == apart(mean(chosen), centre)
        assert ratio.variance == sum((apart(p, centre) for p in own), Fraction(0)) / len(own)
        assert ratio.diameter2 == max(apart(p, q) for p in own for q in own)
    assert given.total() == 8
    assert given.norm2((1, 0, 0, -1)) == 2
    one = c.Configuration((1,), (True,), ((Fraction(1),),), (Fraction(1),))
    assert one.distance2(0, 0) == 0
    _choices(c)


def _choices(c: Any) -> None:
    s, r = module("resam_theory.proof.symbolic"), module("resam_theory.proof.region")
    where = r.Region.of(("f", "1", ""), ("a", "f", ""))
    a, f = (s.Number.of(name, where) for name in "af")
    assert c.lesser(a, f) is f
    assert c.lesser(f, a) is f
    assert (c.greater(a, f) - a).value.vanishes
    assert (c.greater(f, a) - a).value.vanishes
    assert [c.lesser(1, 2), c.lesser(2, 1), c.greater(1, 2), c.greater(2, 1), c.greater(-3, 1)] == [1, 1, 2, 2, 1]
    values = [(Fraction(3), 2), (Fraction(1), 1), (Fraction(5), 4)]
    assert [c.smallest(values, k) for k in range(6)] == [0, 1, 4, 7, 12, 17]
    assert c.least([5, 1, 3], [2, 2, 2], 1) == [(0, 1, 0)]
    assert c.least([5, 1, 3], [2, 2, 2], 3) == [(0, 2, 1)]
    assert c.least([5, 1, 3], [2, 2, 2], 4) == [(0, 2, 2)]
    assert c.least([5, 1, 3], [2, 2, 2], 5) == [(1, 2, 2)]
    assert c.least([1, 1, 3], [2, 1, 2], 2) == [(2, 0, 0), (1, 1, 0)]
    assert c.least([3, 1, 1], [2, 1, 2], 2) == [(0, 1, 1), (0, 0, 2)]
    assert c.least([3, 3, 1], [2, 2, 1], 2) == [(1, 0, 1), (0, 1, 1)]
    assert c.least([-1, 0], [1, 1], 1) == [(1, 0)]
    assert c.fill([2, 2], 3, [0, 1]) == [(2, 1), (1, 2)]
    assert c.fill([1, 2, 2], 3, [1, 2], [0]) == [(1, 2, 0), (1, 0, 2)]


def selections() -> None:
    """Rules on points of the line, by hand."""
    forms = module("resam_theory.definitions.forms")

    def outputs(form: dict[str, Any], f: int, *values: int) -> list[Fraction]:
        return [x for (x,) in forms.parse(form).outputs([(Fraction(value),) for value in values], f)]

    def allowed(form: dict[str, Any], n: int, f: int) -> bool:
        try:
            forms.parse(form).check(n, f)
        except ValueError:
            return False
        return True

    krum = {"form": "scores", "neighbours": "m-1", "keep": "1", "least": "2*f+1"}
    assert outputs(krum, 1, 0, 1, 3, 9) == [1]  # scores 10, 5, 13, 100
    assert outputs({**krum, "keep": "2"}, 1, 0, 1, 3, 9) == [Fraction(1, 2)]
    assert outputs({**krum, "neighbours": "1"}, 1, 0, 1, 3, 9) == [0, 1]
    assert outputs({**krum, "neighbours": "0"}, 1, 2, 5, 7) == [2, 5, 7]
    assert outputs({**krum, "keep": "m"}, 1, 0, 0, 0, 6) == [0]
    assert outputs({**krum, "keep": "n"}, 1, 0, 1, 5) == [2]
    assert (allowed(krum, 3, 1), allowed(krum, 2, 1)) == (True, False)
    for field, good, bad in (
        *(("least", "5", "6"), ("keep", "1", "0"), ("keep", "n", "n+1")),
        *(("neighbours", "n-1", "n"), ("neighbours", "0", "0-1")),
    ):
        assert allowed({**krum, field: good}, 5, 1)
        assert not allowed({**krum, field: bad}, 5, 1)
    for name, field, good, bad in (
        *(("trimmed", "k", "2", "3"), ("trimmed", "k", "0", "0-1")),
        *(("least_diameter", "count", "n", "n+1"), ("least_diameter", "count", "1", "0")),
    ):
        assert allowed({"form": name, field: good}, 5, 1)
        assert not allowed({"form": name, field: bad}, 5, 1)
    assert not allowed({"form": "trimmed", "k": "2"}, 4, 1)
    mda = {"form": "least_diameter", "count": "m"}
    assert outputs(mda, 1, 0, 1, 5, 2) == [1]
    assert outputs(mda, 1, 0, 2, 4) == [1, 3]
    assert outputs(mda, 2, 0, 0, 0, 7, 7) == [0]
    assert outputs(mda, 2, 0, 3, 6, 9, 12) == [3, 6, 9]
    assert outputs({"form": "least_diameter", "count": "1"}, 1, 4, 2, 4) == [2, 4]
    assert outputs({"form": "trimmed", "k": "1"}, 1, 5, 0, 1, 9) == [3]
    assert outputs({"form": "trimmed", "k": "0"}, 1, 5, 0, 1) == [2]
    near = {"form": "nearest", "anchor": {"form": "trimmed", "k": "(n-1)//2"}, "count": "m"}
    assert outputs(near, 1, -2, 0, 1, 3) == [Fraction(-1, 3), Fraction(4, 3)]
    assert outputs(near, 1, 0, 1, 9) == [Fraction(1, 2)]
    assert outputs(near, 2, 0, 0, 1, 9, 9) == [Fraction(1, 3)]
    assert outputs({**near, "count": "n"}, 1, 0, 1, 5) == [2]


def written_out() -> None:
    """By values and how often, or by distances, against every point by itself."""
    forms, c = module("resam_theory.definitions.forms"), module("resam_theory.definitions.classes")
    random = Random(2)
    trimmed = [{"form": "trimmed", "k": k} for k in ("f", "(n-1)//2", "0")]
    listed = [*trimmed, *({"form": "nearest", "anchor": anchor, "count": "m"} for anchor in trimmed)]
    for _ in range(40):
        sizes = [random.randint(1, 3) for _ in range(random.randint(2, 4))]
        values = [Fraction(random.randint(-4, 4), random.choice((1, 2))) for _ in sizes]
        points = [(x,) for x, size in zip(values, sizes, strict=True) for _ in range(size)]
        n = len(points)
        f = random.randint(0, (n - 1) // 2)
        for data in listed:
            form = forms.parse(data)
            outputs = [x for (x,) in form.outputs(points, f)]
            found = form.on_line(values, sizes, f)
            assert set(found) <= set(outputs), (data, values, sizes, f)
            assert (min(found), max(found)) == (min(outputs), max(outputs)), (data, values, sizes, f)
        gram = tuple(tuple(x * y for y in values) for x in values)
        given = c.Configuration(tuple(sizes), (True,) * len(sizes), gram, (Fraction(0),) * len(sizes))
        for count in ("m", "1", "n"):
            form = forms.parse({"form": "least_diameter", "count": count})
            outputs = [x for (x,) in form.outputs(points, f)]
            means = [
                sum(k * x for k, x in zip(choice, values, strict=True)) / sum(choice)
                for choice in form.chosen(given, f)
            ]
            assert set(means) <= set(outputs), (count, values, sizes, f)
            assert (min(means), max(means)) == (min(outputs), max(outputs))
    assert forms.parse({"form": "trimmed", "k": "2"}).groups(7, 2) == (2, 3, 2)
    assert forms.parse({"form": "trimmed", "k": "3"}).groups(9, 2) == (3, 3, 3)
    far = c.Configuration((2, 3), (True, True), ((Fraction(0),) * 2, (Fraction(0), Fraction(100))), (Fraction(1),) * 2)
    for count, choices in (("1", [(1, 0), (0, 1)]), ("2", [(0, 2)]), ("3", [(0, 3)]), ("5", [(2, 3)])):
        assert forms.parse({"form": "least_diameter", "count": count}).chosen(far, 1) == choices
    for count in ("0", "6"):
        with refused():
            forms.parse({"form": "least_diameter", "count": count}).chosen(far, 1)
    for wrong in ({"form": "fermat"}, {"form": "nearest", "anchor": {"form": "trimmed", "k": "f"}, "count": "m"}):
        with refused():
            forms.parse({"form": "nearest", "anchor": wrong, "count": "m"})
    for count, holds in (("1", True), ("n", True), ("0", False), ("n+1", False)):
        form = forms.parse({"form": "nearest", "anchor": {"form": "trimmed", "k": "f"}, "count": count})
        try:
            form.check(5, 1)
        except ValueError:
            assert not holds
        else:
            assert holds


def inputs_for_all() -> None:
    """Krum at (3, 1): one point of S at 0, one at 1, a faulty one at 1; and what is no input."""
    w, r = module("resam_theory.proof.worst"), module("resam_theory.proof.region")
    form = module("resam_theory.definitions.scores").Scores()
    where = r.Region.of(("f", "1", ""))
    given, at = (("n", "2*f + 1"), ("m", "f + 1")), (("f", "f"),)

    def family(*clusters: Any, value: str = "1", square: str = "1", criterion: str = "lambda") -> Any:
        return w.Family("x", criterion, value, (w.Place("all", where, given, at, clusters, square),))

    def holds(found: Any) -> bool:
        try:
            w.replay(found, form)
        except module("resam_theory.proof.cases").Rejected:
            return False
        return True

    low, high, bad = w.Cluster("1", ("0",), True), w.Cluster("f", ("1",), True), w.Cluster("f", ("1",), False)
    value = "1/(f + 1)**2"  # F = 1, mean_S = f/(f + 1), D = 1
    assert holds(family(low, high, bad, value=value))
    assert holds(family(low, high, bad, value=value, square="2"))
    assert not holds(family(low, high, bad, value="1"))
    assert not holds(family(low, high, bad, value=value, square="0"))
    assert not holds(family(low, high, bad, value=value, square="-1"))
    for spread in ("1", "-1"):
        assert not holds(family(w.Cluster("1", ("0",), True, spread), high, bad, value=value))
        half = "1/(2*(f + 1)**2)"  # what the ratio would be with that spread
        assert not holds(family(w.Cluster("1", ("0",), True, spread), high, bad, value=half))
    assert not holds(family(high, bad, w.Cluster("1", ("1",), True), value="0"))  # S is one place
    assert not holds(family(low, high, w.Cluster("f + 1", ("1",), False), value=value))
    assert not holds(family(low, w.Cluster("f", ("1",), False), w.Cluster("f", ("1",), False), value=value))
    halves = (w.Cluster("f/2", ("1",), False), w.Cluster("f/2", ("1",), False))
    assert w.value_at(family(low, high, bad, value=value), 3, 1) == Fraction(1, 4)
    assert w.value_at(family(low, high, *halves, value=value), 5, 2) == Fraction(1, 9)
    for found, n, f in ((family(low, high, *halves), 7, 3), (family(low, high, bad), 4, 1)):
        with refused(module("resam_theory.proof.cases").Rejected):
            w.value_at(found, n, f)


def applies() -> None:
    """A bound with the pairing of MDA, its cases cut in several ways: which (n, f) are covered."""
    a, b, c, r = (module(f"resam_theory.proof.{name}") for name in ("applies", "bounds", "cases", "region"))

    def case(low: str, high: str, weight: str = "1", at: str = "b", **changed: Any) -> Any:
        rows = [("f", "1", ""), ("b", low, high), ("m", "f + 1", "")]
        uses = (b.Use("pairing", (("b", at), ("m", "m"))),)
        steps = (*changed.get("more", ()), *uses, b.Combine("claim", "E", "D", (("pairs", weight),)))
        where = (("f", "f"), ("m", "m"), *changed.get("where", ()))
        return b.Case("x", r.Region.of(*rows), changed.get("given", (("n", "m + f"),)), where, steps)

    def holds(n: int, f: int, *cases: Any, **more: Any) -> bool:
        try:
            return a.evaluate(b.Bound("x", "lambda", "2*f/m", cases, "", **more), n, f) == (Fraction(2 * f, n - f), 0)
        except module("resam_theory.proof.cases").Rejected:
            return False

    assert holds(9, 3, case("1", "f"))
    assert holds(9, 3, case("0", "f + 2"))
    assert holds(9, 3, case("1", "1"), case("2", "f"))
    assert holds(9, 3, case("2", "f"), case("1", "1"))
    assert holds(9, 3, case("1", "2"), case("2", "f"))
    assert holds(9, 3, case("1", "3/2"), case("2", "f"))
    assert holds(9, 3, case("1", "f"), case("2", "2"))
    assert holds(3, 1, case("1", "1"))
    for cut in (
        *([case("1", "f - 1")], [case("2", "f")], [case("1", "1"), case("3", "f")], [case("1", "1")]),
        *([case("1", "2")], [case("3/2", "f")], [case("1", "f", where=(("b", "2"),))], []),
    ):
        assert not holds(9, 3, *cut)
    assert holds(9, 3, *(case("1", "f", at=str(i)) for i in (3, 1, 2)))
    assert not holds(9, 3, *(case("1", "f", at=str(i)) for i in (1, 3)))
    for text, poles in (
        *(("1/(b - 1)", True), ("1/(f - b)", True), ("1/(b - 2)", True), ("1/(m - 6)", True), ("1/(m - f - 3)", True)),
        *(("1/(b - 2)**2", True), ("1/(2*b - 3)**2", True), ("1/((b - 2)**2 + 1)", False)),
        *(("1/(b + 1)", False), ("1/(m - f)", False), ("1/(f - b + 1)", False), ("1/(m - 5)", False), ("b/m", False)),
    ):
        assert holds(9, 3, case("1", "f", text)) != poles, text
    own = b.Use("own row in S", (("b", "b"), ("m", "m")))
    assert not holds(9, 3, case("1", "f", more=(own,)))
    assert holds(9, 3, case("1", "f"), case("1", "1", more=(b.Use("variance is nonnegative"),)))
    for row in (("b", "1", ""), ("b", "1", "f")):
        free = case("1", "f", at="b" if not row[2] else "f + 0*b")
        free = b.Case("x", r.Region.of(("f", "1", ""), row, ("m", "f + 1", "")), free.given, free.at, free.steps)
        assert not holds(9, 3, free)
    assert not holds(9, 3, case("1", "f", given=(("n", "m + f + 1"),)))
    assert not holds(9, 3, case("1", "f"), names=(("m", "n"),))
    assert not holds(9, 3, case("1", "f", where=(("f", "f + 1"),)))
    for given in ((("m", "f"),), (("n", "z"),), (("n", "m + f"), ("b", "f"))):
        with refused(module("resam_theory.proof.cases").Rejected):
            c.given(case("1", "f", given=given))
    assert list(c.given(case("1", "f"))) == ["n"]
    with refused(module("resam_theory.proof.cases").Rejected):
        c.point_at((("m", "n"),), 7, 2)
    assert c.point_at((("k", "n//2"),), 7, 2) == {"n": 7, "f": 2, "m": 5, "k": 3}
    _angles(a, b, r)


def buckets() -> None:
    """What is said of buckets of s rows is said where s divides n, and of the coefficient that is given."""
    a, b, r = (module(f"resam_theory.proof.{name}") for name in ("applies", "bounds", "region"))
    rows = r.Region.of(("f", "1", ""), ("m", "f + 1", ""), ("p", "1", ""), ("q", "1", ""))
    at = (("f", "f"), ("m", "m"), ("p", "inner_top"), ("q", "inner_bottom"))

    def holds(n: int, f: int, size: int = 2, inner: str = "p/q") -> bool:
        use = b.Use("buckets within the diameter", (("f", "f"), ("m", "m"), ("s", "2"), ("inner", inner)))
        case = b.Case("x", rows, (("n", "m + f"),), at, (use, b.Combine("x", "E", "D", ())))
        stage = SimpleNamespace(name="bucketing", s=size)
        try:
            return a.evaluate(b.Bound("x", "lambda", "1", (case,), ""), n, f, stage, Fraction(2, 3)) == (1, 0)
        except module("resam_theory.proof.cases").Rejected:
            return False

    assert holds(8, 1)
    assert not holds(7, 1)
    assert not holds(8, 1, size=3)
    assert not holds(8, 1, inner="p/(q + 1)")


def _angles(a: Any, b: Any, r: Any) -> None:
    """A real number that the input decides: intervals must touch."""

    def holds(*ends: tuple[str, str], wide: bool = True, weight: str = "1") -> bool:
        cases = []
        for low, high in ends:
            rows = r.Region.of(("f", "1", ""), ("m", "f + 1", ""), ("y", low, high))
            use = b.Use("narrow angles at a geometric median", (("f", "f"), ("m", "m"), ("y", "y")))
            cases.append((rows, use, weight))
        if wide:
            use = b.Use("wide angles at a geometric median", (("f", "f"), ("m", "m")))
            cases.append((r.Region.of(("f", "1", ""), ("m", "f + 1", "")), use, "1"))
        at, given = (("f", "f"), ("m", "m")), (("n", "m + f"),)
        claims = (b.Combine("x", "E", "D", (("half", own),)) for _, _, own in cases)
        listed = tuple(
            b.Case("x", rows, given, at, (use, claim)) for (rows, use, _), claim in zip(cases, claims, strict=True)
        )
        try:
            return a.evaluate(b.Bound("x", "lambda", "1", listed, ""), 7, 2) == (1, 0)
        except module("resam_theory.proof.cases").Rejected:
            return False

    assert holds(("0", "1"))
    assert holds(("1/2", "1"), ("0", "1/2"))
    assert holds(("0", "2/3"), ("1/2", "2"))
    for gap in ([("0", "1/2")], [("1/2", "1")], [("0", "1/2"), ("3/5", "1")], []):
        assert not holds(*gap)
    assert not holds(("0", "1"), wide=False)
    for weight in ("1/(y - 1/2)", "1/(y - 1/2)**2", "1/y", "1/(1 - y)"):  # nothing is said where it has no value
        assert not holds(("0", "1"), weight=weight)
        assert not holds(("1/2", "1"), ("0", "1/2"), weight=weight)
    assert holds(("0", "1"), weight="1/(y + 1/2)")


DIRECT: tuple[Callable[[], None], ...] = (
    *(*direct.JUDGMENTS, *direct_algebra.JUDGMENTS, *direct_steps.JUDGMENTS, *direct_laws.JUDGMENTS),
    *(
        *direct_criteria.JUDGMENTS,
        *weighed_items.JUDGMENTS,
        *direct_edges.JUDGMENTS,
        *direct_effort.JUDGMENTS,
        *direct_reading.JUDGMENTS,
    ),
    *(*direct_setting.JUDGMENTS, *direct_over_time.JUDGMENTS, *direct_worlds.JUDGMENTS, *direct_followed.JUDGMENTS),
    *(*direct_language.JUDGMENTS, *direct_composed.JUDGMENTS),
    *(classes, selections, written_out, inputs_for_all, applies, buckets),
)
