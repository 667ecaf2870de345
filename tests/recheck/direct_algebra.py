"""Direct judgments of the arithmetic that proofs for all (n, f) stand on: each operation against its values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from .direct import module, refused

__all__ = ["JUDGMENTS"]


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

    for _ in range(3):
        x, y, z = drawn(), drawn(), drawn(2)
        at = {name: Fraction(random.randint(-9, 9), random.randint(1, 4)) for name in names}
        u, v, w = x.at(at), y.at(at), z.at(at)
        assert ((x + y).at(at), (x - y).at(at), (x * y).at(at), (-x).at(at)) == (u + v, u - v, u * v, -u)
        assert (x * p.Polynomial.number(3)).at(at) == 3 * u
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
    assert (a * b + a + a + b).coefficients(["a"]) == {(("a", 1),): b + one + one, (): b}
    third = Fraction(1, 3)  # whole numbers are never divided as floats
    assert p.Ratio(one, p.Polynomial.number(3)).at({}) == third
    assert one.divided(p.Polynomial.number(3)) == p.Polynomial.number(third)
    assert type(a.at({"a": Fraction(7)})) is type(p.ZERO.at({})) is Fraction
    assert (a - a) == p.ZERO
    assert not (a - a).terms
    assert (a * b).names == {"a", "b"}
    assert len({a + b, b + a, a}) == 2
    assert p.Ratio(a * b, b).reduced() == p.Ratio(a)
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
    with refused():
        _ = p.Polynomial({(("a", i),): Fraction(1) for i in range(489)}) * p.Polynomial(
            {(("b", i),): Fraction(1) for i in range(409)}
        )
    assert len((large * p.Polynomial({(("b", i),): Fraction(1) for i in range(1, 401)})).terms) == 200_000


def orthant() -> None:
    p = module("resam_theory.proof.polynomial")
    a, b = p.Polynomial.symbol("a"), p.Polynomial.symbol("b")
    one, number = p.ONE, p.Polynomial.number
    for polynomial, depth, sign in (
        *((a + b, 0, 1), (-a - b * number(3), 0, -1), (p.ZERO, 0, 0), (one, 0, 1), (-one, 0, -1), (a - b, 2, None)),
        *((a * a - a + one, 0, None), (a * a - a + one, 1, 1), (a - a * a - one, 1, -1)),
        *((a * a - a * b + b * b, 0, None), (a * a - a * b + b * b, 1, None), (a - one, 2, None)),
        (a * a * number(4) - a * number(6) + number(3), 1, 1),
        *((a * a * number(16) - a * number(24) + number(10), depth, sign) for depth, sign in ((1, None), (2, 1))),
    ):
        assert p.orthant_sign(polynomial, depth) == sign, (polynomial.terms, depth)


def region() -> None:
    r, p = module("resam_theory.proof.region"), module("resam_theory.proof.polynomial")
    parse, Region = r.parse, r.Region
    at = {"a": Fraction(2), "b": Fraction(3)}
    for text, value in (
        *(
            ("a + b", 5),
            ("a - b", -1),
            ("a*b", 6),
            ("a/b", Fraction(2, 3)),
            ("-a", -2),
            ("a**3", 8),
            ("a**1", 2),
            ("-(-a)", 2),
            ("7", 7),
        ),
        *(("-(a - 2*b)/(a + 1)", Fraction(4, 3)), ("(a**2)**12", 2**24), ("1 - a - b", -4)),
    ):
        assert parse(text).at(at) == value, text
    nested = "(" * 40 + "a" + ")" * 40
    assert parse(nested) == parse("a")
    assert parse("+".join(["a"] * 60)) == parse("60*a")
    assert parse(f"a{' ' * 3999}") == parse("a")
    for text in (
        "-" * 3999 + "a",
        "(" * 1999 + "a" + ")" * 1999,
        "+".join(["a"] * 1999),
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
    assert [(1 / f).signs(), (-1 / f).signs(), (a - f).signs(), (f - a).signs(), zero.signs()] == (
        [{1}, {-1}, {0, 1}, {-1, 0}, {0}]
    )
    assert ((f - a) / f).signs() == {-1, 0}
    assert ((f - a) / (0 - f)).signs() == {0, 1}
    assert (a - 2).signs() == (f * f + 1 - a).signs() == {-1, 0, 1}  # no value between two signs is left out
    for pole in (1 / (a - f), 1 / (a - 2 * f), 1 / (f - 1)):
        with refused(s.Undecided):
            pole.signs()
    at = {"a": Fraction(7), "f": Fraction(3)}
    for found, value in (
        *((a + f, 10), (a + 2, 9), (2 + a, 9), (a - f, 4), (a - 2, 5), (2 - a, -5), (-a, -7), (a * f, 21)),
        *((a * 2, 14), (2 * a, 14), (a / f, Fraction(7, 3)), (a / 2, Fraction(7, 2)), (2 / a, Fraction(2, 7))),
        *(((2 * a + 5) // 2, 9), ((4 * a + 2 * f - 3) // 2, 15), ((2 * a - 1) // 2, 6)),
    ):
        assert found.value.at(at) == value
    for odd in (
        lambda: (3 * a + 2 * f) // 2,
        lambda: a // 2,
        lambda: (a / f) // 2,
        lambda: (3 * a) // 2,
        lambda: (a / 2) // 2,
    ):
        with refused(s.Undecided):
            odd()
    for rows in ((("a", "1", "2"),), (("a", "1", ""), ("b", "1", "a"))):
        with refused():
            s.Number.of("a", r.Region.of(*rows))
    with refused(TypeError):
        hash(a)


def readers() -> None:
    r = module("resam_theory.proof.reading")
    hundred = {f"x{i}": "1" for i in range(100)}
    assert r.pairs(hundred, "x") == tuple(hundred.items())
    assert r.listed([1] * 100, "x") == [1] * 100
    assert r.region([["f", "1", ""]]).rows == (("f", "1", ""),)
    for read, wrong in (
        *((r.pairs, {**hundred, "y": "1"}), (r.pairs, [("a", "b")]), (r.pairs, {"a": 1}), (r.pairs, None)),
        *((r.listed, [1] * 101), (r.listed, (1,)), (r.listed, None), (r.text, 1), (r.text, None)),
    ):
        with refused():
            read(wrong, "x")
    for rows in ([["f", "1"]], [["f", "1", "", ""]], [["f", 1, ""]], ["f1 "], {}):
        with refused():
            r.region(rows)


def roots() -> None:
    """1 + 2 sqrt(1/4) = 2, and its square."""
    t = module("verification.recheck.theorem")
    two, less = t.RootSum(Fraction(1), Fraction(1, 4)), Fraction(1999, 1000)
    assert [two <= Fraction(2), two <= less, two <= Fraction(1, 2), two <= Fraction(-9)] == [True, False, False, False]
    four = two.squared()
    assert [four <= Fraction(4), four <= 2 * less] == [True, False]
    assert (four.p, four.q) == (2, 1)
    assert t.RootSum(Fraction(3), Fraction(2)).squared() == t.RootSum(Fraction(17), Fraction(72))
    three = t.RootSum(Fraction(2), Fraction(3, 4))  # 2 + sqrt(3), squared 7 + 4 sqrt(3)
    assert three.squared() == t.RootSum(Fraction(7), Fraction(12))
    smaller = t.RootSum(Fraction(1, 2), Fraction(3, 8))  # 1/2 + sqrt(3/2)
    assert smaller.squared() == t.RootSum(Fraction(7, 4), Fraction(3, 8))


JUDGMENTS: tuple[Callable[[], None], ...] = (polynomial, orthant, region, symbolic, readers, roots)
