"""Direct judgments of laws: one that is true, and the same with one thing wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from resam_theory.proof.as_data import as_data

from .adversary import CRAFTED
from .direct import module, refused

__all__ = ["JUDGMENTS"]

USE = {"rule": "buckets of a random order", "at": {"f": "f", "m": "m", "s": "s", "inner": "kappa"}}
BIAS = {"name": "mean", "small": "BY", "large": "b*V", "weights": {"all good rows, above": "1/g**2"}}
SCALED = {"name": "scaled", "small": "(s - 1)*BY", "large": "(s - 1)*b*V", "weights": {"mean": "s - 1"}}
TRUE: dict[str, Any] = {
    "id": "x",
    "about": "bucketing in a random order",
    "region": [["f", "1", ""], ["s", "1", ""], ["a", "1", ""], ["kappa", "0", ""]],
    "integers": ["f", "s", "a"],
    "given": {"n": "s*(a + 2*f)", "m": "n - f", "g": "m - (s - 1)*f", "b": "(s - 1)*f/(g*(m - 1))"},
    "steps": [USE, BIAS],
    "claims": ["mean"],
}
SAID = (
    "bucketing in a random order: BY <= b*V; for all kappa > 0 and integers f >= 1, s >= 1, a >= 1, with "
    "n = s*(a + 2*f), m = n - f, g = m - (s - 1)*f, b = (s - 1)*f/(g*(m - 1))"
)


def proved(**changes: Any) -> Any:
    law = copy.deepcopy(TRUE) | changes
    return module("verification.recheck.check").proved({"format": 1, "kind": "law", "law": law})


def given(**changes: str) -> dict[str, Any]:
    return {"given": TRUE["given"] | changes}


def used(**changes: str) -> dict[str, Any]:
    nothing = {"name": "nothing", "small": "0", "large": "0", "weights": {}}
    return {"steps": [{**USE, "at": USE["at"] | changes}, nothing], "claims": ["nothing"]}


def rows(**changes: list[str]) -> dict[str, Any]:
    return {"region": [changes.get(row[0], row) for row in TRUE["region"]]}


def laws() -> None:
    sentence, status, taken = proved()
    assert (sentence, status, len(taken)) == (SAID, "certified", 1)
    assert "drawn uniformly after the inputs are fixed" in taken[0]
    assert proved(**used())[1] == "certified"
    assert proved(steps=[USE, BIAS, SCALED], claims=["scaled", "mean"])[1] == "certified"
    assert proved(steps=[{"rule": "variance is nonnegative", "at": {}}, USE, BIAS])[1] == "certified"
    assert proved(**given(n="s*s*(a + 2*f)"), **used())[1] == "certified"
    positive = [{"rule": "variance is nonnegative", "at": {}}, {**BIAS, "small": "0", "large": "V"}]
    positive[1] = {**positive[1], "weights": {"V >= 0": "1"}}
    assert proved(steps=positive, region=TRUE["region"][:3])[1] == "certified"
    with refused():
        proved(steps=[USE, {**BIAS, "large": "b*V*99/100"}])
    for wrong in (
        *({"about": "bucketing"}, {"claims": []}, {"claims": ["mean", "inner"]}, {"integers": ["f", "a"]}),
        *({"integers": ["f", "s", "a", "kappa"]} | used(), {"integers": ["f", "s", "a", "z"]}),
        *({"claims": "mean"}, {"steps": []}, {"given": {}}, {"integers": "f"}, {"id": 1}, {"more": 1}),
        *(
            given(m="n - f + 1"),
            given(m="n - f + s") | used(),
            given(BY="b") | used(),
            given(a="1"),
            given(n="s*(2*a + 4*f + 1)/2") | used(),
            given(n="s*(a + 2*f) + 1") | used(),
        ),
        *(used(f="(f + 1)/2"), used(m="m + 1"), used(s="1"), used(inner="2*kappa"), used(f="f + 1")),
        *(rows(f=["f", "0", ""]), rows(s=["s", "0", ""]), rows(a=["a", "0", ""]), rows(kappa=["kappa", "1", ""])),
        *(rows(a=["a", "1", "9"]), rows(kappa=["kappa", "0", "1"]), rows(kappa=["k", "0", ""]) | used(inner="k")),
        {"given": {key: value for key, value in TRUE["given"].items() if key != "m"}} | used(m="s*(a + 2*f) - f"),
        {"given": TRUE["given"] | {"n": "s*(a + 2*f)*kappa/kappa"}, "integers": ["f", "s"]},
    ):
        with refused():
            proved(**wrong)


def sizes() -> None:
    """Whole numbers n and f with 0 <= f < n/2, written in the symbols of the region."""
    pairs = [
        {"rule": "pairs of S", "at": {"m": "m"}, "prefix": ""},
        {"name": "claim", "small": "V", "large": "(m - 1)/(2*m)*D2", "weights": {"pairs": "1"}},
    ]
    least = {"id": "x", "about": "trimmed", "region": [["a", "1", ""], ["t", "0", ""]], "integers": ["a"]}

    def holds(n: str, f: str, **more: str) -> bool:
        given = {"n": n, "f": f, "m": f"{n} - ({f})", **more}
        law = {**least, "steps": pairs, "claims": ["claim"], "given": given}
        return module("verification.recheck.check").proved({"format": 1, "kind": "law", "law": law})[1] == "certified"

    for n, f in (("a", "0"), ("2*a + 1", "a"), ("3*a", "a"), ("a*t/t + 2", "1")):
        assert holds(n, f)
    assert holds("a + 1", "0", b="t/a")
    for n, f in (
        *(("2*a + 1/2", "a"), ("2*a + 1", "a - 1/2"), ("2*a", "a"), ("a + 1", "a"), ("a + 2", "0 - 1"), ("a", "t")),
        *(("t + 1", "0"), ("rows", "0"), ("2*a", "a - t")),
    ):
        with refused():
            holds(n, f)
    for stray in ("z", "b", "D"):
        with refused():
            holds("a + 1", "0", b=stray)


def poles() -> None:
    """At s = 1 nothing follows from (s - 1) BY <= ..., nor where kappa - 1 or a - 1 is 0; kappa itself is > 0."""
    for weight, holds in (
        *(("1/(s - 1)", False), ("1/s", True), ("1/(s + kappa)", True)),
        *(("1/kappa", True), ("1/(kappa*s - kappa + s)", True), ("1/(s*kappa - kappa)", False)),
        *(("1/(a - 1 + kappa)", True), ("1/((a - 1)*f)", False), ("1/(a*f - 1/2)", True)),
    ):
        parts = {**SCALED, "name": "part", "small": f"({weight})*BY", "large": f"({weight})*b*V"}
        step = {**parts, "weights": {"mean": weight}}
        if holds:
            assert proved(steps=[USE, BIAS, step], claims=["part"])[1] == "certified"
            continue
        with refused():
            proved(steps=[USE, BIAS, step], claims=["part"])
    weak = {**SCALED, "weights": {"all good rows, above": "(s - 1)/g**2"}}
    strong = {**BIAS, "name": "strong", "weights": {"scaled": "1/(s - 1)"}}
    assert proved(steps=[USE, weak], claims=["scaled"])[1] == "certified"
    with refused():
        proved(steps=[USE, weak, strong], claims=["strong"])


def kinds() -> None:
    """What is no law, and what asks a law's questions of a bound."""
    check = module("verification.recheck.check")
    whole = {"format": 1, "kind": "law", "law": TRUE}
    assert check.proved(whole)[0] == SAID
    assert check.proved({**whole, "versions": {}, "file": "x"})[0] == SAID
    for wrong in ({**whole, "format": 2}, {**whole, "format": True}, {**whole, "value": "1"}, {**whole, "law": []}):
        with refused():
            check.proved(wrong)
    for key in whole:
        with refused():
            check.proved({name: value for name, value in whole.items() if name != key})
    for wrong in (None, [], {}, 1):
        with refused():
            check.proved(wrong)
    with refused():
        check.check(whole)
    for rule in ("pairing", "window around the median"):  # some inputs only
        with refused():
            proved(steps=[{"rule": rule, "at": {"b": "f", "m": "m"}}, USE, BIAS])
    assert as_data(module("resam_theory.proof.laws").read(TRUE)) == {
        **TRUE,
        "steps": [{**USE}, {**BIAS}],
    }
    values = {"f": 1, "s": 2, "a": 3}
    meant = module("resam_theory.proof.laws").meanings(module("resam_theory.proof.laws").read(TRUE))
    assert [module("resam_theory.proof.region").parse(meant[name]).at(values) for name in "nmg"] == [10, 9, 8]


def line() -> None:
    """E <= A for the median of 2f + 1 values: of one coordinate only, so it is no law; nor is anything of its rule."""
    shift = {"rule": "added points shift order statistics", "at": {"f": "f", "k": "k", "n": "n"}}
    claim = {"name": "claim", "small": "E", "large": "A", "weights": {"shift": "1"}}
    given = {"n": "2*f + 1", "m": "f + 1", "k": "f"}
    with refused():
        proved(
            about="trimmed",
            region=[["f", "1", ""]],
            integers=["f"],
            given=given,
            steps=[shift, claim],
            claims=["claim"],
        )
    nothing = {"name": "nothing", "small": "0", "large": "0", "weights": {}}
    for rule in ("balls on the line", "no worse than a clipped mean around a centrepoint"):
        with refused():
            proved(
                about="minimax",
                region=[["f", "1", ""]],
                integers=["f"],
                given={"n": "3*f + 1", "m": "2*f + 1"},
                steps=[{"rule": rule, "at": {"f": "f", "m": "m"}}, nothing],
                claims=["nothing"],
            )


def subjects() -> None:
    """A law is about a form of which some rule of inference speaks, even one that says nothing."""
    nothing = {"name": "nothing", "small": "0", "large": "0", "weights": {}}
    assert proved(steps=[nothing], claims=["nothing"])[1] == "certified"
    for about in ("unheard of", "a hypothesis", ""):
        with refused():
            proved(about=about, steps=[nothing], claims=["nothing"])


def crafted() -> None:
    """What was accepted once."""
    for data in CRAFTED.values():
        if data["kind"] == "law":
            with refused():
                module("verification.recheck.check").proved(data)


JUDGMENTS: tuple[Callable[[], None], ...] = (laws, sizes, poles, kinds, line, subjects, crafted)
