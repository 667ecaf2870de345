"""Direct judgments of steps over time: recursions, sums and contractions with values known by hand, and falsified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .direct_setting import UNIT, Rows, fact, known, proof_module, same, setting

__all__ = ["JUDGMENTS"]

TIME: Rows = (*UNIT, ("gamma", "0", ""), ("T", "1", ""))


def recursions() -> None:
    """W_{t+1} <= beta² W_t + m sigma² and W_0 = 0: W_t <= m sigma² (1 - b)/(1 - beta²), b = beta^(2t)."""
    w, over = proof_module("written", "over_time")
    closed = "m*sigma**2*(1 - b)/(1 - beta**2)"

    def holds(
        premise: Any, large: str, *, of: str = "W", variable: str = "b", ratio: str = "beta**2", **more: Any
    ) -> bool:
        step = w.Recur(fact(of, large, **more), "p", variable, ratio)
        made = setting(TIME, p=premise)
        try:
            found = over.recurred(step, made)
        except ValueError:
            return False
        assert set(made.powers) == {variable}
        return (found.equal, found.exact) == (False, False) and same(found.large, large)

    premise = known("W_next", "beta**2*W + m*sigma**2")
    assert holds(premise, closed)
    assert holds(known("W_next", "x*W + sigma**2"), "sigma**2*(1 - decay)/(1 - x)", variable="decay", ratio="x")
    assert holds(known("W_next", "beta**2*W"), "0")
    assert holds(known("e_h_next", "x*e_h + g_i"), "g_i*(1 - decay)/(1 - x)", of="e_h", variable="decay", ratio="x")
    assert not holds(premise, closed, equal=True)
    assert not holds(premise, "m*sigma**2/(1 - beta**2)")  # does not start at 0
    assert not holds(premise, f"{closed}/2")
    assert not holds(premise, closed, ratio="x")
    assert not holds(premise, closed.replace("b)", "decay)"), variable="decay", ratio="x")
    assert not holds(premise, closed.replace("b)", "m)"), variable="m")
    assert not holds(known("W", "beta**2*W + m*sigma**2"), closed)
    assert not holds(known("2*W_next", "beta**2*W + m*sigma**2"), closed)
    assert not holds(known("Q_next", "beta**2*Q + m*sigma**2"), closed, of="Q")
    assert not holds(
        known("W_next", "m*sigma**2 - x*W"), "m*sigma**2*(1 - decay)/(1 + x)", variable="decay", ratio="-x"
    )
    for varying in ("nabla**2", "g_i", "decay*sigma**2", "xi**2"):
        assert not holds(known("W_next", f"beta**2*W + {varying}"), closed.replace("m*sigma**2", varying))
    assert not holds(known("W_next", "b*W + sigma**2"), "sigma**2*(1 - decay)/(1 - b)", variable="decay", ratio="b")


def sums() -> None:
    """Q telescopes over 1..T, W over 0..T-1 with W_0 = 0, and e_h is summed over local steps."""
    w, over = proof_module("written", "over_time")
    local: Rows = (("b_h", "1", ""), ("H_loc", "1", ""), ("x", "0", "1"))

    def holds(
        premise: Any, potential: str, over_: str, *sides: str, rows: Rows = TIME, where: Any = (), **more: Any
    ) -> bool:
        made = setting(rows, where=where, p=premise)
        try:
            found = over.summed(w.Sum(fact(*sides, **more), "p", potential, over_), made)
        except ValueError:
            return False
        return found.equal == more.get("equal", False)

    once, zero, inner = "t = 1..T", "t = 0..T-1", "h = 0..H-1"
    descent = known("Q_next + gamma*nabla**2", "Q + gamma*xi**2 + sigma**2")
    total = "Q_next + gamma*gradients", "Q1 + gamma*drifts + T*sigma**2"
    assert holds(descent, "Q", once, *total)
    assert holds(descent, "Q", once, "gamma*gradients - Q1", "gamma*drifts + T*sigma**2 - Q_next")
    level = known("W_next", "beta**2*W + sigma**2")
    reached = "W_next + (1 - beta**2)*(dispersions - W_next)", "T*sigma**2"
    assert holds(level, "W", zero, *reached)
    assert holds(known("e_h", "b_h*g_i + x*g_i"), "0", inner, "S_e", "(S_b + x*H_loc)*g_i", rows=local)
    assert holds(known("W_next + e_h_next", "W + e_h + sigma**2"), "W + e_h", zero, "W_next + e_h_next", "T*sigma**2")
    identity = known("Q_next", "Q + sigma**2", equal=True)
    assert holds(identity, "Q", once, "Q_next", "Q1 + T*sigma**2", equal=True)
    assert holds(identity, "Q", once, "Q_next", "Q1 + T*sigma**2")
    assert holds(
        descent,
        "Q",
        once,
        "Q_next + gamma*gradients",
        "Q1 + gamma*drifts + (x + 1)*sigma**2",
        rows=TIME[:-1],
        where=[("T", "x + 1")],
    )
    assert not holds(descent, "Q", once, *total, rows=(*TIME[:-1], ("S", "1", "")), where=[("T", "S")])
    assert not holds(descent, "Q", once, *total, equal=True)
    assert not holds(descent, "Q", once, total[0], "Q1 + gamma*drifts + (T - 1)*sigma**2")
    assert not holds(descent, "Q", once, total[0], "Q1 + gamma*drifts/2 + T*sigma**2")
    assert not holds(descent, "Q", "t = 2..T", *total)
    assert not holds(descent, "0", once, *total)
    assert not holds(descent, "2*Q", once, *total)
    assert not holds(descent, "Q", zero, "Q_next + gamma*gradients", "gamma*drifts + T*sigma**2")
    assert not holds(known("Q_next", "Q + sigma**2"), "Q", zero, "Q_next", "T*sigma**2")
    assert not holds(known("Q_next", "Q + sigma**2"), "Q", inner, "Q_next", "Q1 + T*sigma**2")
    assert not holds(known("V_next", "V + sigma**2"), "V", once, "V_next", "V1 + T*sigma**2")
    assert not holds(
        known("decay*Q_next", "decay*Q + sigma**2"), "decay*Q", once, "decay*Q_next", "decay*Q1 + T*sigma**2"
    )
    assert not holds(known("0", "decay*nabla**2"), "0", once, "0", "decay*gradients")
    assert not holds(known("0", "W*nabla**2"), "0", once, "0", "W*gradients")
    assert not holds(known("Q_next", "Q + D2"), "Q", once, "Q_next", "Q1 + D2")
    assert not holds(
        known("W_next", "W + e**2"), "W", "t = 1..T, noise of step t", "W_next", "W1 + noises + e1**2 - e**2"
    )


def contractions() -> None:
    """Q' - Q* <= (1 - x)(Q - Q*) + one²: Q_{t+1} - Q* <= decay (Q_1 - Q*) + (1 - decay) one²/x, decay = (1 - x)^t."""
    w, over = proof_module("written", "over_time")
    gap, rate, rest = "(Q - Q_star)", "(1 - x)", "one**2"

    def holds(
        *,
        premise: tuple[str, str] = ("Q_next - Q_star", f"{rate}*{gap} + {rest}"),
        large: str = f"decay*(Q1 - Q_star) + (1 - decay)*{rest}/x",
        potential: str = gap,
        ratio: str = rate,
        constant: str = rest,
        power: str = "decay",
        equal: bool = False,
    ) -> bool:
        made = setting(TIME, p=known(*premise))
        step = w.Contract(fact("Q_next - Q_star", large, equal=equal), "p", potential, ratio, constant, power)
        try:
            over.contracted(step, made)
        except ValueError:
            return False
        return same(made.powers[power], ratio)

    def case(rate: str, rest: str, left: str, power: str = "decay") -> dict[str, Any]:
        reached = f"{power}*(Q1 - Q_star) + (1 - {power})*{rest}/({left})"
        premise = "Q_next - Q_star", f"{rate}*{gap} + {rest}"
        return {"premise": premise, "large": reached, "ratio": rate, "constant": rest, "power": power}

    assert holds()
    assert holds(**case("0", "sigma**2", "1"))
    assert holds(**case("beta**2", "one**2", "1 - beta**2", "b"))
    assert not holds(**case("beta", "one**2", "1 - beta", "b"))
    assert not holds(**case("(-x)", "one**2", "1 + x"))
    assert not holds(**case("2", "one**2", "-1"))
    assert not holds(**case("(1 + x)", "one**2", "-x"))
    assert not holds(**case("2*x", "one**2", "1 - 2*x"))
    assert not holds(**case("(1 - x)", "xi**2", "x"))
    assert not holds(**case("(1 - x)", "b*one**2", "x"))
    assert not holds(**case("(1 - x)", "one**2", "x", "m"))
    assert not holds(equal=True)
    assert not holds(constant="2*one**2")
    assert not holds(constant="0")
    assert not holds(large=f"decay*(Q1 - Q_star) + (1 - decay)*{rest}")
    assert not holds(large=f"(Q1 - Q_star) + (1 - decay)*{rest}/x")
    assert not holds(potential="Q")


JUDGMENTS: tuple[Callable[[], None], ...] = (recursions, sums, contractions)
