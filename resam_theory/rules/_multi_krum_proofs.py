"""Multi-Krum: (B7) for all (n, f), and the worst inputs. The statements are those of :mod:`.multi_krum`."""

from __future__ import annotations

from typing import Final

from ..proof.bounds import Bound, Case, Combine, Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place

__all__ = ["FAMILIES", "PROOFS"]

NAME: Final = "multi_krum"
_W: Final = "(b/m)**2/(m - f)"
_KAPPA: Final = Bound(
    f"{NAME}.kappa.every_dimension",
    "kappa",
    "4*f/(n - 2*f)",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "2*f", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("a selected row against those left out", (("a", "m - f"), ("b", "b"), ("f", "f"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine(
                    "kappa",
                    "E2",
                    "4*f/(m - f)*V",
                    (
                        ("mean of the exchanged", "1"),
                        ("two steps", _W),
                        ("selection", f"2*{_W}"),
                        ("inside S", f"2*{_W}"),
                        ("Q inside S", f"4/b*{_W}"),
                        ("spread of Q", f"(2*m - 4*b)*{_W}"),
                        ("V >= 0", "4*(f - b)/(m - f)"),
                    ),
                ),
            ),
        ),
    ),
    "n >= 3f; b = 0 leaves F = M",
    where="n >= 3*f",
    source="B7",
)

_LAMBDA: Final = Bound(
    f"{NAME}.lambda.every_dimension",
    "lambda",
    "(2*f/m)**2",
    (
        Case(
            "b exchanged",
            Region.of(("f", "1", ""), ("b", "1", "f"), ("m", "3*f", "")),
            (("n", "m + f"),),
            (("f", "f"), ("m", "m")),
            (
                Use("a selected row against those left out", (("a", "m - f"), ("b", "b"), ("f", "f"), ("m", "m"))),
                Use("variance is nonnegative"),
                Combine(
                    "lambda",
                    "E2",
                    "(2*f/m)**2*D2",
                    (
                        ("mean of the exchanged", "1"),
                        ("two steps", _W),
                        ("selection", f"2*{_W}"),
                        ("A to Q", f"2*{_W}"),
                        ("S to Q", f"2*{_W}"),
                        ("spread of Q", f"2*(m - f - 2*b)*{_W}"),
                        ("D2 >= 0", f"(2*f/m)**2 - 2*(2*m - f - b)*{_W}"),
                    ),
                ),
            ),
        ),
    ),
    "n >= 4f; b = 0 leaves F = M",
    squared=True,
    where="n >= 4*f",
    source="B7",
)

_LINE: Final = (Cluster("n - 2*f", ("0",), True), Cluster("f", ("1",), True), Cluster("f", ("-1",), False))
_FAMILY: Final = Family(
    f"{NAME}.kappa.attained",
    "kappa",
    "4*f/(n - 2*f)",
    (
        Place(
            "n > 3f",
            Region.of(("f", "1", ""), ("a", "f + 1", "")),
            (("n", "a + 2*f"), ("m", "a + f")),
            (("f", "f"), ("a", "n - 2*f")),
            _LINE,
        ),
        Place("n = 3f", Region.of(("f", "1", "")), (("n", "3*f"), ("m", "2*f")), (("f", "f"),), _LINE),
    ),
    where="n >= 3*f",
    source="B7",
)

_FAMILY_LAMBDA: Final = Family(
    f"{NAME}.lambda.attained",
    "lambda",
    "(2*f/m)**2",
    (
        Place(
            "n >= 4f",
            Region.of(("f", "1", ""), ("a", "2*f", "")),
            (("n", "a + 2*f"), ("m", "a + f")),
            (("f", "f"), ("a", "n - 2*f")),
            _LINE,
        ),
    ),
    where="n >= 4*f",
    source="B7",
)

PROOFS: Final = (_KAPPA, _LAMBDA)
FAMILIES: Final = (_FAMILY, _FAMILY_LAMBDA)
