"""Direct judgments of two problems that answer alike and of means that settle: true ones, and falsified."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .direct import refused
from .direct_setting import Rows, fact, proof_module, same, setting

__all__ = ["GROUPS", "JUDGMENTS", "WORLDS"]

WORLDS: Rows = (("L", "0", ""), ("E", "0", ""), ("f", "1", ""), ("n", "2*f", ""))
GROUPS = (
    *(("A", "f", "L*theta + E*one*(n - f)/f"), ("C", "n - 2*f", "L*theta"), ("Z", "f", "L*theta - E*one*(n - f)/f")),
)


def worlds() -> None:
    """(G, B) and poisoning at most: f of n - f workers answer E (n - f)/f further, so that the mean is E further."""
    w, t = proof_module("written", "two_worlds")

    def holds(assumes: Iterable[str] = ("any algorithm",), worst: str = "", **changes: Any) -> bool:
        given = {
            "fact": fact("E**2", "worst"),
            "groups": GROUPS,
            "honest": (("A", "C"), ("C", "Z")),
            "faulty": "f",
            "smoothness": "L",
            "dissimilarity": ("E**2*(n - 2*f)/f", "0"),
            "poisoning": "E**2*n**2/f**2",
        }
        made = setting(WORLDS, assumes)
        made.about(worst)
        try:
            given |= changes
            found = t.told_apart(w.Worlds(**given), made)
        except ValueError:
            return False
        assert f"of two problems: f workers answer {GROUPS[0][2]}; " in made.worst
        poisoned = f"A^2 = {given['poisoning']}" in made.worst
        return poisoned == bool(given["poisoning"]) and same(found.large, "worst")

    def group(place: int, *new: str) -> tuple[Any, ...]:
        return (*GROUPS[:place], new, *GROUPS[place + 1 :])

    assert holds()
    assert holds(poisoning="")
    assert holds(faulty="f + 1")
    assert holds(smoothness="L + 1")
    assert holds(fact=fact("E**2/2", "worst"))
    assert holds(dissimilarity=("E**2*(n - 2*f)/f", "1"))
    assert (
        holds(dissimilarity=("0", "(n - 2*f)/f"), fact=fact("E**2", "worst"), poisoning="") is False
    )  # at theta = -E/L
    assert not holds(())
    assert not holds(worst="another pair")
    for small, large, equal in (
        *(("E**2", "worst", True), ("E**2", "2*worst", False), ("E**2", "worst + 1", False)),
        *(("101/100*E**2", "worst", False), ("2*E**2", "worst", False), ("E**2/(E - 1)", "worst", False)),
    ):
        assert not holds(fact=fact(small, large, equal=equal))
    for honest in (
        (("A", "C", "C"), ("C", "Z")),
        (("A", "C"), ("C", "Y")),
        (("A", "C"),),
        (("A", "C"),) * 3,
        (("A", "C"), ()),
    ):
        assert not holds(honest=honest)
    assert not holds(faulty="f - 1/2")
    assert not holds(faulty="0")
    assert not holds(faulty="decay*f")
    assert not holds(smoothness="99/100*L")
    assert not holds(smoothness="-L")
    for G2, B2 in (("99/100*E**2*(n - 2*f)/f", "0"), ("0", "0"), ("0", "1"), ("E**2*(n - 2*f)/f", "-1/100")):
        assert not holds(dissimilarity=(G2, B2))
    assert not holds(dissimilarity=("E**2*(n - 2*f)/f",))
    assert not holds(dissimilarity=("E**2*(n - 2*f)/f", "0", "0"))
    assert not holds(poisoning="99/100*E**2*n**2/f**2")
    assert not holds(poisoning="0")
    for groups in (
        *(
            (*GROUPS, GROUPS[0]),
            (*GROUPS, ("A", "0", "theta")),
            ((*GROUPS[0], "1"), *GROUPS[1:]),
            (("A", "f"), *GROUPS[1:]),
        ),
        *(group(0, "A", "f", f"{GROUPS[0][2]} + theta**2"), group(0, "A", "f", f"{GROUPS[0][2]} + E")),
        *(group(0, "A", "f", f"{GROUPS[0][2]} + nabla"), group(0, "A", "f", "L*theta/(theta + one)")),
        (*GROUPS, ("Y", "0", "decay*theta")),
        *((*GROUPS, ("Y", size, "theta")) for size in ("1/2", "0*f/2 + n/2", "-1", "f - n", "n/f", "E", "L - L + E")),
    ):
        assert not holds(groups=groups, poisoning="")
    assert holds(groups=(*GROUPS, ("Y", "0", "-7*theta")), poisoning="")
    assert holds(groups=(*GROUPS, ("Y", "1", "-7*theta")), poisoning="", faulty="f + 1")
    assert not holds(groups=(*GROUPS, ("Y", "1", "-7*theta")), poisoning="")
    assert not holds(groups=(*GROUPS, ("Y", "1", "-7*theta")), faulty="f + 1")
    assert holds(fact=fact("0", "worst"), honest=(("A", "C", "Z"),) * 2, faulty="0", dissimilarity=ALL, poisoning="")
    far = {"faulty": "n", "dissimilarity": ("0", "0"), "poisoning": ""}
    assert holds(honest=(("A",), ("Z",)), fact=fact("E**2*(n - f)**2/f**2", "worst"), **far)
    assert not holds(honest=(("A", "A"), ("Z",)), fact=fact("E**2*(n - f)**2/f**2", "worst"), **far)
    falling = tuple((name, size, answer.replace("L*theta", "-L*theta")) for name, size, answer in GROUPS)
    for smoothness, least in (("L", True), ("L + 1", True), ("L/2", False), ("-L", False)):
        made = setting(WORLDS, ["any algorithm"])
        step = (
            fact("E**2", "worst"),
            falling,
            (("A", "C"), ("C", "Z")),
            "f",
            smoothness,
            ("E**2*(n - 2*f)/f", "0"),
            "",
        )
        if least:
            t.told_apart(w.Worlds(*step), made)
        else:
            with refused():
                t.told_apart(w.Worlds(*step), made)
    _sizes(t)


ALL = ("2*E**2*(n - f)**2/(f*n)", "0")
"""What all three groups are dissimilar by."""


def _sizes(t: Any) -> None:
    """Whole numbers of workers, in f, m and n."""
    made = setting((*WORLDS, ("m", "1", "")), ["any algorithm"])
    for size in ("f", "n - 2*f", "3", "0", "2*f + n", "f*n", "(4*f + 2*n)/2", "f + m + n"):
        assert same(t._workers(size, made), size)
    for size in ("1/2", "n/2", "n/f", "-1", "f - n", "E", "n + E", "f + 1/3", "L - L + 1/2", "n - 3*f"):
        with refused():
            t._workers(size, made)


def settles() -> None:
    """Heavy ball on a quadratic: z' = A z + c, det A = beta (1 + x) - ..., with eigenvalues inside the unit circle."""
    w, t = proof_module("written", "two_worlds")
    stable: Rows = (("beta", "0", "1"), ("x", "0", "(2*beta + 2)/(1 - beta)"))

    def holds(
        rows: Rows = stable, assumes: Iterable[str] = ("quadratic loss",), where: Any = (), **changes: Any
    ) -> bool:
        given = {"fact": fact("mean2", "bias**2", equal=True), "fixed": ("-bias", "-bias"), "by": "quadratic loss"}
        try:
            found = t.settled(w.Settle(**(given | changes)), setting(rows, assumes, where))
        except ValueError:
            return False
        return found.equal and same(found.large, "bias**2")

    assert holds()
    assert holds((("beta", "0", "1"), ("x", "0", "2")))
    assert holds((("beta", "0", "1"),), where=[("x", "1")])
    assert holds((("beta", "0", "1"),), where=[("x", "1 + beta")])
    assert not holds(assumes=())
    for rows in (
        *((("beta", "0", "1"), ("x", "0", "(2*beta + 3)/(1 - beta)")), (("beta", "0", "1"), ("x", "0", ""))),
        *(
            (("beta", "0", "1"), ("x", "-1", "2")),
            (("beta", "0", "3"), ("x", "0", "1")),
            (("beta", "-3", "1"), ("x", "0", "1")),
        ),
        *((("beta", "1", "2"), ("x", "0", "1")), (("beta", "1", "2"), ("x", "-1", "0"))),
    ):
        assert not holds(rows)
    assert not holds((("beta", "0", "1"),), where=[("x", "0")])
    assert not holds((("beta", "0", "1"),), where=[("x", "(2*beta - 1)**2")])
    assert not holds((("beta", "0", "1"),), where=[("x", "1/(2*beta - 1)**2")])
    for fixed in (
        ("-bias", "bias"),
        ("bias", "bias"),
        ("bias", "-bias"),
        ("-bias", "-bias", "0"),
        ("-bias",),
        ("0", "0"),
    ):
        assert not holds(fixed=fixed)
    for small, large, equal in (
        *(("mean2", "bias**2", False), ("mean2", "bias**2/2", True), ("2*mean2", "bias**2", True)),
        *(("mean2", "-bias", True), ("W", "bias**2", True)),
    ):
        assert not holds(fact=fact(small, large, equal=equal))
    assert not holds(by="algorithm", assumes=("algorithm",))
    assert not holds(by="smooth value", assumes=("smooth value",))


JUDGMENTS: tuple[Callable[[], None], ...] = (worlds, settles)
