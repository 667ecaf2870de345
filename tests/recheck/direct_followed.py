"""Direct judgments of how a proof about the algorithm is followed: steps known by hand, and falsified."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .direct import module, refused
from .direct_setting import UNIT, Rows, fact, known, proof_module, same, setting
from .direct_worlds import GROUPS, WORLDS

__all__ = ["JUDGMENTS"]


def _combine(small: str, large: str, name: str = "claim", by: tuple[str, ...] = (), **weights: str) -> Any:
    return proof_module("written").Deduce(fact(small, large, name), tuple(weights.items()), by)


def _define(small: str, large: str, name: str, *by: str, equal: bool = True) -> Any:
    return proof_module("written").Define(fact(small, large, name, equal=equal), by)


def _assume(of: str, name: str, moment: str = "") -> Any:
    return proof_module("written").Assume(name, of, moment)


def _cite(of: str, named: str, name: str, moment: str = "", **at: str) -> Any:
    return proof_module("written").Cite(name, of, named, tuple(at.items()), moment)


def _expect(stated: Any, of: tuple[str, ...], *rules: str) -> Any:
    return proof_module("written").Expect(stated, of, rules)


def statement(
    steps: Iterable[Any], assumes: Iterable[str] = (), rows: Rows = UNIT, name: str = "X", **where: str
) -> Any:
    written, region = proof_module("written", "region")
    return written.Statement(name, region.Region.of(*rows), tuple(where.items()), tuple(assumes), tuple(steps))


def follows(*statements: Any) -> bool:
    """Whether the last of the statements is followed."""
    try:
        proof_module("follow").follow(statements)
    except ValueError:
        return False
    return True


def lists() -> None:
    """Statements with their own names, each of them cited, by later ones only."""
    one, two = (statement([_combine("0", "u**2", "c")], name=name) for name in ("A", "B"))
    uses = statement([_cite("A", "c", "a"), _combine("0", "u**2 + e**2", a="1")])
    both = statement([_cite("A", "c", "a"), _cite("B", "c", "b"), _combine("0", "2*u**2", a="1", b="1")])
    through = statement([_cite("A", "c", "a"), _combine("0", "3*u**2", "c", a="1")], name="B")
    last = statement([_cite("B", "c", "b"), _combine("0", "3*u**2", b="1")])
    assert follows(one)
    assert follows(one, uses)
    assert follows(one, two, both)
    assert follows(two, one, both)
    assert follows(one, through, last)
    assert not follows()
    assert not follows(one, one)
    assert not follows(one, two)
    assert not follows(one, two, uses)
    assert not follows(uses, one)
    assert not follows(uses)
    assert not follows(through, one, last)
    assert not follows(statement([]))
    assert not follows(one, statement([_cite("A", "c", "a")]))
    assert not follows(statement([_assume("dispersion >= 0", "a")], ["dispersion >= 0"]))
    assert not follows(statement([_combine("0", "u**2"), _combine("0", "e**2")]))
    assert follows(statement([_combine("0", "u**2", "a"), _combine("0", "e**2", "b")]))
    assert not follows(statement([_combine("0", "-u**2", "a"), _combine("0", "e**2", "b")]))
    made = proof_module("follow").follow([one, through, last])
    assert (made.statement.id, same(made.claim.large, "3*u**2")) == ("X", True)


def combined() -> None:
    """Weights >= 0 on inequalities, numbers on equations, anything on identities, and no poles."""
    level = [
        _assume("dispersion >= 0", "w"),
        _assume("unbiased sample", "z"),
        _define("y_next", "y_next", "i", "workers"),
    ]
    assumes = "dispersion >= 0", "unbiased sample", "workers"

    def holds(*sides: str, equal: bool = False, by: tuple[str, ...] = (), **weights: str) -> bool:
        step = proof_module("written").Deduce(fact(*sides, equal=equal), tuple(weights.items()), by)
        return follows(statement([*level, step], assumes))

    assert holds("0", "x*W", w="x")
    assert holds("0", "x*W + nabla*zeta", w="x", z="-1")  # E <nabla, zeta> = 0
    assert holds("0", "x*W - x*nabla*zeta", w="x", z="x")
    assert holds("0", "W", w="1", i="Q")
    assert holds("y_next**2", "2*(beta*y)**2 + 2*(1 - beta)**2*(e_worker - e)**2", by=("workers",))
    assert not holds("y_next**2", "2*(beta*y)**2 + 2*(1 - beta)**2*(e_worker - e)**2")
    assert not holds("0", "W", w="1", equal=True)
    assert not holds("0", "-W", w="-1")
    assert not holds("0", "(2*x - 1)*W", w="2*x - 1")
    assert not holds("0", "W/2", w="1", z="0")
    assert not holds("0", "W")
    assert not holds("0", "W", v="1")
    assert not holds("0", "Q*W", w="Q")
    assert not holds("0", "Q*nabla*zeta", z="-Q")
    for weight in ("1/(2*x - 1)", "1/(m - 2)"):
        assert not holds("0", "W", w="1", i=weight)
    assert not follows(statement([_define("u", "e", "d")]))
    assert follows(statement([_define("x*u/x", "u", "d")]))
    assert follows(statement([_define("u", "u", "d", equal=False)]))
    assert not follows(statement([_define("u", "u", "d", equal=False), _combine("0", "Q*u - Q*u + 0*e", d="Q")]))


NOISE = "bounded variance: own_noise**2"
FRESH = "independence: own_noise*private, private**2"


def expected() -> None:
    """||own noise + private noise||² = ||own noise||² + d s² <= sigma² + d s²."""
    rows: Rows = (("d", "1", ""), ("s", "0", ""), ("x", "0", "1"))
    assumes = "private noise", "private noise is fresh", "bounded variance"
    whole = _define("total_noise", "own_noise + private", "w", "private noise")
    bound, exact = (
        fact("total_noise**2", "sigma**2 + d*s**2"),
        fact("total_noise**2", "own_noise**2 + d*s**2", equal=True),
    )

    def holds(step: Any, *more: Any, assumed: Iterable[str] = assumes) -> bool:
        return follows(statement([whole, *more, step], assumed, rows))

    two = ("w", "w")
    assert holds(_expect(bound, two, FRESH, NOISE))
    assert holds(_expect(bound, two, NOISE, FRESH))
    assert holds(_expect(exact, two, FRESH))
    assert holds(_expect(fact("total_noise**2", "own_noise**2 + d*s**2"), two, FRESH))
    scaled = _define("x*total_noise", "x*own_noise + x*private", "v", "private noise")
    assert holds(_expect(fact("x*total_noise**2", "x*sigma**2 + x*d*s**2"), ("v", "w"), FRESH, NOISE), scaled)
    negative = _define("-total_noise", "-own_noise - private", "v", "private noise")
    assert not holds(_expect(fact("-total_noise**2", "-sigma**2 - d*s**2"), ("v", "w"), FRESH, NOISE), negative)
    assert holds(_expect(fact("-total_noise**2", "-own_noise**2 - d*s**2", equal=True), ("v", "w"), FRESH), negative)
    turned = _define("own_noise + private", "total_noise", "v", "private noise")
    assert not holds(_expect(fact("sigma**2 + d*s**2", "total_noise**2"), ("v", "v"), FRESH, NOISE), turned)
    assert holds(_expect(fact("own_noise**2 + d*s**2", "total_noise**2"), ("v", "v"), FRESH), turned)
    assert not holds(_expect(fact(bound.small, bound.large, equal=True), two, FRESH, NOISE))
    for wrong in (
        *(_expect(bound, two, FRESH), _expect(bound, two, NOISE), _expect(bound, two), _expect(bound, two, "nothing")),
        *(_expect(bound, ("w",), FRESH, NOISE), _expect(bound, ("w", "w", "w"), FRESH, NOISE)),
        *(_expect(bound, (), FRESH, NOISE), _expect(bound, ("w", "z"), FRESH, NOISE)),
        _expect(fact("total_noise**2", "sigma**2 + d*s**2/2"), two, FRESH, NOISE),
        _expect(fact("total_noise**2/2", "sigma**2 + d*s**2"), two, FRESH, NOISE),
    ):
        assert not holds(wrong)
    for place in range(1, 3):
        assert not holds(
            _expect(bound, two, FRESH, NOISE), assumed=[name for name in assumes if name != assumes[place]]
        )
    assert not holds(_expect(exact, ("w", "q"), FRESH), _assume("two noises", "q"), assumed=(*assumes, "two noises"))


WORKERS = "sum over the honest workers: y_next**2, y**2, e_worker*y, e*y, e_worker**2, e*e_worker, e**2"
RULES = WORKERS, "martingale difference: C", "independence: X", "bounded variance: N"
ASSUMED = "workers", "unbiased", "independent", "bounded variance"


def summed_over_workers() -> None:
    """Every term of a sum over workers is one: W' = sum ||y'||², and a term of another kind has no sum."""
    assumes, rows = ("workers", "unbiased"), (("beta", "0", "1"), ("m", "1", ""))
    recursion = _define("y_next", "beta*y + (1 - beta)*(e_worker - e)", "r", "workers")
    large = "beta**2*W + 2*beta*(1 - beta)*C + (1 - beta)**2*(N - (N + X)/m)"

    def holds(stated: Any, *more: Any, of: tuple[str, str] = ("r", "r")) -> bool:
        return follows(statement([recursion, *more, _expect(stated, of, WORKERS)], assumes, rows))

    assert holds(fact("W_next", large, equal=True))
    assert not holds(fact("W_next", large.replace("2*beta*", "beta*"), equal=True))
    assert not holds(fact("W_next", large.replace("beta**2*W", "beta*W"), equal=True))
    for stray in ("u", "delta"):
        more = _define(f"y_next + {stray}", f"beta*y + (1 - beta)*(e_worker - e) + {stray}", "s", "workers")
        assert not holds(fact(f"W_next + y_next*{stray}", f"{large}", equal=True), more, of=("r", "s"))
    apart = [_define(f"y_next {sign} (y + e_worker + e)", f"y_next {sign} (y + e_worker + e)", sign) for sign in "+-"]
    every = "W_next - (W + N + (N + X)/m + 2*C + 2*(N + X)/m)"
    assert holds(fact(every, every, equal=True), *apart, of=("+", "-"))
    identity = _define("u", "u", "s")
    assert not holds(fact("u**2", "u**2", equal=True), identity, of=("s", "s"))
    mixed = _define("y_next - y_next + e", "e", "s")
    assert not holds(fact("(N + X)/m", "e**2", equal=True), mixed, of=("s", "s"))


def assumed() -> None:
    """Premises at other moments, with quantities replaced; an equation between numbers is an identity."""
    made = setting((("x", "0", "1"),), ["drift bound", "size of the error"], [("beta", "x"), ("rho2", "2*x")])
    found = proof_module("follow")._assumed(_assume("drift bound", "d"), made)
    assert (found.equal, found.exact, same(found.small, "xi**2")) == (False, False, True)
    assert same(found.large, "2*x*sigma**2*(1 - x)/(x + 1)")
    assert proof_module("follow")._assumed(_assume("size of the error", "e"), made).exact
    local = setting((("b_H", "1", ""), ("y_loc", "0", "")), ["geometric sum", "unbiased sample", "Polyak-Lojasiewicz"])
    assert proof_module("follow")._assumed(_assume("geometric sum", "g"), local).exact
    mean = proof_module("follow")._assumed(_assume("unbiased sample", "m"), local)
    assert (mean.equal, mean.exact) == (True, False)
    later = proof_module("follow")._assumed(_assume("Polyak-Lojasiewicz", "l", "one step later"), local)
    assert same(later.large, "nabla_next**2")
    for step in (_assume("geometric sum", "g", "nope"), _assume("workers", "w"), _assume("drift bound", "d")):
        with refused():
            proof_module("follow")._assumed(step, local)
    with refused():
        proof_module("follow")._assumed(_assume("workers", "w"), setting(assumes=["workers"]))
    moving = setting((("b_H", "1", ""), ("x", "0", "")), ["geometric sum"], [("y_loc", "x")])
    with refused():
        proof_module("follow")._assumed(_assume("geometric sum", "g", "one step later"), moving)


def cited() -> None:
    """A statement is cited inside its region, with what it assumes, for the same quantities and powers."""
    narrow: Rows = (("x", "0", "1/2"), ("gamma", "x", ""))
    source = statement([_combine("0", "(1/2 - x)*u**2 + gamma*Q*0 + gamma*u**2", "c")], ["workers"], narrow, "A")

    def holds(
        rows: Rows, assumes: Iterable[str] = ("workers",), moment: str = "", first: Any = source, **where: str
    ) -> bool:
        return follows(
            first, statement([_cite("A", "c", "a", moment), _combine("0", "u**2*0", a="0")], assumes, rows, **where)
        )

    assert holds(narrow)
    assert holds((("x", "0", "1/3"), ("gamma", "1", "2")))
    assert holds((("gamma", "1/3", ""),), x="1/3")
    assert holds((("x", "1/4", "1/2"),), gamma="2*x")
    for rows in (
        *((("x", "0", "1"), ("gamma", "1", "")), (("x", "-1", "1/2"), ("gamma", "1", ""))),
        *((("x", "0", "1/2"), ("gamma", "0", "")), (("x", "0", "1/2"),), (("gamma", "0", ""),)),
    ):
        assert not holds(rows)
    for value in ("0", "1/2", "1", "-1"):
        assert not holds((("gamma", "1", ""),), x=value)
    assert not holds((("x", "0", "1/2"),), gamma="x")
    assert not holds(narrow, ())
    assert not holds(narrow, moment="one step later")
    assert not follows(source, statement([_cite("A", "d", "a"), _combine("0", "u**2")], ["workers"], narrow))
    where = statement([_combine("0", "x*u**2", "c")], [], (("x", "0", "1"),), "A", beta="1 - x")
    assert holds((("x", "0", "1"),), (), first=where, beta="1 - x")
    assert holds((("m", "2", ""),), (), first=where, x="1/m", beta="1 - 1/m")
    assert not holds((("x", "0", "1"),), (), first=where)
    assert not holds((("x", "0", "1"),), (), first=where, beta="1 - 2*x")
    assert not holds((("x", "0", "1"), ("beta", "0", "1")), (), first=where)
    _free()
    _carried()


def _free() -> None:
    """c is any number >= 0: what holds for all c holds at one, unless a premise speaks of c."""
    free: Rows = (("c", "0", ""), ("x", "0", "1"))
    source = statement([_combine("0", "c*x*u**2", "c")], ["workers"], free, "A")
    message = statement(
        [_define("z_c", "c*h_i - r", "c", "spread of the messages")], ["spread of the messages"], free, "A"
    )

    def holds(
        first: Any = source,
        rows: Rows = (("x", "0", "1"), ("m", "1", "")),
        assumes: Iterable[str] = ("workers",),
        **at: str,
    ) -> bool:
        return follows(first, statement([_cite("A", "c", "a", **at), _combine("0", "u**2*0", a="0")], assumes, rows))

    assert holds(c="1")
    assert holds(c="m*x")
    assert holds(c="1 - x")
    assert not holds(c="0")
    assert not holds(c="-1")
    assert not holds(c="x - 1/2")
    assert not holds(c="gamma")
    assert not holds(c="Q")
    assert not holds(x="1/2")
    assert not holds(c="1", x="1/2")
    assert not holds(b="1/2")
    assert not holds()
    assert not holds(message, assumes=["spread of the messages"], c="1")
    both: Rows = (("c", "0", ""), ("x", "0", "1"), ("m", "1", ""))
    assert holds(message, both, ["spread of the messages"])
    none = statement([_combine("0", "x*u**2", "c")], [], (("x", "0", "1"),), "A")
    assert not holds(none, assumes=(), c="1")
    found = proof_module("follow").follow(
        [source, statement([_cite("A", "c", "a", c="2"), _combine("0", "u**2")], ["workers"])]
    )
    assert same(found.facts["a"].large, "2*x*u**2")


def _carried() -> None:
    """What a power is a power of, and which problems worst is about, has one meaning in all that is cited."""
    w = proof_module("written")
    rows: Rows = (("beta", "0", "1"), ("m", "1", ""), ("decay", "0", "1"))
    assumes = *ASSUMED, "dispersion >= 0"
    noise = "sigma**2*(1 - beta)**2*(m - 1)"
    shared = (
        _define("y_next", "beta*y + (1 - beta)*(e_worker - e)", "r", "workers"),
        _expect(fact("W_next", f"beta**2*W + {noise}", "fast"), ("r", "r"), *RULES),
        _assume("dispersion >= 0", "w"),
        _combine("W_next", f"(1 + beta**2)/2*W + {noise}", "slow", fast="1", w="(1 - beta**2)/2"),
    )

    def recursion(premise: str, rate: str, name: str) -> Any:
        closed = f"{noise}*(1 - decay)/(1 - {rate})"
        return w.Recur(fact("W", closed, name), premise, "decay", rate)

    slow, fast = recursion("slow", "(1 + beta**2)/2", "c"), recursion("fast", "beta**2", "d")
    first = statement([*shared, slow], assumes, rows, "A")
    assert follows(first)
    assert follows(statement([*shared, fast], assumes, rows))
    assert not follows(statement([*shared, slow, fast], assumes, rows))
    cite = _cite("A", "c", "a")
    assert follows(first, statement([cite, *shared, recursion("slow", "(1 + beta**2)/2", "d")], assumes, rows))
    assert not follows(first, statement([cite, *shared, fast], assumes, rows))
    moved: Rows = (("x", "0", "1"), *rows[1:])
    found = proof_module("follow").follow([first, statement([cite, _combine("0", "u**2")], assumes, moved, beta="x")])
    assert same(found.powers["decay"], "(1 + x**2)/2")
    worlds_ = w.Worlds(
        fact("E**2", "worst", "c"), GROUPS, (("A", "C"), ("C", "Z")), "f", "L", ("E**2*(n - 2*f)/f", "0"), ""
    )
    first = statement([worlds_], ["any algorithm"], WORLDS, "A")
    less = w.Worlds(
        fact("E**2/4", "worst", "d"), GROUPS, (("A", "C"), ("C", "Z")), "f", "L + 1", worlds_.dissimilarity, ""
    )
    again = statement([_cite("A", "c", "a"), less], ["any algorithm"], WORLDS)
    assert not follows(first, again)
    assert follows(
        first, statement([_cite("A", "c", "a"), _combine("E**2/2", "worst", a="1")], ["any algorithm"], WORLDS)
    )


def ends() -> None:
    """x (Q(z) - Q) <= -gamma ||nabla||²/2 where x > 0; at x = 0 the premise divides by 0 and the claim is false."""
    rows: Rows = (("gamma", "0", ""), ("x", "0", ""))
    one = statement(
        [_assume("smooth at z", "s"), _combine("x*Qz", "x*Q - gamma*nabla**2/2", "c", s="x")],
        ["smooth at z"],
        rows,
        "A",
    )
    assert follows(one)
    at_zero = statement(
        [_cite("A", "c", "c"), _combine("gamma*nabla**2", "0", c="2")], ["smooth at z"], rows[:1], x="0"
    )
    assert not follows(one, at_zero)
    square: Rows = (("gamma", "0", ""),)
    sides = "(gamma - 1)**2*Qz", "(gamma - 1)**2*Q - gamma*nabla**2/2"
    steps = _assume("smooth at z", "s"), _combine(*sides, s="(gamma - 1)**2")
    assert not follows(statement(steps, ["smooth at z"], square, x="(gamma - 1)**2"))
    shared = (
        _define("y_next", "beta*y + (1 - beta)*(e_worker - e)", "r", "workers"),
        _expect(fact("W_next", "beta**2*W + sigma**2*(1 - beta)**2*(m - 1)"), ("r", "r"), *RULES),
    )
    for m, holds in (("1/x", True), ("(2*x - 1)**2", False)):
        stated = _expect(fact("W_next", shared[1].fact.large.replace("(m - 1)", f"({m} - 1)")), ("r", "r"), *RULES)
        assert follows(statement([shared[0], stated], ASSUMED, (("x", "0", "1"), ("beta", "0", "1")), m=m)) == holds
    flat = statement(
        [_cite("A", "c", "c"), _combine("x*Qz", "x*Q", c="1")], ["smooth at z"], (rows[0], ("x", "0", "0"))
    )
    assert not follows(one, flat)


def given() -> None:
    """What a person must read of each step is said: what a sum is of, what starts at 0, what a moment moves."""
    proofs = module("verification.recheck.proofs")
    written = module("resam_theory.proof.written")
    zero = written.Sum(fact("W_next + a*(dispersions - W_next)", "T*sigma**2"), "p", "W", "t = 0..T-1")
    made = setting((("a", "0", "1"), ("T", "1", "")), p=known("W_next", "(1 - a)*W + sigma**2"))
    once = written.Sum(fact("Q_next", "Q1"), "p", "Q", "t = 1..T")
    for step, wanted in ((zero, "W to dispersions - W_next"), (once, "xi**2 to drifts")):
        stated = statement([step], (), (("a", "0", "1"), ("T", "1", "")))
        (said,) = [words for words in proofs._given([stated], made) if words.startswith(f"sum over {step.over}: ")]
        assert wanted in said
        assert ("; W and e_h start at 0" in said) == (step is zero)


JUDGMENTS: tuple[Callable[[], None], ...] = (
    lists,
    combined,
    expected,
    summed_over_workers,
    assumed,
    cited,
    ends,
    given,
)
