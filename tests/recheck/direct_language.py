"""Direct judgments of worst inputs for all (n, f), of their numbers and of how they are read: values known by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from .direct import module, refused

__all__ = ["JUDGMENTS"]

MEDIAN = {"form": "trimmed", "k": "(n-1)//2"}
MEAN = {"form": "trimmed", "k": "0"}
KRUM = {"form": "scores", "neighbours": "m-1", "keep": "1", "least": "2*f+1"}
ANY_ROW = {**KRUM, "neighbours": "0"}
"""Every row is an output, as all scores are 0."""
MAJORITY = (("f", "1", ""),), (("n", "2*f + 1"), ("m", "f + 1"))
FIVE: Any = (), (("n", "5"), ("m", "4"), ("f", "1"))


def _holds(form: dict[str, str], criterion: str, value: str, where: Any, *clusters: Any, square: str = "1") -> bool:
    """Clusters: (size, place, whether in S) and a spread."""
    w, r = module("resam_theory.proof.worst"), module("resam_theory.proof.region")
    rows, given = where
    listed = tuple(
        w.Cluster(size, (place,) if isinstance(place, str) else place, honest, *spread)
        for size, place, honest, *spread in clusters
    )
    case = w.Place("all", r.Region.of(*rows), given, (("f", "f"),), listed, square)
    try:
        w.replay(w.Family("x", criterion, value, (case,)), module("resam_theory.definitions.forms").parse(form))
    except ValueError:
        return False
    return True


def on_the_line() -> None:
    """The median of f points of S at 3, one at 5 and f others at 5: F = 5, M = 3 + 2/(f + 1), V = 4 f/(f + 1)^2."""
    input_ = (("f", "3", True), ("1", "5", True), ("f", "5", False))
    for criterion, value in (("kappa", "f"), ("xi", "f"), ("lambda", "f**2/(f + 1)**2")):
        assert _holds(MEDIAN, criterion, value, MAJORITY, *input_)
        assert _holds(MEDIAN, criterion, value, MAJORITY, *input_, square="1/2")
        assert not _holds(MEDIAN, criterion, f"{value} + 1", MAJORITY, *input_)
        assert not _holds(MEDIAN, criterion, "inf", MAJORITY, *input_)
        assert not _holds(MEDIAN, criterion, value, MAJORITY, *input_, ("0", "7", True))
        assert not _holds(MEDIAN, criterion, value, MAJORITY, *input_, ("1", "7", False))
    plane = tuple((size, (place, "0"), honest) for size, place, honest in input_)
    assert not _holds(MEDIAN, "kappa", "f", MAJORITY, *plane)  # this form is not evaluated by distances
    for spread in ("1", "f"):
        wide = (("f + 1", "5", False, spread), ("f", "3", True), ("1", "5", True))
        assert not _holds(MEDIAN, "kappa", "f", ((("f", "2", ""),), (("n", "2*f + 2"), ("m", "f + 1"))), *wide)


def by_distances() -> None:
    """Krum with one point of S at 0, f at 1 and f others at 1: F = 1, M = f/(f + 1), V = f/(f + 1)^2."""
    line = (("1", "0", True), ("f", "1", True), ("f", "1", False))
    plane = tuple((size, (place, "0"), honest) for size, place, honest in line)
    for input_ in (line, plane):
        assert _holds(KRUM, "kappa", "1/f", MAJORITY, *input_)
        assert _holds(KRUM, "lambda", "1/(f + 1)**2", MAJORITY, *input_)
        assert not _holds(KRUM, "lambda", "1/f", MAJORITY, *input_)
        assert not _holds(KRUM, "kappa", "1/(f + 1)**2", MAJORITY, *input_)
    assert _holds(KRUM, "xi", "1/f", MAJORITY, *line)
    assert not _holds(KRUM, "xi", "1/f", MAJORITY, *plane)
    assert not _holds(KRUM, "kappa", "1/f", MAJORITY, *line[:2], ("f", ("1", "0"), False))
    assert not _holds(MEDIAN, "kappa", "1/f", MAJORITY, *plane)


def spread_out() -> None:
    """Krum at n = 5, f = 1: two points of S at 0, two at 4, the last at 0; with a spread s around 0.

    s = 1/2: scores 17 (the last), 19, 65/2; F = 0, M = 2, V = 1/4 + 8 - 4. Were a square negative, a point of S at 0
    would be chosen for s < 0, and the last one for places that are multiplied by i.
    """
    for spread, value in (("1/2", "16/17"), ("-1/2", "14/15"), ("-1", "6/7")):
        input_ = (("2", "0", True, spread), ("2", "4", True), ("1", "0", False))
        assert _holds(KRUM, "kappa", value, FIVE, *input_) == (spread == "1/2")
    imaginary = (("2", "0", True, "10"), ("2", "1", True, "10"), ("1", "0", False))
    assert not _holds(KRUM, "kappa", "-1/39", FIVE, *imaginary, square="-1")


def without_bound() -> None:
    """All of S at one place, that the output misses or not; several outputs, of which one has the ratio."""
    apart = (("f + 1", "0", True), ("f", "1", False))
    assert _holds(MEAN, "kappa", "inf", ((("f", "2", ""),), MAJORITY[1]), ("f + 1", "0", True), ("f", "1/f", False))
    assert _holds(ANY_ROW, "kappa", "inf", MAJORITY, *apart)
    assert not _holds(MEDIAN, "kappa", "inf", MAJORITY, *apart)
    assert not _holds(MEDIAN, "kappa", "7", MAJORITY, *apart)
    assert not _holds(ANY_ROW, "kappa", "7", MAJORITY, *apart)
    two = (("2", "0", True), ("2", "2", True), ("1", "9", False))
    for value, holds in (("64", True), ("1", True), ("4", False), ("inf", False)):
        assert _holds(ANY_ROW, "kappa", value, FIVE, *two) == holds


def places() -> None:
    """On the line: one coordinate, no spread."""
    w, region = module("resam_theory.proof.worst"), module("resam_theory.proof.region").Region.of()
    for line, *clusters in (
        *((True, ("0",)), (True, ("0",), ("1",)), (False, ("0", "0")), (False, ("0",), ("0", "0")), (False, ())),
        *((False, ("0",), "1"), (False, ("0", "0"), ("1",))),
    ):
        spreads = [c if isinstance(c, str) else "0" for c in clusters]
        listed = [
            w.Cluster("1", ("0",) if isinstance(c, str) else c, True, s) for c, s in zip(clusters, spreads, strict=True)
        ]
        assert w.Place("x", region, (), (), tuple(listed)).on_line == line
    family = {"id": "x", "criterion": "kappa", "value": "1", "cases": [], "names": {}, "where": "", "source": ""}
    cluster = {"size": "1", "place": ["0"], "honest": True, "spread": "0"}
    case = {"name": "x", "region": [], "given": {}, "at": {}, "clusters": [cluster], "square": "1"}
    assert w.read(family).cases == ()
    assert w.read({**family, "cases": [case]}).cases[0].clusters[0].place == ("0",)
    for criterion in ("lambda", "xi"):
        assert w.read({**family, "criterion": criterion}).criterion == criterion
    for wrong in ({**family, "cases": [{**case, "square": 1}]}, {"id": "x"}, []):
        with refused():
            w.read(wrong)
    for wrong in ({**cluster, "honest": 1}, {**cluster, "place": "0"}, {**cluster, "place": [0]}, {}):
        with refused():
            w.read({**family, "cases": [{**case, "clusters": [wrong]}]})


def where_it_speaks() -> None:
    """A case with n = 2 h says nothing of odd n, and h is what n says."""
    c, region = module("resam_theory.proof.cases"), module("resam_theory.proof.region").Region
    case = SimpleNamespace(
        region=region.of(("f", "1", ""), ("h", "f", "")), given=(("n", "2*h"),), at=(("f", "f"), ("h", "n/2"))
    )
    for n, f, found in ((6, 2, {"f": 2, "h": 3}), (7, 2, None), (6, 3, {"f": 3, "h": 3}), (4, 3, None), (4, 0, None)):
        assert c.admitted(case, c.point_at((), n, f)) == found
    doubled = SimpleNamespace(region=case.region, given=case.given, at=(("f", "f"), ("h", "n")))
    assert c.admitted(doubled, c.point_at((), 6, 2)) is None
    assert [c.outside(name, "v") for name in ("kappa", "xi", "no_attack", "breakdown")] == ["f", "f", "0", "v"]
    assert c.outside("breakdown", "v", broken=True) == "(v) + 1"
    unknown = SimpleNamespace(region=case.region, given=case.given, at=(("f", "z"), ("h", "n/2")))
    assert c.admitted(unknown, c.point_at((), 6, 2)) is None


def about_a_definition() -> None:
    """Fields of a definition at (5, 1), m = 4, against what a rule of inference says of them."""
    fits, parse = module("resam_theory.proof.applies")._fits, module("resam_theory.definitions.forms").parse
    krum, median = parse(KRUM), parse(MEDIAN)
    near = parse({"form": "nearest", "anchor": MEDIAN, "count": "m"})
    ball = parse({"form": "ball", "centre": "first", "count": "m"})
    winsorised = parse({"form": "order_by_size", "scheme": "winsorised"})
    for condition, form, parameters, holds in (
        *(("k=k", median, {"k": 2}, True), ("k=k", median, {"k": 1}, False), ("k=k", median, {}, False)),
        *(("k=(n-1)//2", median, {}, True), ("k=f", median, {}, False), ("k=f", median, {"f": 2}, True)),
        *(("keep<=m", krum, {}, True), ("keep<=m", krum, {"m": 1}, True), ("keep<=m", krum, {"m": 0}, False)),
        *(("neighbours=m-1", krum, {}, True), ("neighbours=m", krum, {}, False), ("neighbours<=m-1", krum, {}, True)),
        *(("keep=1", krum, {}, True), ("keep=0", krum, {}, False), ("more=more", krum, {}, False)),
        *(("anchor.k=(n-1)//2", near, {}, True), ("anchor.k=f", near, {}, False), ("anchor.l=f", near, {}, False)),
        *(("centre=first", ball, {}, True), ("centre=least_sum", ball, {}, False), ("centre=centre", ball, {}, False)),
        *(("last=a", winsorised, {"a": Fraction(2, 5)}, True), ("last=a", winsorised, {"a": 1}, False)),
    ):
        assert fits(condition, form, parameters, (5, 1)) == holds, condition


def every_value() -> None:
    """What the input decides runs up to the least of its ends; parameters in all names that (n, f) determines."""
    a, b, r = (module(f"resam_theory.proof.{name}") for name in ("applies", "bounds", "region"))
    use = b.Use("pairing", (("b", "b"), ("m", "4")))

    def covered(high: str, *, real: bool = False) -> bool:
        case = b.Case("x", r.Region.of(("b", "1", high)), (), (), (use,))
        rule = SimpleNamespace(over=("b", "1", "f", "m - 2"), real=real)
        return a._covered(rule, [(case, {})], {"f": Fraction(3), "m": Fraction(4)})

    assert [covered(high) for high in ("1", "3/2", "2", "5/2", "3")] == [False, False, True, True, True]
    assert [covered(high, real=True) for high in ("1", "3/2", "2", "5/2")] == [False, False, True, True]
    where, given = r.Region.of(("f", "1", "")), (("n", "3*f"), ("m", "2*f"))
    steps = (b.Use("pairing", (("b", "f"), ("m", "2*f"))), b.Combine("claim", "E", "D", (("pairs", "1"),)))
    for n, f, alternatives, value in ((3, 1, (), 1), (3, 1, ("2", "1/2"), 2), (6, 2, (), None), (5, 1, (), None)):
        case = b.Case("x", where, given, (("f", "f"),), steps)
        try:
            found = a.evaluate(b.Bound("x", "lambda", "2*f/m", (case,), "", alternatives=alternatives), n, f)
        except module("resam_theory.proof.cases").Rejected:
            assert value is None
        else:
            assert found == (value, 0)


def records() -> None:
    """The bound that data are, field by field."""
    b = module("resam_theory.proof.bounds")
    use, combine = {"rule": "r", "at": {"m": "2"}}, {"name": "c", "small": "E", "large": "D", "weights": {}}
    case = {"name": "x", "region": [["f", "1", ""]], "given": {"n": "2"}, "at": {"f": "f"}, "steps": [use, combine]}
    texts = {"id": "x", "criterion": "kappa", "value": "1", "exhaustive": "", "where": "", "source": ""}
    flags = {"squared": False, "line": True, "plane": False}
    data = {**texts, **flags, "names": {}, "roots": [], "alternatives": ["2"], "cases": [case]}
    found = b.read(data)
    assert (found.squared, found.line, found.plane, found.roots) == (False, True, False, ())
    assert found.cases[0].steps == (b.Use("r", (("m", "2"),)), b.Combine("c", "E", "D", ()))
    assert b.read({**data, "cases": [{**case, "steps": [{**use, "prefix": "p"}]}]}).cases[0].steps[0].prefix == "p"
    assert b.read({**data, "roots": ["p", "x", "y"]}).roots == ("p", "x", "y")
    for criterion, squared in (("kappa", False), ("lambda", True), ("lambda", False)):
        assert b.read({**data, "criterion": criterion, "squared": squared}).linear == (
            (criterion, squared) == ("lambda", False)
        )
    plain = b.Bound("x", "kappa", "1", (), "")
    assert (plain.squared, plain.line, plain.plane, plain.names, plain.roots) == (False, False, False, (), ())
    assert [found.depends_on_d, b.read({**data, "cases": [{**case, "at": {"d": "d"}}]}).depends_on_d] == [False, True]
    for wrong in (
        *({**data, "line": 1}, {**data, "roots": "xy"}, {**data, "roots": [1, 2]}),
        *({**data, "cases": [{**case, "steps": [{**use, "more": ""}]}]}, {**data, "cases": [[]]}, {**data, "id": None}),
        *({key: value for key, value in data.items() if key != gone} for gone in data),
        *({**data, "cases": [{k: v for k, v in case.items() if k != gone}]} for gone in case),
    ):
        with refused():
            b.read(wrong)


def written() -> None:
    """Numbers in decimal digits and names in plain letters: what is shown is what is read."""
    parse = module("resam_theory.proof.region").parse
    assert parse("10*a_1").at({"a_1": Fraction(2)}) == 20
    for text in (
        "0x10",
        "1_0",
        "0b1",
        "\N{CYRILLIC SMALL LETTER A}",
        "\N{FULLWIDTH LATIN SMALL LETTER A} + 1",
        "a\n+ 1",
    ):
        with refused():
            parse(text)


def broken() -> None:
    """One row at n t outside S moves the mean by t, and the median of n = 2 f + a, all others equal, not at all."""
    rows = (("f", "1", ""), ("a", "1", ""), ("t", "1", ""))
    given = (("n", "2*f + a"), ("m", "f + a"))
    apart = (("2*f + a - 1", "0", True), ("1", "(2*f + a)*t", False))

    def holds(form: dict[str, str], *clusters: Any, rows: Any = rows, given: Any = given, value: str = "0") -> bool:
        return _holds(form, "breakdown", value, (rows, given), *clusters)

    assert holds(MEAN, *apart)
    assert holds(ANY_ROW, *apart)  # one output of two
    assert not holds(MEDIAN, *apart)
    assert not holds(MEAN, *apart, value="1")
    assert not holds(MEAN, apart[0], ("1", "2*f + a", False))
    assert not holds(MEAN, *apart, rows=(rows[2], *rows[:2]))
    assert not holds(MEAN, ("1", "1", True), ("2*f + a - 2", "0", True), apart[1])
    moving = (("2*f + t - 1", "0", True), ("1", "(2*f + t)*t", False))
    assert not holds(MEAN, *moving, rows=(rows[0], rows[2]), given=(("n", "2*f + t"), ("m", "f + t")))


JUDGMENTS: tuple[Callable[[], None], ...] = (
    on_the_line,
    by_distances,
    spread_out,
    without_bound,
    places,
    where_it_speaks,
    about_a_definition,
    every_value,
    records,
    written,
    broken,
)
