"""Direct judgments of compositions: what a stage makes of a bound, exactly, and which proofs of it are good."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from resam_theory.proof.as_data import as_data
from resam_theory.proof.bounds import read

from .direct import module, refused

__all__ = ["JUDGMENTS"]

C = "(inner_top/inner_bottom)"


def _proof(criterion: str) -> Any:
    stage = module("resam_theory.rules").get("nnm+median").stage
    return as_data(next(bound for bound in stage.proofs if bound.criterion == criterion))


def _found(criterion: str, value: Any, about: tuple[int, int, int | None] = (5, 1, None), **more: Any) -> Any:
    """What is proved of the median behind NNM at n = 5, f = 1."""
    c, t = (module(f"verification.recheck.{name}") for name in ("claim", "composed"))
    get, own = module("resam_theory.rules").get, more.get("inner", criterion)
    rule, proved = get("nnm+median"), more.get("proved", value)
    inner = c.Coefficient("median", get("median").definition, own, *about)
    given = c.Checked(inner, more.get("side", "upper"), value, own == "lambda", "certified", (), proved)
    claim = c.Coefficient("nnm+median", more.get("form", rule.definition), criterion, 5, 1, more.get("d"))
    bound = _proof(more.get("proof", criterion)) | more.get("changed", {})
    return t.composed(claim, {"from": given, "bound": bound})


def _sum(p: Any, q: Any) -> Any:
    return module("verification.recheck.theorem").RootSum(Fraction(p), Fraction(q))


def stages() -> None:
    """NNM at n = 5, f = 1: lambda <= (1 + c)/2 and kappa <= 1 + c."""
    assert [_found("kappa", Fraction(3)), _found("kappa", Fraction(3), (5, 1, 2), d=2)] == [4, 4]
    assert [_found("lambda", Fraction(9)), _found("lambda", Fraction(9, 4))] == [  # 4 and 25/16
        _sum("5/2", "9/16"),
        _sum("13/16", "9/64"),
    ]
    wrongs: tuple[dict[str, Any], ...] = (
        *({"about": (6, 1, None)}, {"about": (5, 2, None)}, {"about": (5, 1, 1)}, {"about": (5, 1, 1), "d": 2}),
        *({"inner": "lambda"}, {"proof": "lambda"}, {"side": "lower"}),
        *({"form": module("resam_theory.rules").get("median").definition}, {"changed": {"alternatives": ["9"]}}),
        *({"changed": {"squared": True}}, {"changed": {"line": True}}, {"changed": {"roots": ["0", "0", "0"]}}),
    )
    for wrong in wrongs:
        with refused():
            _found("kappa", Fraction(3), **wrong)
    for nothing in (None, Fraction(0)):
        with refused():
            _found("kappa", nothing)


def irrational() -> None:
    """Of 1 + 2 sqrt(1/2), and of its square, (1 + sqrt(2))^2 = 3 + 2 sqrt(2); of 2, stated for lambda^2."""
    silver = _sum(1, "1/2")
    assert _found("kappa", Fraction(5, 2), proved=silver) == _sum(2, "1/2")
    assert _found("kappa", Fraction(3), proved=Fraction(5, 2)) == Fraction(7, 2)
    # (1 + 1 + sqrt(2))/2 = 1 + sqrt(2)/2, squared 3/2 + sqrt(2)
    assert _found("lambda", Fraction(6), proved=silver.squared()) == _sum("3/2", "1/2")
    # the same number without what it is the square of: what is stated, 6, counts: (1 + sqrt(6))/2, squared
    assert _found("lambda", Fraction(6), proved=_sum(3, 2)) == _sum("7/4", "3/8")
    assert _found("lambda", Fraction(2)) == _sum("3/4", "1/8")
    assert _found("lambda", Fraction(3), proved=Fraction(2)) == _sum("3/4", "1/8")
    assert _found("lambda", Fraction(3), proved=Fraction(0)) == Fraction(1, 4)
    assert (silver * Fraction(3)) == _sum(3, "9/2")
    assert (silver - Fraction(3)) == _sum(-2, "1/2")
    spreads, one = module("verification.recheck.spreads"), Fraction(1)
    over = spreads.Over(Fraction(3), spreads.Largest([[one]], [one])) * Fraction(2)  # a ratio of lower bounds: 6
    assert [over >= Fraction(6), over >= Fraction(7)] == [True, False]


def maps() -> None:
    """Affine maps of c, which are the same however c is written, and nothing else."""
    affine = module("verification.recheck.composed")._affine
    for value, holds in (
        *(("4*f/m", True), (C, True), (f"4*f/m*(1 + {C})", True), (f"{C}*({C} + 1)/({C} + 1)", True)),
        *((f"{C}**2", False), (f"1/({C} + 1)", False), (f"{C}/({C} + 1)", False), ("inner_top", False)),
        *(("inner_top*inner_bottom", False), (f"{C} + inner_top - 1", False), (f"{C} + inner_bottom", False)),
        (f"{C}*({C} - 1)*({C} - 2) + {C}", False),
    ):
        assert affine(read(_proof("kappa") | {"value": value})) is holds
    assert not affine(read(_proof("kappa") | {"alternatives": ["1"]}))


def any_coefficient() -> None:
    """A case is about every c > 0, through the coefficient that it uses alone."""
    for_any = module("verification.recheck.composed")._for_any
    (case,) = _proof("kappa")["cases"]
    rows, at, steps = case["region"], case["at"], case["steps"]

    def holds(**changes: Any) -> bool:
        return for_any(read(_proof("kappa") | {"cases": [case | changes]}).cases[0])

    def use(inner: str) -> list[Any]:
        return [{**step, "at": {**step["at"], "inner": inner}} if "rule" in step else step for step in steps]

    assert holds()
    assert holds(region=[*rows, ["z", "m", "2*m"]], at={**at, "z": "m"})
    assert holds(steps=use("2*inner_top/(2*inner_bottom)"))
    for name in ("inner_top", "inner_bottom"):
        for low, high in (("2", ""), ("0", ""), ("1", "2")):
            assert not holds(region=[[row[0], low, high] if row[0] == name else row for row in rows])
        assert not holds(region=[*rows, ["z", name, ""]])
        assert not holds(region=[*rows, ["z", "0", f"{name} + 1"]])
        assert not holds(at={**at, name: f"2*{name}"})
        assert not holds(at={key: value for key, value in at.items() if key != name})
        assert not holds(at={**at, "f": f"f + {name} - {name}*{name}"})
        assert not holds(steps=use(name))
    assert not holds(steps=use("1"))
    assert not holds(steps=[*use(C), *use("1")])
    inner = ("inner_top", "inner_bottom")
    assert holds(region=[[name, "1", ""] for name in inner], at={name: name for name in inner}, steps=[])
    fewer = {**case, "region": [[row[0], "2", ""] if row[0] == "inner_top" else row for row in rows]}
    with refused():
        _found("kappa", Fraction(3), changed={"cases": [case, fewer]})
    assert _found("kappa", Fraction(3), changed={"cases": [case, case]}) == 4


JUDGMENTS: tuple[Callable[[], None], ...] = (stages, irrational, maps, any_coefficient)
