"""Direct judgments of what a proof about the algorithm knows at a step: heads, facts, meanings, moments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .direct import module, refused

__all__ = ["JUDGMENTS", "UNIT", "Rows", "fact", "known", "parse", "proof_module", "same", "setting"]

Rows = tuple[tuple[str, str, str], ...]
UNIT: Rows = (("x", "0", "1"), ("beta", "0", "1"), ("b", "0", "1"), ("decay", "0", "1"), ("m", "1", ""))


def proof_module(*names: str) -> Any:
    found = [module(f"resam_theory.proof.{name}") for name in names]
    return found if len(found) > 1 else found[0]


def parse(text: str) -> Any:
    return proof_module("region").parse(text)


def known(small: str, large: str, *, equal: bool = False, exact: bool = False) -> Any:
    return proof_module("setting").Known(parse(small), parse(large), equal, exact)


def fact(small: str, large: str, name: str = "claim", *, equal: bool = False) -> Any:
    return proof_module("written").Fact(name, small, large, equal)


def setting(rows: Rows = UNIT, assumes: Iterable[str] = (), where: Iterable[tuple[str, str]] = (), **facts: Any) -> Any:
    written, region, s = proof_module("written", "region", "setting")
    made = s.Setting.of(written.Statement("x", region.Region.of(*rows), tuple(where), tuple(assumes), ()))
    for name, one in facts.items():
        made.learn(name, one)
    return made


def same(one: Any, text: str) -> bool:
    return (one - parse(text)).vanishes


def heads() -> None:
    """Parameters, quantities that may be replaced, premises, ends without poles, and ranges that have an inside."""
    made = setting((("x", "0", "1"), ("gamma", "1/(x + 1)", "2")), ("workers",), [("kappa", "x/2")])
    assert same(made.where["kappa"], "x/2")
    setting((("x", "0", "1"), ("gamma", "1/(1 - x)", "")))
    for rows in (
        *((("q", "0", ""),), (("nabla", "0", ""),), (("x", "1", "1"),), (("x", "1", "0"),)),
        *((("x", "0", "2"), ("gamma", "1/(x - 1)", "")), (("x", "0", "2"), ("gamma", "-5", "1/(x - 1)"))),
        (("x", "0", "1"), ("gamma", "x", "1 - x")),
    ):
        with refused():
            setting(rows)
    for name in ("nope", "nabla", "c", "b", "b_h", "decay", "x"):
        with refused():
            setting((("x", "0", "1"),), where=[(name, "x")])
    with refused():
        setting((("x", "0", "1"),), where=[("kappa", "gamma")])
    with refused():
        setting(assumes=["workers", "nope"])


def knowledge() -> None:
    """What is known, what is a number, and signs inside the region."""
    made = setting(UNIT, ("workers", "smooth gradient"), one=known("0", "nabla**2"), two=known("0", "u**2/(x - 2)"))
    assert same(made.claim.large, "u**2/(x - 2)")
    assert same(made.known("one").large, "nabla**2")
    assert made.premise("workers").fact is None
    for call in (
        *(lambda: made.premise("algorithm"), lambda: made.known("three"), lambda: made.learn("one", known("0", "W"))),
        *(lambda: made.learn("a", known("0", "foo")), lambda: made.learn("a", known("gamma", "0"))),
        *(lambda: made.learn("a", known("0", "u**2/(2*x - 1)")), lambda: made.learn("a", known("u/(2*x - 1)", "0"))),
    ):
        with refused():
            call()
    for text, least, more in (
        ("x", True, True),
        ("x - x", True, False),
        ("-x", False, False),
        ("x - 1/2", False, False),
    ):
        for check, holds in ((made.nonnegative, least), (made.positive, more)):
            if holds:
                check(parse(text), "it")
            else:
                with refused():
                    check(parse(text), "it")
    square = parse("(2*x - 1)**2")  # vanishes at one point
    made.nonnegative(square, "it")
    for call in (
        lambda: made.positive(square, "it"),
        lambda: made.finite(parse("1/(2*x - 1)**2")),
        lambda: made.pure(parse("1/(2*x - 1)**2")),
    ):
        with refused():
            call()
    for text in ("u/x", "u/(x - 1)", "u/(m*x + beta)", "u"):
        assert same(made.finite(parse(text)), text)
    for text in ("u/(x - beta)", "1/u", "1/gamma"):
        with refused():
            made.finite(parse(text))
    assert made.steady == {"x", "beta", "m"}
    assert same(made.pure(parse("x*beta/m")), "x*beta/m")
    for text in ("b", "decay*x", "nabla", "gamma", "x + sigma"):
        with refused():
            made.pure(parse(text))
    stated = made.fact(fact("u", "x*u", equal=True))
    assert (same(stated.small, "u"), same(stated.large, "x*u"), stated.equal, stated.exact) == (True, True, True, False)
    assert same(stated.slack, "(x - 1)*u")
    assert same(made.defined(parse("y_next"), ("workers",)), "beta*y + (1 - beta)*(e_worker - e)")
    assert same(made.defined(parse("y_next"), ()), "y_next")
    replaced = setting((("x", "0", "1"),), ("workers",), [("beta", "x")])
    assert same(replaced.defined(parse("y_next"), ("workers",)), "x*y + (1 - x)*(e_worker - e)")
    with refused():
        made.defined(parse("y_next"), ("algorithm",))
    for beta, holds in (("x", True), ("1 - (2*x - 1)**2", False)):  # M_i = own/(1 - beta)
        slow = setting((("x", "0", "1"),), ("undamped",), [("beta", beta)])
        assert slow.defined(parse("own"), ("undamped",)) == parse("own")
        if holds:
            assert same(slow.defined(parse("M_i"), ("undamped",)), "own/(1 - x)")
        else:
            with refused():
                slow.defined(parse("M_i"), ("undamped",))


def meanings() -> None:
    """A symbol is a power of one thing, and worst is about one pair of problems."""
    made = setting(UNIT)
    made.stands_for("b", parse("beta**2"))
    made.stands_for("decay", parse("x"))
    made.stands_for("decay", parse("2*x/2"))
    assert set(made.powers) == {"b", "decay"}
    assert same(made.powers["decay"], "x")
    for name, text in (("b", "beta"), ("decay", "beta"), ("m", "m"), ("nope", "x"), ("b_h", "beta**2")):
        with refused():
            made.stands_for(name, parse(text))
    moved = setting((("x", "0", "1"),), where=[("beta", "x")])
    moved.stands_for("b", parse("x**2"))
    with refused():
        moved.stands_for("b", parse("beta**2"))
    made.about("")
    assert not made.worst
    made.about("p")
    made.about("")
    made.about("p")
    assert made.worst == "p"
    with refused():
        made.about("q")


def moments() -> None:
    """Facts at another moment, symbols replaced all at once, and coefficients."""
    s = proof_module("setting")
    swapped = {"u": parse("e"), "e": parse("2*u"), "x": parse("1/m")}
    assert same(parse("x*u + e/(x + 1)").at_once(swapped), "e/m + 2*u/(1/m + 1)")
    assert same(parse("nabla").at_once(swapped), "nabla")
    moved = known("x*Q", "nabla**2 + sigma*one + W", equal=True, exact=True)
    later = s.at_moment(moved, "one step later", ["x"])
    assert (same(later.small, "x*Q_next"), later.equal, later.exact) == (True, True, True)
    assert same(later.large, "nabla_next**2 + sigma*one + W_next")
    assert s.at_moment(moved, "", []) is moved
    assert same(s.at_moment(known("W", "W_next"), "from step 0 to step 1", []).large, "W1")
    assert s.at_moment(known("W", "W_next"), "from step 0 to step 1", []).small.vanishes
    for one, moment in (
        *((moved, "nope"), (moved, "at step 1"), (known("0", "e"), "one step later"), (known("Q1", "Q"), "at step 1")),
        *((known("0", "b*Q"), "one step later"), (known("0", "gamma*Q"), "one step later")),
    ):
        with refused():
            s.at_moment(one, moment, ["x", "b"])
    value = parse("(3*x*nabla**2 + nabla - 2*nabla*e)/(x + 1)")
    for monomial, text in (
        ("nabla**2", "3*x/(x + 1)"),
        ("nabla", "1/(x + 1)"),
        ("e*nabla", "-2/(x + 1)"),
        ("e", "x - x"),
    ):
        assert same(s.coefficient(value, monomial, ["x"]), text)
    assert s.coefficient(value, "nabla**2", []).vanishes


def together() -> None:
    """Parameters that can be; premises about one algorithm, not about two."""
    for name in ("mhat", "T", "H_loc", "b_h", "b_H"):
        setting(((name, "1", ""),))
        with refused():
            setting(((name, "1/2", "1"),))
    setting((("m", "1/2", "1"),), ["trimmed nodes"])
    setting((("m", "1", ""),), ["independent"])
    for name in ("independent", "median nodes, m odd", "trimmed nodes, few, m odd"):
        with refused():
            setting((("m", "1/2", "1"),), [name])
    half = ("trimmed nodes", "between groups", "means within the diameter")
    few = ("trimmed nodes, few", "between groups, few", "trimmed nodes, few, m even", "trimmed nodes, few, m odd")
    median = ("median nodes, m even", "median nodes, m odd")
    momenta = ("workers", "dissimilar workers", "Nesterov", "momentum starts at 0")
    for together in (half, few[:3], (*few[:2], few[3]), median[:1], median[1:], ("workers", "momentum starts at 0")):
        setting((), together)
        setting((), (*together, "values in an interval"))
    for ones, others in ((half, few), (half, median), (few, median), (("first batch",), momenta)):
        for one in ones:
            for other in others:
                with refused():
                    setting((), [one, other])


def determined() -> None:
    """What other parameters determine takes all its values; what counts something can be a whole number."""
    share, L, gamma = "values in an interval", ("L", "0", ""), ("gamma", "0", "")
    for rows, premises, (symbol, *ends) in (
        *(((), (), row) for row in (("b", "0", "1"), ("decay", "0", "1"), ("b_h", "1", ""))),
        *(((("n", "0", ""),), (), ("m", "1", "")), ((L, gamma), (), ("x", "0", ""))),
        *(((), (share,), ("p", "0", "1/4")), ((), ("geometric sum",), ("b_H", "1", ""))),
        *(((), ("size of the error",), ("E", "0", "")), ((), ("reduction rate",), ("ell", "0", ""))),
        *(((), (nodes,), ("f", "0", "")) for nodes in ("trimmed nodes, few", "median nodes, m even")),
        *(((), (nodes,), ("f", "0", "")) for nodes in ("median nodes, m odd", "trimmed nodes, few, m even")),
    ):
        own = (symbol, ends[0], ends[1])
        setting((*rows, own), premises)
        wrong: list[tuple[Rows, tuple[tuple[str, str], ...]]] = [
            ((*rows, (symbol, "1/2", "3/4")), ()),
            ((*rows, own, ("A", symbol, "")), ()),
            ((*rows, own, ("A", "0", f"{symbol} + 1")), ()),
            ((*rows, own), (("A", symbol),)),
        ]
        if symbol not in {"b", "decay", "b_h"}:
            wrong.append((rows, ((symbol, "1"),)))
        for listed, where in wrong:
            with refused():
                setting(listed, premises, where)
    setting((("p", "0", "1/100"), ("E", "1", ""), ("ell", "2", "3"), ("m", "2", ""), L, ("x", "1", "2")))
    setting((("b_H", "2", "3"), ("A", "b_H", "")))
    f = ("f", "0", "")
    for low, high in (
        ("3/2", "5/2"),
        ("1", "3/2"),
        ("1/2", "1"),
        ("3/2", ""),
        ("f + 1", "f + 3/2"),
        ("f/2", "f/2 + 1"),
    ):
        setting((f, ("m", low, high)))
        setting((("x", "5/4", "7/4"), f, ("m", low, high)))
    for low, high in (("5/4", "7/4"), ("f + 1/4", "f + 3/4"), ("f/2", "f/2 + 1/2"), ("1/4", "5/4*(1 - 1/100)")):
        with refused():
            setting((f, ("m", low, high)))
    for name in ("T", "H_loc", "b_0", "d", "mhat", "g", "n", "f"):
        with refused():
            setting(((name, "5/4", "7/4"),))


JUDGMENTS: tuple[Callable[[], None], ...] = (heads, knowledge, meanings, moments, together, determined)
