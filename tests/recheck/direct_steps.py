"""Direct judgments of how a proof is replayed: forms, and steps that must not be taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from .direct import module, refused

__all__ = ["JUDGMENTS"]

SEMIDEFINITE = (
    *("x**2", "f*x**2 + 2*f*x*y + f*y**2", "x**2 + y**2 + z**2 - x*y - y*z - x*z", "a*x**2 + 2*f*x*y + f*y**2", "3"),
    *("f - f", "y**2 + (a - f)*x**2", "x**2 + 2*x*y + 2*y**2 + 2*y*z + z**2", "x**2 + y**2 + f - 1", "z**2 + 1/2"),
    *("2*x**2 + 2*y**2 + 2*z**2 + 2*x*y + 2*y*z + 2*x*z", "(a - f)*x**2 + 2*(a - f)*x*y + a*y**2"),
    *("4*x**2 + 4*x*y + 2*y**2 + 2*y*z + 2*z**2 + 2*z*w + w**2", "2*f*x**2 + 2*a*x*y + a**2*y**2 + a**2*z**2"),
    *(
        "x**2 + 2*x*y + y**2 + z**2",
        "x**2 + 2*x*y + y**2 + w**2 + 2*w*z + z**2",
        "3*x**2 + 2*x*y + 2*x*z + 5*y**2 + 2*y*z + 7*z**2 + w**2 + x*w",
    ),
)
NOT = (
    *("-x**2", "x*y", "x**2 - y**2", "x**2 + 3*x*y + y**2", "x", "x**3", "x*y*z", "-1", "f - 2", "x**2 + x"),
    *("f*x**2 + 2*a*x*y + f*y**2", "(f - 2)*x**2", "x**2 + y**2 + z**2 + 2*x*z + 2*y*z", "x*y + y**2", "x**2 - f"),
    *("x**2 + 2*x*y + y**2 + 2*y*z + z**2", "y**2 + x*z", "x**2 + 2*x*y + y**2 - z**2", "x**2*y**2", "x**2 + x*y*z"),
    *("4*x**2 + 4*x*y + 2*y**2 + 2*y*z + 2*z**2 + 2*z*w + w**2/2", "2*x**2 + 2*y**2 + 2*z**2 - 2*x*y - 2*y*z - 3*x*z"),
)


def forms() -> None:
    form, r = module("resam_theory.proof.semidefinite"), module("resam_theory.proof.region")
    where = r.Region.of(("f", "1", ""), ("a", "f", ""))
    for text in SEMIDEFINITE:
        form.semidefinite(r.parse(text), where)
    for text in NOT:
        with refused():
            form.semidefinite(r.parse(text), where)
    point = r.Region.of(("a", "1", "1"))
    for text in ("(a - 1)*x**2", "a - 1 + x**2"):
        form.semidefinite(r.parse(text), point)
    for text in ("x**2/(f - 2)", "-x**2/(f - 2)", "-x**2/(f + 2)", "x**2/y", "1/(f - 2)", "-1/(f - 2)"):
        with refused():
            form.semidefinite(r.parse(text), where)
    form.semidefinite(r.parse("-x**2/(1 - 2*f)"), where)


def steps() -> None:
    """The pairing of MDA once more: E <= (2f/m) D, and the same with one thing wrong."""
    replay, b, r = (module(f"resam_theory.proof.{name}") for name in ("replay", "bounds", "region"))
    rows = (("f", "1", ""), ("b", "1", "f"), ("m", "f + 1", ""))
    pairing, positive = b.Use("pairing", (("b", "b"), ("m", "m"))), b.Use("variance is nonnegative")
    claim = b.Combine("claim", "E", "2*f/m*D", (("pairs", "1/m"), ("D >= 0", "2*(f - b)/m")))

    def holds(*steps: Any, rows: Any = rows, value: str = "2*f/m", **more: Any) -> bool:
        case = b.Case("x", r.Region.of(*rows), (("n", "m + f"),), (("f", "f"), ("m", "m")), steps)
        try:
            replay.replay(b.Bound("x", "lambda", value, (case,), "", **more))
        except replay.Rejected:
            return False
        return True

    assert holds(pairing, positive, claim)
    assert not holds(pairing, positive, claim, value="f/m")
    assert not holds(pairing, positive, claim, squared=True)
    assert not holds(pairing, positive)
    assert not holds()
    assert not holds(positive, claim)
    assert not holds(pairing, pairing, positive, claim)
    assert not holds(pairing, b.Use("nothing"), positive, claim)
    assert not holds(b.Use("pairing", (("b", "z"), ("m", "m"))), positive, claim)
    assert not holds(b.Use("pairing", (("b", "b"),)), positive, claim)
    assert not holds(b.Use("pairing", (("b", "b"), ("m", "b"))), positive, claim)
    assert not holds(pairing, positive, claim, rows=(*rows, ("E", "0", "")))
    assert not holds(pairing, positive, claim, rows=(*rows, ("V", "0", "")))
    for wrong in (
        b.Combine("pairs", "E", "2*f/m*D", claim.weights),
        b.Combine("claim", "E", "2*f/m*D", (("pairs", "1/m"),)),
        b.Combine("claim", "E", "2*f/m*D", (("pairs", "1/m"), ("D >= 0", "(f - b)/m"))),
        b.Combine("claim", "E", "2*f/m*D", (("pairs", "1/m"), ("unknown", "1"))),
        b.Combine("claim", "E", "b/m*D", (("pairs", "1/m"), ("D >= 0", "-b/m"))),
        b.Combine("claim", "E", "2*f/m*D", (("pairs", "1/(m - 5)"), ("D >= 0", "2*f/m - 2*b/(m - 5)"))),
        b.Combine("claim", "E", "2*f/m*D + E**2/(m - 5)", claim.weights),
    ):
        assert not holds(pairing, positive, wrong), wrong
    with refused(module("resam_theory.proof.cases").Rejected):
        replay.replay(b.Bound("x", "lambda", "1", (), ""))
    odd = b.Combine("odd", "0", "E**2/(m - 5)", ())
    assert not holds(pairing, positive, odd, claim)
    _owned(b, holds)


def _owned(b: Any, holds: Callable[..., bool]) -> None:
    """A symbol of one rule of inference is no symbol of another, and is defined once."""
    rows = (("f", "1", ""), ("k", "f", ""), ("s", "0", ""), ("m", "f + 1", ""))
    shift = b.Use("added points shift order statistics", (("f", "f"), ("k", "k"), ("n", "2*k + 1 + s")))
    window = b.Use("window around the median", (("f", "f"), ("l", "1"), ("q", "1"), ("m", "f + k + 2")), "window ")
    again, value = b.Use(shift.rule, shift.at, "again "), "k/(2*k + 1 + s - f)"
    claim = b.Combine("claim", "E", f"{value}*D", (("shift", "1"), ("range", value)))
    assert holds(shift, claim, rows=rows, value=value, line=True)
    assert holds(shift, b.Use("variance is nonnegative"), claim, rows=rows, value=value, line=True)
    assert not holds(shift, claim, rows=rows, value=value)
    for other in (window, again):
        assert not holds(shift, other, claim, rows=rows, value=value, line=True)
        assert not holds(other, shift, claim, rows=rows, value=value, line=True)


ROOTED = (("it", "1 - s - 2/s"), ("other", "1 + s + 2/s"), ("last", "3 + s + 2/s"))


def rules() -> None:
    """Rules of inference made for this: what is not to be trusted is the list, not how it is read."""
    replay, b, r = (module(f"resam_theory.proof.{name}") for name in ("replay", "bounds", "region"))
    made = module("resam_theory.proof.inference").Inference
    listed = (
        made("free", "", "", parameters=("k",), facts=(("it", "E2", "k*V"),), spectral=True),
        made("guarded", "", "", parameters=("k",), guards=("k - 1",), facts=(("it", "E2", "k*V"),)),
        made("negative", "", "", facts=(("it", "E2", "-V"),)),
        made("rooted", "", "", ("s",), (), tuple((name, "E2", f"({value})*V") for name, value in ROOTED)),
        made("on a line", "", "", facts=(("it", "E2", "V"),), line=True),
        made("in a plane", "", "", facts=(("it", "E2", "V"),), plane=True),
        made("defined", "", "", facts=(("it", "E2", "Z"),), definitions=(("Z", "2*V"),)),
        made("defined again", "", "", definitions=(("Z", "3*V"),)),
        made("own", "", "", facts=(("its", "Z", "V"),)),
        made("squared", "", "", facts=(("it", "E2", "V"),), definitions=(("E2", "3*E**2"),)),
    )

    def holds(value: str, *steps: Any, rows: Any = (), **more: Any) -> bool:
        sides = more.pop("small", "E2"), more.pop("large", f"({value})*V")
        claim = b.Combine("claim", *sides, (("it", more.pop("weight", "1")),))
        case = b.Case("x", r.Region.of(("m", "2", ""), *rows), (), (), (*steps, claim))
        bound = b.Bound("x", more.pop("criterion", "kappa"), value, (case,), "", **more)
        with patch.object(replay, "INFERENCES", {rule.name: rule for rule in listed}):
            try:
                replay.replay(bound)
            except replay.Rejected:
                return False
        return True

    def use(name: str, prefix: str = "", **at: str) -> Any:
        return b.Use(name, tuple(at.items()), prefix)

    for name in ("free", "guarded"):
        assert holds("m", use(name, k="m"))
        for k in ("E", "V", "V/V*n", "E2"):
            assert not holds(k, use(name, k=k))
            assert not holds("m", use(name, k=k))
        assert not holds("m", use(name))
        assert not holds("m", use(name, k="m", z="m"))
    with patch.object(replay, "INFERENCES", {"free": listed[0]}):
        for k in ("E", "n", "m + V"):
            with refused(module("resam_theory.proof.cases").Rejected):
                replay.established(r.Region.of(("m", "2", "")), (use("free", k=k),), line=False, plane=False)
    assert holds("1", use("free", k="1"))
    assert holds("1/2", use("free", k="1/2"))
    assert not holds("1/2", use("guarded", k="1/2"))
    assert not holds("3 - m", use("guarded", k="3 - m"))
    assert holds("m - 1", use("guarded", k="m - 1"))
    assert holds("m", use("free", k="m"), criterion="xi")
    assert not holds("m", use("guarded", k="m"), criterion="xi")
    assert not holds("-1", use("negative"))
    assert not holds("m - 3", use("free", k="m - 3"))
    assert holds("m - m", use("free", k="0"))
    empty: dict[str, Any] = {}
    for name, flag in (("on a line", "line"), ("in a plane", "plane")):
        for given in empty, {"line": True}, {"plane": True}:
            assert holds("1", use(name), **given) == (given == {flag: True})
    t = (("t", "0", ""),)
    assert not holds("1 - t - 2/t", use("rooted", s="t"), rows=t, roots=("1", "-1", "-2"))
    assert not holds("1", use("free", k="1"), squared=True)
    assert not holds("1 - t - 2/t", use("rooted", s="t"), rows=t)
    assert holds("2", use("defined"))
    assert not holds("1", use("defined"))
    assert not holds("2", use("defined"), use("defined again"))
    assert not holds("2", use("defined again"), use("defined"))
    assert not holds("2", use("defined"), use("own"))
    assert not holds("2", use("own"), use("defined"))
    assert not holds("2", use("own"), use("own", "again "), use("defined"))
    assert not holds("2", use("defined"), rows=(("Z", "0", ""),))
    assert holds("3", use("free", k="3"), use("guarded", "p ", k="3"))
    assert not holds("3", use("free", k="3"), use("guarded", k="3"))
    assert not holds("1", use("squared"), small="3*E**2")
    assert not holds("m", use("free", k="m"), weight="m - 3", large="(m - 3)*m*V")
    assert not holds("m", use("free", k="m"), small="2*E2", large="2*m*V", weight="2")
    assert not holds("m", use("free", k="m"), large="(m + 1)*V")
    assert not holds("m", use("free", k="m"), criterion="lambda")
    _rooted(replay, b, r, listed)


def _rooted(replay: Any, b: Any, r: Any, listed: Any) -> None:
    """1 + t + 2/t for every t > 0: (P, X, Y) = (1, 1, 2), as the roots say."""

    def holds(roots: Any, value: str, rows: Any = (("t", "0", ""),), of: str = "other", **more: Any) -> bool:
        claim = b.Combine("claim", "E2", f"({value})*V", ((of, "1"),))
        steps = (b.Use("rooted", (("s", "t"),)), claim)
        case = b.Case("x", r.Region.of(("m", "2", ""), *rows), (), (), steps)
        with patch.object(replay, "INFERENCES", {rule.name: rule for rule in listed}):
            try:
                replay.replay(b.Bound("x", "kappa", value, (case,), "", roots=roots, **more))
            except replay.Rejected:
                return False
        return True

    assert holds(("1", "1", "2"), "1 + t + 2/t")
    assert holds(("3", "1", "2"), "3 + t + 2/t", of="last")
    assert holds(("1", "1", "2"), "1 + t + 2/t", (("t", "0", ""), ("b", "0", "")))
    for roots in (("0", "1", "2"), ("1", "2", "1"), ("2", "1", "1"), ("1", "1"), ("1", "1", "2", "0"), ("1", "t", "2")):
        assert not holds(roots, "1 + t + 2/t")
    for roots, value in (
        (("3", "-1", "2"), "3 + t + 2/t"),
        (("3", "1", "2"), "1 + t + 2/t"),
        (("1", "2"), "3 + t + 2/t"),
    ):
        assert not holds(roots, value, of="last")
    for rows in ((("t", "1", ""),), (("t", "0", "1"),), (("s", "0", ""),), (("t", "1/2", "3"),)):
        assert not holds(("1", "1", "2"), "1 + t + 2/t", rows)
    assert not holds(("1", "1", "2"), "1 + t + 2/t", alternatives=("1",))
    assert holds(None, "1 + t + 2/t", alternatives=("1",))
    assert holds(None, "1 + t + 2/t")


JUDGMENTS: tuple[Callable[[], None], ...] = (forms, steps, rules)
