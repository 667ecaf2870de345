"""Direct judgments of the parts that evidence hardly tells apart: each computed by hand or by another route."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

__all__ = ["JUDGMENTS", "module", "refused"]

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
    cases: tuple[Any, ...] = (
        ({"V": Fraction(1)}, one),
        ({"V": Fraction(3)},),
        ({"V": Fraction(3)}, one, one),
        ({"V": Fraction(-3)}, one),
        ({"V": Fraction(3), "P-P": Fraction(1)}, one),
        ({"V": Fraction(3)}, {("P", "P"): Fraction(-1)}),
        ({"V": Fraction(3)}, {("P", "u"): Fraction(1)}),
    )
    for wrong in cases:
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
    assert [one == other for other in (1, Fraction(1), 2, root, None, "1")] == [True, True, False, False, False, False]
    assert [hash(x) for x in (one, root)] == [hash(1), hash((Fraction(0), Fraction(1)))]  # equal numbers, equal hashes
    assert (root + 1) * (root - 1) == r.Root3(Fraction(2))
    assert one / (root + 2) == 2 - root
    assert one / (2 * root + 1) == r.Root3(Fraction(-1, 11), Fraction(2, 11))
    assert (2 * root + 3) / 2 == r.Root3(Fraction(3, 2), Fraction(1))
    assert -root == r.Root3(Fraction(0), Fraction(-1))
    assert Fraction(5) - root == r.Root3(Fraction(5), Fraction(-1))
    for a, b, sign in (
        *((0, 0, 0), (1, 0, 1), (-1, 0, -1), (0, 1, 1), (0, -1, -1), (1, 1, 1), (-1, -1, -1)),
        *((2, -1, 1), (1, -1, -1), (-2, 1, -1), (-1, 1, 1), (7, -4, 1), (-7, 4, -1), (5, -3, -1), (-5, 3, 1)),
        *((0, HALF, 1), (0, -HALF, -1)),
    ):
        x = r.Root3(Fraction(a), Fraction(b))
        assert x.sign() == sign, (a, b)
        assert (x > 0, x < 0, x >= 0, x <= 0) == (sign > 0, sign < 0, sign >= 0, sign <= 0)
        assert bool(x) == (sign != 0)
        assert (x < 1, x > 1) == (a + b * 3**0.5 < 1, a + b * 3**0.5 > 1)
        below, above = x.below(), x.above()
        assert r.Root3(below) <= x <= r.Root3(above)
        assert above - below <= Fraction(10 * (abs(b) + 1), 10**12)


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
    assert r.parse('{"a":' * 32 + "1" + "}" * 32)
    assert r.parse('["\\"[", ' + "[" * 31 + "]" * 31 + "]")
    for text in (
        "[" * 33 + "]" * 33,
        '{"a":' * 33 + "1" + "}" * 33,
        "[[]," * 33 + "1" + "]" * 33,
        "[{}," * 33 + "1" + "]" * 33,
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
        with patch.object(r, "BYTES", 8):
            assert r.load(folder / "a.json") == {"a": 1}
        with patch.object(r, "BYTES", 7), refused(r.Refused):
            r.load(folder / "a.json")
        for wrong in (
            folder,
            folder / "none.json",
            folder / "b.json",
            folder / "c.json",
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
        given, numbers = f.numbered([*results, {"given": ["another", *results[0]["given"]]}])
        assert (given, numbers) == ([*results[0]["given"], "another"], ["1", "", "", "", "2, 1"])
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


def claims() -> None:
    """The longest and shortest names, and a claim about every rule has no definition to give."""
    c = module("verification.recheck.claim")
    for size, holds in ((0, False), (1, True), (2000, True), (2001, False)):
        claim = {"rule": "x" * size, "definition": {"form": "fermat"}, "criterion": "kappa", "n": 5, "f": 1, "d": 1}
        try:
            c.read({**FLOOR, "claim": claim}, c.claim)
        except c.Refused:
            assert not holds
        else:
            assert holds
    with refused(c.Refused):
        _ = c.Coefficient("any", None, "kappa", 5, 1, 1).form
    with refused(c.Refused):
        c.read({**FLOOR, "side": "both"}, c.claim)


def line() -> None:
    """Blocks and signs of an output that is not its own mirror image; values outside S, cancelled one by one."""
    checker, p = module("verification.recheck.line"), module("resam_theory.definitions.pieces")

    def piece(*weights: int) -> Any:
        return p.Piece(tuple(Fraction(weight) for weight in weights))

    def listed(*pieces: Any) -> list[tuple[int, int, int]]:
        return sorted(tuple(pattern) for pattern in checker.patterns(pieces, 3, 1))

    assert listed(piece(0, 1, 0)) == [(0, 0, 1), (0, 1, 1)]
    assert listed(piece(1, 0, 0), piece(0, 0, 1)) == [(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)]
    assert listed(piece(1, 0, 0)) == [(0, 0, -1), (0, 0, 1), (0, 1, -1), (0, 1, 1)]
    claim = module("verification.recheck.claim").Coefficient("x", None, "kappa", 5, 2, 1)
    first = checker.Pattern(0, 0, 1)
    assert checker.pattern_bound(claim, piece(0, 0, 1, 0, 0), first, {}) == 2  # (-1, -1, 2)/3: 3 (6/9)
    for weights in ((0, 0, 0, 1, 0), (0, 0, 0, 0, 1), (0, 0, 0, 1, 1)):
        with refused():
            checker.pattern_bound(claim, piece(*weights), first, {})


def several_rows() -> None:
    """The mean of three rows of least score at (7, 2): all of S, or one or two of them faulty."""
    parse = module("resam_theory.definitions.forms").parse
    scores = {"form": "scores", "neighbours": "m-1", "keep": "3", "least": "2*f+1"}
    families = parse(scores).families(7, 2)
    none = [family for family in families if family.name == "no faulty point selected"]
    assert len(none) == 1
    programme = none[0].programme(0, 0)
    assert dict(programme.sizes) == {"C": 3, "Q": 2}
    assert tuple(programme.honest) == ("C", "Q")
    assert dict(programme.error) == {"C": Fraction(2, 5), "Q": Fraction(-2, 5)}
    assert not programme.selections
    for family in families[:-1]:
        sizes = family.programme(family.low, family.low).sizes
        assert sizes["u"] == 1
        assert sum(sizes[c] for c in "PQCD" if c in sizes) == 5
    for keep in ("m", "m-0"):
        assert all(family.name != none[0].name for family in parse({**scores, "keep": keep}).families(7, 2))


JUDGMENTS: tuple[Callable[[], None], ...] = (*(matrices, gram, line, several_rows, root3, reading, files, claims),)
