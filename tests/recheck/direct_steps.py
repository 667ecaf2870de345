"""Direct judgments of how a proof is replayed: forms, and steps that must not be taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
    for text in ("x**2/(f - 2)", "-x**2/(f + 2)", "x**2/y", "1/(f - 2)"):
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
        except b.Rejected:
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
    with refused(b.Rejected):
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


JUDGMENTS: tuple[Callable[[], None], ...] = (forms, steps)
