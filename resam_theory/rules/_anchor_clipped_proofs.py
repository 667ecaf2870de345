"""Anchor-clipped means: (F5) for all (n, f), and the worst inputs. The statements are those of
:mod:`.anchor_clipped_mean`."""

from __future__ import annotations

from typing import Final

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["FAMILIES", "FAMILIES_TWICE", "NAME", "PROOFS", "PROOFS_TWICE", "TWICE"]

NAME: Final = "anchor_clipped_mean"
TWICE: Final = "anchor_clipped_twice"
_AT: Final = (("f", "f"), ("m", "m"))
_REGION: Final = Region.of(("f", "1", ""), ("j", "0", "f"), ("m", "f + 1", ""))


def _cases() -> tuple[Case, Case]:
    """The two cases of the proof, once: m E <= (2f-1) D."""
    own = (("clipped", "1"), ("radius", "f - j"), ("diameter", "f"), ("D >= 0", "f - 1"))
    other = (("clipped", "1"), ("reach", "j"), ("radius", "f - 1"), ("D >= 0", "f - j"))

    def case(label: str, where: str, weights: tuple[tuple[str, str], ...]) -> Case:
        steps = (
            Use(f"clipped around a row {where} S", (*_AT, ("j", "j"))),
            Use("variance is nonnegative"),
            Combine("once", "m*E", "(2*f - 1)*D", weights),
            Combine("lambda", "E", "(2*f - 1)/m*D", (("once", "1/m"),)),
        )
        return Case(label, _REGION, (("n", "m + f"),), _AT, steps)

    return case("o in S", "of", own), case("o faulty", "outside", other)


_ONCE: Final = Bound(
    f"{NAME}.lambda.every_dimension", "lambda", "(2*f - 1)/m", _cases(), "o is in S or not", source="F5"
)


def _row_by_row(name: str, value: str, *, line: bool) -> Bound:
    use = Use(f"clipped around a row twice{' on the line' if line else ''}", _AT)
    claim = Combine("lambda", "E", f"{value}*D", (("clipped twice", "1/m"), ("far", "f/m**2")))
    case = Case("all", Region.of(("f", "1", ""), ("m", "f + 1", "")), (("n", "m + f"),), _AT, (use, claim))
    return Bound(f"{TWICE}.lambda.{name}", "lambda", value, (case,), "one case", line=line, source="F5")


_BY_VARIANCE: Final = Bound(
    f"{NAME}.kappa.by_variance",
    "kappa",
    "(1 + t)*f**2/(m - 1) + (1 + 1/t)*f/(n - 2*f)",
    (
        Case(
            "j of S clipped",
            Region.of(("f", "1", ""), ("j", "0", "f"), ("m", "f + 1", ""), ("t", "0", "")),
            (("n", "m + f"),),
            _AT,
            (
                Use("clipped around a row, by variance", (*_AT, ("j", "j"))),
                Use("variance is nonnegative"),
                Combine(
                    "kappa",
                    "E2",
                    "((1 + t)*f**2/(m - 1) + (1 + 1/t)*f/(m - f))*V",
                    (
                        ("triangle", "1/m**2"),
                        ("radius", "(1 + t)*f**2/(m**2*(m - 1))"),
                        ("moved", "(1 + 1/t)/(m**2*(m - j))"),
                        ("V >= 0", "(1 + 1/t)*(f/(m - f) - j/(m - j))"),
                    ),
                ),
            ),
        ),
    ),
    "one case",
    roots=("f**2/(m - 1) + f/(n - 2*f)", "f**2/(m - 1)", "f/(n - 2*f)"),
    source="F5",
)


def _family(criterion: str, name: str, value: str, *near: Cluster) -> Family:
    """S is ``near``, the row clipped around at -1, the other faulty at -2."""
    anchor, far = Cluster("1", ("-1",), False), Cluster("f - 1", ("-2",), False)
    large, small = (("n", "a + 2*f"), ("m", "a + f")), (("f", "1"), ("n", "a + 2"), ("m", "a + 1"))
    at = (("a", "n - 2*f"),)
    places = (
        Place("f >= 2", Region.of(("f", "2", ""), ("a", "1", "")), large, (("f", "f"), *at), (*near, anchor, far)),
        Place("f = 1", Region.of(("a", "1", "")), small, at, (*near, anchor)),
    )
    return Family(f"{NAME}.{criterion}.{name}", criterion, value, places, source="F5")


_MANY: Final = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True))
FAMILIES: Final = (
    _family("lambda", "attained", "((2*f - 1)/m)**2", *_MANY),
    _family("kappa", "many_out", "(2*f - 1)**2/(f*(n - 2*f))", *_MANY),
    _family("kappa", "one_out", "f**2/(m - 1)", Cluster("m - 1", ("0",), True), Cluster("1", ("1",), True)),
)
_TWICE_AT: Final = Place(
    "all",
    Region.of(("f", "1", ""), ("a", "1", "")),
    (("n", "a + 2*f"), ("m", "a + f")),
    (("f", "f"), ("a", "n - 2*f")),
    (Cluster("m - 1", ("0",), True), Cluster("1", ("1",), True), Cluster("f", ("-3",), False)),
)


def _far_place(name: str, a: str, *rows: tuple[str, str, str]) -> Place:
    """f + 1 far rows, which are nearer to the first output than the others are, or not, or as near."""
    given = (("n", f"({a} + 2*f)"), ("m", f"({a} + f)"), *((("a", a),) if a != "a" else ()))
    names = {name for name, *_ in rows}
    at = (("f", "f"), *((("a", "n - 2*f"),) if "a" in names else ()), ("t", "1"))
    clusters = (Cluster("n - f - 1", ("0",), True), Cluster("f + 1", ("m**2*t",), False))
    return Place(name, Region.of(*rows, ("t", "1", "")), given, at, clusters)


_FAR: Final = Family(
    f"{TWICE}.breakdown.far",
    "breakdown",
    "f",
    (
        _far_place("a = 1", "1", ("f", "1", "")),
        _far_place("2 <= a <= f + 1", "a", ("a", "2", ""), ("f", "a - 1", "")),
        _far_place("a = f + 2", "(f + 2)", ("f", "1", "")),
        _far_place("a >= f + 3", "a", ("f", "1", ""), ("a", "f + 3", "")),
    ),
)
FAMILIES_TWICE: Final = (
    Family(f"{TWICE}.lambda.attained", "lambda", "(f*(m + f - 1)/m**2)**2", (_TWICE_AT,), source="F5"),
    Family(f"{TWICE}.kappa.one_out", "kappa", "f**2*(m + f - 1)**2/(m**2*(m - 1))", (_TWICE_AT,), source="F5"),
    _FAR,
)
PROOFS: Final = (_ONCE, _BY_VARIANCE)
PROOFS_TWICE: Final = (
    _row_by_row("every_dimension", "f*(m + 5/4*(f - 1))/m**2", line=False),
    _row_by_row("line", "f*(m + f - 1)/m**2", line=True),
)
