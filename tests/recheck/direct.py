"""Direct judgments of the parts that evidence hardly tells apart: each computed by hand or by another route."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["DIRECT"]

HALF = Fraction(1, 2)


def module(name: str) -> Any:
    """A module of the checker as it is now: a mutant may have replaced it."""
    return import_module(name)


@contextmanager
def refused(kind: type[Exception] = ValueError) -> Iterator[None]:
    """AssertionError unless something is refused."""
    try:
        yield
    except kind:
        return
    raise AssertionError("not refused")


def matrices() -> None:
    m = module("verification.recheck.matrices")

    def psd(*rows: tuple[int, ...]) -> bool:
        return m.is_semidefinite([[Fraction(x) for x in row] for row in rows])

    def rank(*rows: tuple[int, ...]) -> int:
        return m.rank([[Fraction(x) for x in row] for row in rows])

    assert psd((1, 1), (1, 1))
    assert psd((0, 0), (0, 0))
    assert psd((0, 0), (0, 5))
    assert psd((2, 1, 1), (1, 2, 1), (1, 1, 2))
    assert psd((4, 2, 0), (2, 1, 0), (0, 0, 0))
    assert not psd((-1,))
    assert not psd((0, 1), (1, 5))
    assert not psd((1, 2), (2, 1))
    assert not psd((2, -2, 1), (-2, 2, 1), (1, 1, 9))
    assert not psd((1, 2, 0), (2, 1, 0), (0, 0, 1))
    assert not psd((1, 0, 0), (0, 1, 2), (0, 2, 1))
    assert [rank((0, 0), (0, 0)), rank((0, 0), (0, 1)), rank((1, 0), (0, 1)), rank((9, 3), (3, 1))] == [0, 1, 2, 1]
    assert rank((2, 1, 0), (1, 2, 0), (0, 0, 3)) == 3
    assert rank((0, 0, 0), (0, 2, 1), (0, 1, 2)) == 2
    assert rank((-1, 0), (0, -1)) == 2


def gram() -> None:
    """P a pair (V = s_P), u no farther from its members than they are apart: ||u - mean P||² <= 3 s_P, not s_P."""
    g, d = module("verification.recheck.gram"), module("resam_theory.definitions.gram")
    nearer = d.Selection("nearer", {("P", "u"): 1}, {("P", "P"): 1}, 1)
    programme = d.Programme({"u": 1, "P": 2}, ("P",), {"u": Fraction(1), "P": Fraction(-1)}, (nearer,))

    def value(spread: dict[str, Fraction], *options: dict[Any, Fraction]) -> Fraction:
        return g.certified_value(programme, "kappa", g.Dual(options, spread))

    one = {("P", "P"): Fraction(1)}
    assert value({"V": Fraction(3)}, one) == 3
    for wrong in (
        ({"V": Fraction(1)}, one),
        ({"V": Fraction(3)},),
        ({"V": Fraction(3)}, one, one),
        ({"V": Fraction(-3)}, one),
        ({"V": Fraction(3), "P-P": Fraction(1)}, one),
        ({"V": Fraction(3)}, {("P", "P"): Fraction(-1)}),
        ({"V": Fraction(3)}, {("P", "u"): Fraction(1)}),
    ):
        with refused(g.Refused):
            value(*wrong)
    pairs = d.Programme({"P": 2, "Q": 1}, ("P", "Q"), {"P": Fraction(1), "Q": Fraction(-1)}, ())
    assert g.certified_value(pairs, "lambda", g.Dual((), {"P-Q": Fraction(1)})) == 1
    with refused(g.Refused):  # ||mean P - mean Q||² <= 3/4 is false: all of P may be at one point
        g.certified_value(pairs, "lambda", g.Dual((), {"P-Q": Fraction(1), "P-P": Fraction(-1, 4)}))
    three = d.Programme({"P": 3, "Q": 1}, ("P", "Q"), {}, ())
    assert g.distance(three, ("P", "P")).spread == {"P": Fraction(3)}  # 2 s n/(n-1)
    apart = g.distance(three, ("P", "Q"))
    assert (apart.spread, apart.quadratic[d.pair("P", "Q")]) == ({"P": Fraction(1), "Q": Fraction(1)}, -2)
    v = g.variance(three)  # Σ (n_c/m)(||mean_c||² + s_c) - ||mean||²
    assert v.spread == {"P": Fraction(3, 4), "Q": Fraction(1, 4)}
    assert v.quadratic == {("P", "P"): Fraction(3, 16), ("P", "Q"): Fraction(-3, 8), ("Q", "Q"): Fraction(3, 16)}
    assert v.matrix(("P", "Q")) == [[Fraction(3, 16), Fraction(-3, 16)], [Fraction(-3, 16), Fraction(3, 16)]]
    both = g.total([(Fraction(2), v), (Fraction(5), v)])
    assert both.spread == {"P": Fraction(21, 4), "Q": Fraction(7, 4)}
    assert both.quadratic[("P", "P")] == Fraction(21, 16)
    assert set(g.spread_forms(three, "lambda")) == {"P-P", "P-Q"}


def root3() -> None:
    r = module("verification.recheck.root3")
    one, root = r.Root3(Fraction(1)), r.SQRT3
    assert root * root == r.Root3(Fraction(3))
    assert (root + 1) * (root - 1) == r.Root3(Fraction(2))
    assert one / (root + 2) == 2 - root
    assert one / (2 * root + 1) == r.Root3(Fraction(-1, 11), Fraction(2, 11))
    assert (2 * root + 3) / 2 == r.Root3(Fraction(3, 2), Fraction(1))
    assert -root == r.Root3(Fraction(0), Fraction(-1))
    assert Fraction(5) - root == r.Root3(Fraction(5), Fraction(-1))
    for a, b, sign in (
        *((0, 0, 0), (1, 0, 1), (-1, 0, -1), (0, 1, 1), (0, -1, -1), (1, 1, 1), (-1, -1, -1)),
        *((2, -1, 1), (1, -1, -1), (-2, 1, -1), (-1, 1, 1), (7, -4, 1), (-7, 4, -1), (5, -3, -1), (-5, 3, 1)),
    ):
        x = r.Root3(Fraction(a), Fraction(b))
        assert x.sign() == sign, (a, b)
        assert (x > 0, x < 0, x >= 0, x <= 0) == (sign > 0, sign < 0, sign >= 0, sign <= 0)
        assert bool(x) == (sign != 0)
        below, above = x.below(), x.above()
        assert r.Root3(below) <= x <= r.Root3(above)
        assert above - below <= Fraction(10 * (abs(b) + 1), 10**12)


def polynomial() -> None:
    """Every operation against its value at random points."""
    p = module("resam_theory.proof.polynomial")
    random = Random(1)
    names = ("a", "b", "c")

    def drawn(size: int = 3) -> Any:
        terms = {}
        for _ in range(size):
            powers = {name: random.randint(0, 2) for name in names}
            key = tuple(sorted((name, power) for name, power in powers.items() if power))
            terms[key] = Fraction(random.randint(-4, 4), random.randint(1, 3))
        return p.Polynomial(terms)

    for _ in range(8):
        x, y, z = drawn(), drawn(), drawn(2)
        at = {name: Fraction(random.randint(-9, 9), random.randint(1, 4)) for name in names}
        u, v, w = x.at(at), y.at(at), z.at(at)
        assert ((x + y).at(at), (x - y).at(at), (x * y).at(at), (-x).at(at)) == (u + v, u - v, u * v, -u)
        assert (x * 3).at(at) == 3 * u
        assert (x**3).at(at) == u**3
        assert (x**0).at(at) == 1
        if y.terms:
            assert (x * y).divided(y) == x
            assert (x * y + p.ONE).divided(y) is None or set(y.terms) == {()}
            ratio = p.Ratio(x, y)
            if v:
                assert ratio.at(at) == u / v
                assert (ratio + p.Ratio(z)).at(at) == u / v + w
                assert (ratio - p.Ratio(z, y)).at(at) == (u - w) / v
                assert (ratio * ratio).at(at) == (u / v) ** 2
                assert (ratio**2).at(at) == (u / v) ** 2
                if w:
                    assert (ratio / p.Ratio(z, y)).at(at) == u / w
                    assert (ratio + p.Ratio(x, z)).at(at) == u / v + u / w
                    moved = {**at, "a": w}
                    if y.at(moved):
                        assert p.Ratio(x, y).replaced({"a": p.Ratio(z)}).at(at) == x.at(moved) / y.at(moved)
                    half = {**at, "b": 1 / w}
                    if y.at(half):
                        assert p.Ratio(x, y).replaced({"b": p.Ratio(p.ONE, z)}).at(at) == x.at(half) / y.at(half)
    a, b = p.Polynomial.symbol("a"), p.Polynomial.symbol("b")
    one = p.ONE
    assert (a * a * b + a).degree("a") == 2
    assert (a * a * b + a).degree("c") == 0
    assert (a * b + a * 2 + b).coefficients(["a"]) == {(("a", 1),): b + one * 2, (): b}
    assert (a - a) == p.ZERO
    assert not (a - a).terms
    assert (a * b).names == {"a", "b"}
    assert len({a + b, b + a, a}) == 2
    assert p.Ratio(a * b, b).reduced() == p.Ratio(a)
    assert p.Ratio(b, a * b).reduced() == p.Ratio(one, a)
    assert p.Ratio(p.ZERO, b).reduced() == p.Ratio(p.ZERO)
    assert p.Ratio(a - a).vanishes
    assert not p.Ratio(a).vanishes
    assert p.Ratio(a, b).names == {"a", "b"}
    assert p.Ratio(a, b).replaced({"a": p.Ratio(b), "b": p.Ratio(a)}) == p.Ratio(one)  # one after the other
    with refused():
        p.Ratio(one, a).at({"a": Fraction(0)})
    with refused():
        _ = p.Ratio(a) / p.Ratio(p.ZERO)
    with refused(KeyError):
        a.at({})
    large = p.Polynomial({(("a", i),): Fraction(1) for i in range(1, 501)})
    with refused():
        _ = large * p.Polynomial({(("b", i),): Fraction(1) for i in range(1, 402)})
    assert len((large * p.Polynomial({(("b", i),): Fraction(1) for i in range(1, 401)})).terms) == 200_000


def orthant() -> None:
    p = module("resam_theory.proof.polynomial")
    a, b = p.Polynomial.symbol("a"), p.Polynomial.symbol("b")
    one = p.ONE
    for polynomial, depth, sign in (
        *((a + b, 0, 1), (-a - b * 3, 0, -1), (p.ZERO, 0, 0), (one, 0, 1), (-one, 0, -1), (a - b, 2, None)),
        *((a * a - a + one, 0, None), (a * a - a + one, 1, 1), (a - a * a - one, 1, -1)),
        *((a * a - a * b + b * b, 0, None), (a * a - a * b + b * b, 1, None), (a - one, 2, None)),
        *((a * a * 4 - a * 6 + one * 3, 1, 1), (a * a * 16 - a * 24 + one * 10, 1, None)),
        (a * a * 16 - a * 24 + one * 10, 2, 1),
    ):
        assert p.orthant_sign(polynomial, depth) == sign, (polynomial.terms, depth)


def region() -> None:
    r, p = module("resam_theory.proof.region"), module("resam_theory.proof.polynomial")
    parse, Region = r.parse, r.Region
    at = {"a": Fraction(2), "b": Fraction(3)}
    for text, value in (
        *(("a + b", 5), ("a - b", -1), ("a*b", 6), ("a/b", Fraction(2, 3)), ("-a", -2), ("a**3", 8), ("7", 7)),
        *(("-(a - 2*b)/(a + 1)", Fraction(4, 3)), ("(a**2)**12", 2**24), ("1 - a - b", -4)),
    ):
        assert parse(text).at(at) == value, text
    nested = "(" * 40 + "a" + ")" * 40
    assert parse(nested) == parse("a")
    assert parse("+".join(["a"] * 60)) == parse("60*a")
    assert parse(f"a{' ' * 3999}") == parse("a")
    for text in (
        "+".join(["a"] * 63),
        "a**25",
        "(a**5)**5",
        "a**0",
        f"a{' ' * 4000}",
        "a//b",
        "a.b",
        "1.5",
        "True",
        "f(a)",
    ):
        with refused():
            parse(text)
    for other in ("a**-1", "a**b", "not a", "", "a b", "~a", "+a"):
        with refused():
            parse(other)
    inside = Region.of(("f", "1", ""), ("a", "f", ""), ("b", "0", "f"))
    assert inside.symbols == ("f", "a", "b")
    for text, sign in (
        *(("a - f", 1), ("f - a", -1), ("f - b", 1), ("a - b", 1), ("f - 1", 1), ("f - 2", None), ("b - b", 0)),
        *(("b", 1), ("-b", -1), ("(f - b)/(a - f)", 1), ("(b - f)/(a - f)", -1), ("(f - b)/(f - a)", -1)),
        *(("a - 2*b", None), ("(f - 2)/(f - 3)", None), ("1/(f - 2)", None), ("a**2 - a*f + f**2", 1)),
    ):
        assert inside.sign(parse(text)) == sign, text
        assert inside.keeps(text) == (sign if sign in (0, 1) else None)
    assert Region.of(("a", "1", "3")).sign(parse("(a - 1)*(3 - a)")) == 1
    assert Region.of(("a", "0", "")).sign(parse("16*a**2 - 24*a + 10")) == 1  # two cuts
    assert Region.of(("a", "0", "")).sign(parse("64*a**2 - 80*a + 26")) in (1, None)
    with refused():
        inside.sign(parse("z"))
    for rows in (
        [("a", "1", ""), ("a", "2", "")],
        [("a", "b", "")],
        [("a", "1", "b"), ("b", "1", "")],
        [("a", "a", "")],
        [("1a", "0", "")],
    ):
        with refused():
            Region.of(*rows)
    for point, holds in (
        ({"f": 1, "a": 1, "b": 0}, True),
        ({"f": 1, "a": 1, "b": 1}, True),
        ({"f": 2, "a": 1, "b": 1}, False),
        ({"f": 0, "a": 1, "b": 0}, False),
        ({"f": 1, "a": 2, "b": 2}, False),
        ({"f": 1, "a": 2, "b": -1}, False),
        ({"f": 3, "a": 3}, True),
    ):
        assert inside.contains({name: Fraction(x) for name, x in point.items()}) == holds, point
    assert str(inside) == "1 <= f, f <= a, 0 <= b <= f"
    assert isinstance(parse("a"), p.Ratio)


def symbolic() -> None:
    s, r = module("resam_theory.proof.symbolic"), module("resam_theory.proof.region")
    where = r.Region.of(("f", "1", ""), ("a", "f", ""))

    def number(text: str) -> Any:
        return s.Number.of(text, where)

    a, f, zero = number("a"), number("f"), number("f - f")
    assert [a >= f, f <= a, a + 1 > f, f < a + 1, a < f + 0 - 1] == [True, True, True, True, False]
    assert [f >= 1, f < 1, zero == 0, f == 0, f != 0, zero > 0, zero < 0, zero <= 0] == (
        [True, False, True, False, True, False, False, True]
    )
    for left, right, names in ((a, f, ("gt", "eq")), (a, 2 * f, ("lt", "gt", "eq")), (f, 2, ("lt", "gt", "eq"))):
        for compare in (f"__{name}__" for name in names):
            with refused(s.Undecided):
                getattr(left, compare)(right)
    with refused(s.Undecided):
        _ = 2 * f >= a
    assert [(1 / f).range(), (-1 / f).range(), (a - f).range(), (f - a).range(), zero.range()] == (
        [(1, 1), (-1, -1), (0, 1), (-1, 0), (0, 0)]
    )
    assert ((f - a) / f).range() == (-1, 0)
    assert ((f - a) / (0 - f)).range() == (0, 1)
    for pole in (1 / (a - f), 1 / (a - 2 * f), 1 / (f - 1)):
        with refused(s.Undecided):
            pole.range()
    at = {"a": Fraction(7), "f": Fraction(3)}
    for found, value in (
        *((a + f, 10), (a + 2, 9), (2 + a, 9), (a - f, 4), (a - 2, 5), (2 - a, -5), (-a, -7), (a * f, 21)),
        *((a * 2, 14), (2 * a, 14), (a / f, Fraction(7, 3)), (a / 2, Fraction(7, 2)), (2 / a, Fraction(2, 7))),
        *(((2 * a + 5) // 2, 9), ((4 * a + 2 * f - 3) // 2, 15), ((2 * a - 1) // 2, 6)),
    ):
        assert found.value.at(at) == value
    for odd in (lambda: a // 2, lambda: (a / f) // 2, lambda: (3 * a) // 2, lambda: (a / 2) // 2):
        with refused(s.Undecided):
            odd()
    with refused():
        s.Number.of("a", r.Region.of(("a", "1", "2")))
    with refused(TypeError):
        hash(a)


def reading() -> None:
    r = module("verification.recheck.reading")
    assert [r.count(1, "x"), r.count(10**5, "x"), r.count(0, "x", low=0), r.count(7, "x", high=7)] == [1, 10**5, 0, 7]
    for value, limits in (
        (0, {}),
        (10**5 + 1, {}),
        (True, {}),
        ("1", {}),
        (1.0, {}),
        (8, {"high": 7}),
        (-1, {"low": 0}),
    ):
        with refused(r.Refused):
            r.count(value, "x", **limits)
    nines = "9" * 4000
    assert r.rational(f"-{nines}/{nines}", "x") == -1
    assert [r.rational("4/6", "x"), r.rational("5", "x"), r.rational("0", "x")] == [Fraction(2, 3), 5, 0]
    for text in (
        "9" * 4001,
        f"1/{nines}9",
        "1/0",
        "1/00",
        "+1",
        "1.5",
        "1e3",
        " 1",
        "1 ",
        "",
        "/2",
        "1/",
        "1/-2",
        1,
        None,
    ):
        with refused(r.Refused):
            r.rational(text, "x")
    assert r.nonnegative("0", "x") == 0
    for text in ("-0", "-1", "-1/2"):
        with refused(r.Refused):
            r.nonnegative(text, "x")
    assert [r.boolean(True, "x"), r.boolean(False, "x"), r.dimension("inf"), r.dimension(3)] == [True, False, None, 3]
    for wrong in (0, 1, "true", None):
        with refused(r.Refused):
            r.boolean(wrong, "x")
    for wrong in (0, None, "3", ["inf"], True):
        with refused(r.Refused):
            r.dimension(wrong)
    assert r.items([1, 2], "x") == r.items([1, 2], "x", length=2) == [1, 2]
    for wrong, length in (((1, 2), None), ([1], 2), ([1, 2, 3], 2), ({}, None), ("ab", 2), (None, None)):
        with refused(r.Refused):
            r.items(wrong, "x", length=length)
    assert r.fields({"a": 1, "b": 2}, ("a",), ("b", "c")) == {"a": 1, "b": 2}
    for wrong in ({"b": 2}, {"a": 1, "d": 2}, [], None, "a"):
        with refused(r.Refused):
            r.fields(wrong, ("a",), ("b", "c"))
    _texts(r)


def _texts(r: Any) -> None:
    assert r.parse('{"a": [1, "]}", true, 1.5]}') == {"a": [1, "]}", True, 1.5]}
    assert r.parse("[" * 32 + "]" * 32)
    assert r.parse("[" + "[],{}," * 40 + "1]")
    assert r.parse('"' + "[{" * 40 + '"') == "[{" * 40
    assert r.parse('["\\"[", ' + "[" * 31 + "]" * 31 + "]")
    for text in (
        "[" * 33 + "]" * 33,
        '{"a":' * 33 + "1" + "}" * 33,
        '{"a": 1, "a": 1}',
        "NaN",
        "-Infinity",
        "1e999",
        "[",
        "",
    ):
        with refused(r.Refused):
            r.parse(text)
    with refused(r.Refused):
        r.parse("9" * 5000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.json").write_text('{"a": 1}', encoding="utf-8")
        assert r.load(folder / "a.json") == {"a": 1}
        (folder / "b.json").write_bytes(b"\xff\xfe")
        (folder / "c.json").write_text("{", encoding="utf-8")
        with (folder / "large.json").open("wb") as file:
            file.truncate(256 * 2**20 + 1)
        for wrong in (
            folder,
            folder / "none.json",
            folder / "b.json",
            folder / "c.json",
            folder / "large.json",
            Path("/dev/zero"),
        ):
            with refused(r.Refused):
                r.load(wrong)


FLOOR = {
    "format": 1,
    "kind": "floor",
    "side": "lower",
    "claim": {"rule": "any", "definition": None, "criterion": "kappa", "n": 5, "f": 1, "d": 1},
    "value": "1/3",
    "squared": False,
}


def files() -> None:
    """A good file, one that proves too much, one that nobody can read, a ledger, a folder, an index."""
    f = module("verification.recheck.files")
    says = "kappa*(any; n=5, f=1, d=1) >= 1/3"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def put(place: str, data: Any) -> Path:
            path = folder / place
            path.parent.mkdir(exist_ok=True)
            path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
            return path

        good, false = put("a/good.json", FLOOR), put("a/false.json", {**FLOOR, "value": "1/2"})
        odd, listed = put("a/odd.json", "{"), put("a/list.json", [1])
        results = f.recheck_files([good, false, odd, listed])
        assert [r["status"] for r in results] == ["attained", "unknown", "unknown", "unknown"]
        assert [r["readable"] for r in results] == [True, True, False, False]
        assert [r["claim"] for r in results] == [says, FLOOR["claim"], None, None]
        assert [r["reason"] is None for r in results] == [True, False, False, False]
        assert [f.status_of(results[:i]) for i in (1, 2, 3)] == [0, 1, 2]
        assert f.status_of(results[2:]) == 2
        assert len(f.recheck_files([folder / "a"])) == 4
        assert [r["readable"] for r in f.recheck_files([folder / "none", put("b/x.txt", "").parent])] == [False, False]
        twice = [
            {"data": FLOOR},
            {"data": {**FLOOR, "value": "1/4"}},
            {"data": FLOOR},
            {"data": {}},
            {"method": "x"},
            3,
        ]
        ledger = put("c/ledger.json", {"claims": [{"id": "x", "params": {}, "evidence": twice}]})
        found = f.recheck_files([ledger])
        assert [r["claim"] for r in found] == [says, says.replace("3", "4").replace("n=5", "n=5")]
        assert not f.recheck_files([put("c/bad.json", {"claims": [{"id": "x"}]})])[0]["readable"]
        assert not f.recheck_files([put("c/bad.json", {"claims": 3})])[0]["readable"]
        assert not f.recheck_files([put("c/bad.json", {"claims": [3]})])[0]["readable"]
        _index(f, put, folder, says)


def _index(f: Any, put: Callable[[str, Any], Path], folder: Path, says: str) -> None:
    put("d/a.json", FLOOR)
    put("d/not_listed.json", FLOOR)
    for data, wanted in (
        ({"format": 1, "files": [{"file": "a.json", "proves": says}]}, [(True, True)]),
        ({"format": 1, "files": [{"file": "a.json", "proves": says}], "claims": []}, [(True, True)]),
        ({"format": 1, "files": [{"file": "a.json", "proves": "more"}]}, [(False, True)]),
        ({"format": 1, "files": [{"file": "b.json", "proves": says}]}, [(False, False)]),
        ({"format": 2, "files": [{"file": "a.json", "proves": says}]}, [(False, False)]),
        ({"format": 1, "files": [{"file": "../d/a.json", "proves": says}]}, [(False, False)]),
        ({"format": 1, "files": [{"file": 3, "proves": says}]}, [(False, False)]),
        ({"format": 1, "files": [{"file": "a.json"}]}, [(False, False)]),
        ({"format": 1, "files": {}}, [(False, False)]),
        ({"format": 1}, [(False, False)]),
    ):
        put("d/index.json", data)
        found = f.recheck_files([folder / "d"])
        assert [(r["reason"] is None, r["readable"]) for r in found] == wanted, data


def convert() -> None:
    c = module("verification.recheck.convert")
    assert c.root_above(Fraction(4, 9)) == Fraction(2, 3)
    assert c.root_above(Fraction(0)) == 0
    for square in (Fraction(2), Fraction(1, 3), Fraction(10**6 + 1)):
        root = c.root_above(square)
        assert square < root**2
        assert (root - Fraction(2, 10**15)) ** 2 < square


def claims() -> None:
    """The longest and shortest names, and a claim about every rule has no definition to give."""
    c = module("verification.recheck.claim")
    for size, holds in ((1, True), (2000, True), (2001, False)):
        claim = {"rule": "x" * size, "definition": {"form": "fermat"}, "criterion": "kappa", "n": 5, "f": 1, "d": 1}
        try:
            c.read({**FLOOR, "claim": claim})
        except c.Refused:
            assert not holds
        else:
            assert holds
    with refused(c.Refused):
        _ = c.Claim("any", None, "kappa", 5, 1, 1).form
    with refused(c.Refused):
        c.read({**FLOOR, "side": "both"})


def inputs_for_all() -> None:
    """Krum at (3, 1): one point of S at 0, one at 1, a faulty one at 1; and what is no input."""
    w, r = module("resam_theory.proof.worst"), module("resam_theory.proof.region")
    b, form = module("resam_theory.proof.bounds"), module("resam_theory.definitions.scores").Scores()
    where = r.Region.of(("f", "1", ""))
    given, at = (("n", "2*f + 1"), ("m", "f + 1")), (("f", "f"),)

    def family(*clusters: Any, value: str = "1", square: str = "1", criterion: str = "lambda") -> Any:
        return w.Family("x", criterion, value, (w.Place("all", where, given, at, clusters, square),))

    def holds(found: Any) -> bool:
        try:
            w.replay(found, form)
        except b.Rejected:
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
    assert not holds(family(high, bad, w.Cluster("1", ("1",), True), value="0"))  # S is one place
    assert not holds(family(low, high, w.Cluster("f + 1", ("1",), False), value=value))
    assert not holds(family(low, w.Cluster("f", ("1",), False), w.Cluster("f", ("1",), False), value=value))
    halves = (w.Cluster("f/2", ("1",), False), w.Cluster("f/2", ("1",), False))
    assert w.value_at(family(low, high, bad, value=value), 3, 1) == Fraction(1, 4)
    assert w.value_at(family(low, high, *halves, value=value), 5, 2) == Fraction(1, 9)
    for found, n, f in ((family(low, high, *halves), 7, 3), (family(low, high, bad), 4, 1)):
        with refused(b.Rejected):
            w.value_at(found, n, f)


def applies() -> None:
    """A bound with the pairing of MDA, its cases cut in several ways: which (n, f) are covered."""
    a, b, r = (module(f"resam_theory.proof.{name}") for name in ("applies", "bounds", "region"))

    def case(low: str, high: str, weight: str = "1", at: str = "b", **changed: Any) -> Any:
        rows = [("f", "1", ""), ("b", low, high), ("m", "f + 1", "")]
        uses = (b.Use("pairing", (("b", at), ("m", "m"))),)
        steps = (*changed.get("more", ()), *uses, b.Combine("claim", "E", "D", (("pairs", weight),)))
        where = (("f", "f"), ("m", "m"), *changed.get("where", ()))
        return b.Case("x", r.Region.of(*rows), changed.get("given", (("n", "m + f"),)), where, steps)

    def holds(n: int, f: int, *cases: Any, **more: Any) -> bool:
        try:
            return a.evaluate(b.Bound("x", "lambda", "2*f/m", cases, "", **more), n, f) == (Fraction(2 * f, n - f), 0)
        except b.Rejected:
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
        with refused(b.Rejected):
            a.given(case("1", "f", given=given))
    assert list(a.given(case("1", "f"))) == ["n"]
    _angles(a, b, r)


def _angles(a: Any, b: Any, r: Any) -> None:
    """A real number that the input decides: intervals must touch."""

    def holds(*ends: tuple[str, str], wide: bool = True) -> bool:
        cases = []
        for low, high in ends:
            rows = r.Region.of(("f", "1", ""), ("m", "f + 1", ""), ("y", low, high))
            use = b.Use("narrow angles at a geometric median", (("f", "f"), ("m", "m"), ("y", "y")))
            cases.append((rows, use))
        if wide:
            use = b.Use("wide angles at a geometric median", (("f", "f"), ("m", "m")))
            cases.append((r.Region.of(("f", "1", ""), ("m", "f + 1", "")), use))
        at, given, claim = (("f", "f"), ("m", "m")), (("n", "m + f"),), b.Combine("x", "E", "D", ())
        listed = tuple(b.Case("x", rows, given, at, (use, claim)) for rows, use in cases)
        try:
            return a.evaluate(b.Bound("x", "lambda", "1", listed, ""), 7, 2) == (1, 0)
        except b.Rejected:
            return False

    assert holds(("0", "1"))
    assert holds(("1/2", "1"), ("0", "1/2"))
    assert holds(("0", "2/3"), ("1/2", "2"))
    for gap in ([("0", "1/2")], [("1/2", "1")], [("0", "1/2"), ("3/5", "1")], []):
        assert not holds(*gap)
    assert not holds(("0", "1"), wide=False)


DIRECT: tuple[Callable[[], None], ...] = (
    *(
        matrices,
        gram,
        root3,
        polynomial,
        orthant,
        region,
        symbolic,
        reading,
        files,
        convert,
        claims,
        inputs_for_all,
        applies,
    ),
)
