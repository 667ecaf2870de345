"""Written proofs made by hand: one fault each that a single change of the checker would let through."""

from __future__ import annotations

import copy
from typing import Any

__all__ = ["handmade"]


def _piece(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"format": 1, "kind": "proof", "statements": list(statements)}


def _statement(region: str, assumes: list[str], *steps: dict[str, Any], **where: str) -> dict[str, Any]:
    rows = [[*row.split(":")] for row in region.split()]
    return {"id": "X", "region": rows, "where": where, "assumes": assumes, "steps": list(steps)}


def _fact(small: str, large: str, name: str = "claim", *, equal: bool = False) -> dict[str, Any]:
    return {"name": name, "small": small, "large": large, "equal": equal}


def _combine(small: str, large: str, name: str = "claim", **weights: str) -> dict[str, Any]:
    named = {key.replace("_", " "): weight for key, weight in weights.items()}
    return {"step": "combine", "fact": _fact(small, large, name), "weights": named, "by": []}


def _define(small: str, large: str, name: str, *by: str) -> dict[str, Any]:
    return {"step": "define", "fact": _fact(small, large, name, equal=True), "by": list(by)}


def _expect(fact: dict[str, Any], of: str, *rules: str) -> dict[str, Any]:
    return {"step": "expect", "fact": fact, "of": [of, of], "rules": list(rules)}


def _assume(of: str, name: str, moment: str = "") -> dict[str, Any]:
    return {"step": "assume", "name": name, "of": of, "moment": moment}


def _cite(of: str, fact: str, name: str, moment: str = "", **at: str) -> dict[str, Any]:
    return {"step": "cite", "name": name, "of": of, "fact": fact, "at": at, "moment": moment}


def _sum(small: str, large: str, premise: str, potential: str, over: str) -> dict[str, Any]:
    return {"step": "sum", "fact": _fact(small, large), "premise": premise, "potential": potential, "over": over}


_WORKERS = "sum over the honest workers: y_next**2, y**2, e_worker*y, e*y, e_worker**2, e*e_worker, e**2"
_PAST = "martingale difference: delta*e, e*u, e*nabla_next"
_NOISE = "bounded variance: N"


def _wrong_time(true: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts read at a moment of which they do not speak, powers that vary, sums of what does not telescope."""
    at_z = _assume("smooth at z", "s", "one step later")
    shifted = _combine("Qz", "Q_next - gamma*nabla_next**2/(2*x)", s="1")
    (l1,) = true["L1"]["statements"]
    drift = [*true["L2"]["statements"]]
    last = copy.deepcopy(drift[-1])
    varying = {
        **_statement("", last["assumes"], _cite("L2", "drift", "d")),
        "region": [*last["region"], ["T", "1", ""]],
    }
    claim = last["steps"][-1]["fact"]["large"]
    varying["steps"].append(_sum("drifts", f"T*({claim})", "d", "0", "t = 1..T"))
    moved = _statement("m:1: beta:0:1 b:0:1", l1["assumes"], _cite("L1", "momentum dispersion", "w"))
    moved["steps"].append(_combine("W", l1["steps"][-1]["fact"]["large"], "now", w="1"))
    later = _statement("m:1: beta:0:1 b:0:1", l1["assumes"], _cite("X", "now", "n", "one step later"))
    later["id"] = "Y"
    later["steps"].append(_combine("W_next", l1["steps"][-1]["fact"]["large"], n="1"))
    slower = copy.deepcopy(l1)
    slower["assumes"].append("dispersion >= 0")
    noise = "(1 - beta)**2*(m - 1)*sigma**2"
    slower["steps"][2:] = [
        _assume("dispersion >= 0", "w"),
        _combine("W_next", f"beta*W + {noise}", "slow", one_step="1", w="beta - beta**2"),
        {"step": "recur", "fact": _fact("W", f"{noise}/(1 - beta)*(1 - b)"), "premise": "slow", "variable": "b"},
    ]
    slower["steps"][-1]["ratio"] = "beta"
    other = copy.deepcopy(l1)
    other["region"].append(["c", "0", "1"])
    other["steps"][-1]["variable"] = "c"
    other["steps"][-1]["fact"]["large"] = other["steps"][-1]["fact"]["large"].replace("1 - b)", "1 - c)")
    summed = copy.deepcopy(slower)
    summed["region"].append(["T", "1", ""])
    total = _sum("W_next", f"W1 + T*({noise})", "level", "W", "t = 1..T, noise of step t")
    summed["steps"][3:] = [_combine("W_next", f"W + {noise}", "level", one_step="1", w="1 - beta**2"), total]
    two = copy.deepcopy(true["T5-PL"])
    steps = two["statements"][-1]["steps"]
    half = {"descent": "1", "Polyak-Lojasiewicz": "gamma*(1 - B**2*kappa)/4"}
    rate, rest = "(1 - gamma*mu*(1 - B**2*kappa)/2)", "G**2*gamma*kappa*one**2/2"
    slow = {**_combine("Q_next - Q_star", f"{rate}*(Q - Q_star) + {rest}", "slow"), "weights": half}
    again = {**steps[-1], "premise": "slow", "ratio": rate, "fact": {**steps[-1]["fact"], "name": "again"}}
    again["fact"]["large"] = f"decay*(Q1 - Q_star) + (1 - decay)*{rest}/(1 - {rate})"
    steps += [slow, again]
    return [
        _piece(_statement("gamma:0: x:0:", ["smooth at z"], at_z, shifted)),
        _piece(*drift, varying),
        _piece(l1, moved, later),
        _piece(slower),
        _piece(other),
        _piece(summed),
        two,
    ]


def _wrong_meaning(true: dict[str, Any]) -> list[dict[str, Any]]:
    """Vectors for parameters, quantities that are no parameters, names that stand for two things, poles."""
    robust = [_assume("robust", "r"), _combine("xi**2", "Q*W/m", r="1")]
    message = ["spread of the messages", "squares"]
    free = _statement("c:0:", message, _define("z_c", "c*h_i - r", "z", message[0]))
    free["id"] = "A"
    twice = [_cite("A", "z", "one", c="1"), _cite("A", "z", "two", c="2")]
    noted = "unbiased sample"
    worlds = copy.deepcopy(true["T9-lower"])
    first = worlds["statements"][-1]["steps"][0]
    second = copy.deepcopy(first)
    second["fact"]["name"], second["dissimilarity"][0] = "again", f"2*({first['dissimilarity'][0]})"
    worlds["statements"][-1]["steps"].append(second)
    elsewhere = copy.deepcopy(true["T7-hetero-gap"])
    elsewhere["statements"][-1]["where"] = {"beta": "1 - x"}
    nowhere = copy.deepcopy(true["T7-hetero-gap"])
    nowhere["statements"][-1]["where"] = {}
    (sharp,) = true["L4-sharp"]["statements"]
    at_half = _statement("gamma:0: x:0:", sharp["assumes"], _cite("L4-sharp", "descent", "d", x="x/2"))
    claimed = sharp["steps"][-1]["fact"]
    at_half["steps"].append(_combine(claimed["small"], claimed["large"].replace("1 - x", "1 - x/2"), d="1"))
    lines = copy.deepcopy(true["L0"])
    lines["statements"][0]["id"] = "L0\nand more"
    same = copy.deepcopy(true["L3"])
    same["statements"].insert(0, same["statements"][0])
    return [
        _piece(_statement("W:0:", [], _combine("-W", "0"))),
        _piece(_statement("m:1:", ["robust"], *robust, kappa="Q")),
        _piece(_statement("m:1: x:0:1/(m-2)", [], _combine("0", "one**2"))),
        _piece(_statement("", [], _define("nabla", "nabla", "a"), _define("nabla", "nabla", "a"))),
        _piece(_statement("x:0:1", [], _define("nabla/(1 - 2*x)", "nabla/(1 - 2*x)", "a"))),
        _piece(free, _statement("", message, *twice, _combine("h_i**2", "0", one="h_i", two="-h_i"))),
        _piece(_statement("", [noted], _assume(noted, "u"), _combine("0", "Q*nabla*zeta", u="-Q"))),
        _piece(_statement("", ["squares"], _assume("squares", "s"), _combine("Z", "0", s="-1"))),
        _piece(sharp, at_half),
        *(worlds, elsewhere, nowhere, same, lines),
    ]


def _wrong_expectation(true: dict[str, Any]) -> list[dict[str, Any]]:
    """Products of what holds in expectation only, sums over workers of what is no worker's, bounds as equalities."""
    quartic = copy.deepcopy(true["L6"])
    known = quartic["statements"][-1]["steps"][2]["fact"]
    power = _fact(f"({known['small']})**2", f"({known['large']})**2", "quartic", equal=True)
    quartic["statements"][-1]["steps"].append(_expect(power, known["name"]))
    mixed = copy.deepcopy(true["L6"])
    first = mixed["statements"][-1]["steps"][0]["fact"]
    cubic = _fact(f"{first['small']}*{known['small']}", f"({first['large']})*({known['large']})", "cubic", equal=True)
    mixed["statements"][-1]["steps"].append({**_expect(cubic, ""), "of": [first["name"], known["name"]]})
    recursion = _define("delta_next", "beta*(delta + u) + (1 - beta)*e", "d", "algorithm")
    sums = _fact("delta_next**2", "beta**2*(delta + u)**2 + (1 - beta)**2*(N + X)/m", equal=True)
    worker = _define("y_next", "beta*y + (1 - beta)*(e_worker - e)", "w", "workers")
    kept = "beta**2*W + 2*beta*(1 - beta)*C + (1 - beta)**2*((m - 1)/m*m*sigma**2 - X/m)"
    bound = _fact("W_next", kept, equal=True)
    identity = _define("e_worker", "e_worker", "i")
    less = _fact("m*sigma**2", "m*sigma**2")
    inexact = _assume("smooth gradient", "s")
    squared = _fact("u**4", "x**4*R**4")
    return [
        quartic,
        mixed,
        _piece(_statement("m:1: beta:0:1", ["algorithm", "unbiased"], recursion, _expect(sums, "d", _WORKERS, _PAST))),
        _piece(
            _statement("m:1: beta:0:1", ["workers", "bounded variance"], worker, _expect(bound, "w", _WORKERS, _NOISE))
        ),
        _piece(_statement("m:1:", ["bounded variance"], identity, _expect(less, "i", _WORKERS, _NOISE))),
        _piece(_statement("x:0:", ["smooth gradient"], inexact, _expect(squared, "s"))),
    ]


def _wrong_induction(true: dict[str, Any]) -> list[dict[str, Any]]:
    """Sequences that do not start at 0, constants that vary, sums and levels of something else."""
    (gossip,), (l1,) = true["T10"]["statements"], true["L1"]["statements"]
    grows = _statement("f:0: m:2*f: p:0:1/4 decay:0:1", gossip["assumes"], _cite("T10", "claim", "v"))
    ratio = "2*f*m*p/(m - f)**2"
    grows["steps"].append(
        {"step": "recur", "fact": _fact("V", "0"), "premise": "v", "variable": "decay", "ratio": ratio}
    )
    equal, whole = copy.deepcopy(l1), copy.deepcopy(l1)
    equal["steps"][-1]["fact"]["equal"] = True
    whole["steps"][-1]["fact"]["large"] = whole["steps"][-1]["fact"]["large"].replace("*(1 - b)", "")
    few = _statement("m:0: beta:0:1", l1["assumes"], _cite("L1", "one step", "s"))
    few["steps"].append(_combine("W_next", l1["steps"][1]["fact"]["large"], s="1"))
    (hetero,) = true["L1-hetero"]["statements"]
    varies = _statement("m:1: beta:0:1 G:0: B:0: decay:0:1", hetero["assumes"], _cite("L1-hetero", "one step", "s"))
    closed = "(m*(G**2*one**2 + B**2*nabla_next**2) + (1 - beta)*(m - 1)*sigma**2)*(1 - decay)"
    varies["steps"].append(
        {"step": "recur", "fact": _fact("W", closed), "premise": "s", "variable": "decay", "ratio": "beta"}
    )
    descent = copy.deepcopy(true["T5"]["statements"][:-1])
    from_zero = _statement("gamma:0: x:0:1 m:1: G:0: B:0: kappa:0:1/B**2 T:1:", descent[-1]["assumes"])
    drift = "gamma*kappa*G**2*one**2/2"
    from_zero["steps"] = [
        _cite("L8-hetero", "descent", "d"),
        _combine("Q_next", f"Q + {drift}", "less", d="1"),
        _sum("Q_next", f"T*{drift}", "less", "Q", "t = 0..T-1"),
    ]
    left = _statement("m:1: kappa:0:", ["robust"], _assume("robust", "r"))
    left["steps"].append(_sum("0", "kappa/m*(dispersions - W_next)", "r", "0", "t = 0..T-1"))
    (step,) = true["L8"]["statements"]
    polyak = _statement("gamma:0: x:0:1 mu:0:x/gamma decay:0:1", [*step["assumes"], "Polyak-Lojasiewicz"])
    rate, level = "(1 - gamma*mu)", "Q - Q_star"
    noise = "gamma*xi**2/2"
    contract = {"step": "contract", "premise": "one", "potential": level, "ratio": rate, "constant": noise}
    reached = f"decay*(Q1 - Q_star) + (1 - decay)*{noise}/(1 - {rate})"
    polyak["steps"] = [
        _cite("L8", "descent with an error", "d"),
        _assume("Polyak-Lojasiewicz", "p"),
        _combine("Q_next - Q_star", f"{rate}*({level}) + {noise}", "one", d="1", p="gamma/2"),
        {**contract, "fact": _fact("Q_next - Q_star", reached), "power": "decay"},
    ]
    faster, backward = copy.deepcopy(true["T5-PL"]), copy.deepcopy(true["T5-PL"])
    last = faster["statements"][-1]["steps"][-1]
    last |= {"ratio": "1/2", "constant": "0"}
    last["fact"]["large"] = "decay*(Q1 - Q_star)"
    backward["statements"][-1]["region"][2][1:] = ["-1", "0"]
    singles = (grows, varies, left, polyak)
    before = ([gossip], [hetero], [], [step])
    return [
        *(_piece(*first, second) for first, second in zip(before, singles, strict=True)),
        *(_piece(equal), _piece(whole), _piece(l1, few), _piece(*descent, from_zero), faster, backward),
    ]


def _wrong_worlds(true: dict[str, Any]) -> list[dict[str, Any]]:
    """Two problems with something in them that is not admissible, and means that do not settle where it is said."""
    listed = []

    def changed(name: str, key: str, value: Any) -> None:
        data = copy.deepcopy(true[name])
        data["statements"][-1]["steps"][0][key] = value
        listed.append(data)

    first = true["T9-lower"]["statements"][-1]["steps"][0]
    a, core, z = first["groups"]
    changed("T9-lower", "fact", {**first["fact"], "small": "2*E**2"})
    changed("T9-lower", "groups", [a, core, z, a])
    changed("T9-lower", "groups", [a, core, [*z, "1"]])
    changed("T9-lower", "groups", [[*a[:2], f"{a[2]} + theta**2"], core, z])
    changed("T9-lower", "honest", [["A", "C", "C"], ["C", "Z"]])
    changed("T9-lower", "honest", [["A", "C"], ["C", "Y"]])
    changed("T9-lower", "honest", [["A", "C"], ["C", "Z"], ["A", "Z"]])
    changed("T9-lower", "faulty", "f/2")
    changed("T9-lower", "smoothness", "L/2")
    changed("T9-lower", "dissimilarity", ["0", "0"])
    changed("T9-lower", "poisoning", "0")
    changed("T4", "fixed", ["-bias", "bias"])
    changed("T4", "fixed", ["bias", "bias"])
    changed("T4", "fixed", ["-bias", "-bias", "0"])
    unstable = copy.deepcopy(true["T4"])
    unstable["statements"][-1]["region"][1][2] = ""
    return [*listed, unstable]


def handmade(true: dict[str, Any]) -> list[dict[str, Any]]:
    """False proofs, made from the true ones."""
    made = (_wrong_time, _wrong_meaning, _wrong_expectation, _wrong_induction, _wrong_worlds)
    return [data for make in made for data in make(true)]
