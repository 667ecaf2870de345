"""Multi-Krum: (B7) for all (n, f), and the worst inputs. The statements are those of :mod:`.multi_krum`."""

from __future__ import annotations

from typing import Final

from ..proof.bounds import Use
from ..proof.region import Region
from ..proof.worst import Cluster, Family, Place
from ._exchange import exchanged

__all__ = ["FAMILIES", "PROOFS", "of_q"]

NAME: Final = "multi_krum"
_W: Final = "(b/m)**2/(m - f)"
_USE: Final = Use("a selected row against those left out", (("a", "m - f"), ("b", "b"), ("f", "f"), ("m", "m")))
_FIRST: Final = (("mean of the exchanged", "1"), ("two steps", _W), ("selection", f"2*{_W}"))
_KAPPA: Final = exchanged(
    NAME,
    "kappa",
    _USE,
    (
        *_FIRST,
        *(("inside S", f"2*{_W}"), ("Q inside S", f"4/b*{_W}"), ("spread of Q", f"(2*m - 4*b)*{_W}")),
    ),
    least="2*f",
    where="n >= 3*f",
    source="B7",
)
_LAMBDA: Final = exchanged(
    NAME,
    "lambda",
    _USE,
    (
        *_FIRST,
        *(("A to Q", f"2*{_W}"), ("S to Q", f"2*{_W}"), ("spread of Q", f"2*(m - f - 2*b)*{_W}")),
    ),
    rest=f"(2*f/m)**2 - 2*(2*m - f - b)*{_W}",
    least="3*f",
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


def of_q(name: str, q: int) -> tuple[Family, ...]:
    """The same input for the mean of q rows: q <= f and n <= 3f, all of them faulty; f < q <= m and n = 3f, all faulty
    rows and q - f of the zeros."""
    given, at = (("n", "a + 2*f"), ("m", "a + f")), (("f", "f"), ("a", "n - 2*f"))
    few = (
        *(
            Place(
                f"n = 2f + {a}",
                Region.of(("f", f"{q}", "")),
                *((("n", f"2*f + {a}"), ("m", f"f + {a}")), (("f", "f"),), _LINE),
            )
            for a in range(1, q - 1)
        ),
        Place("n < 3f", Region.of(("a", f"{max(1, q - 1)}", ""), ("f", "a + 1", "")), given, at, _LINE),
        Place("n = 3f", Region.of(("f", f"{q}", "")), (("n", "3*f"), ("m", "2*f")), (("f", "f"),), _LINE),
    )
    many = tuple(
        Place(f"f = {f}", Region.of(), (("n", f"{3 * f}"), ("m", f"{2 * f}"), ("f", f"{f}")), (), _LINE)
        for f in range((q + 1) // 2, q)
    )
    large = f"Eq(n, 3*f) & (f < {q}) & (n - f >= {q})"
    found = (
        *((f"{name}.kappa.few", "n**2/(f*(n - 2*f))", few, f"(f >= {q}) & (n <= 3*f)"),),
        *((f"{name}.kappa.many", f"f*(m + {q})**2/({q}**2*(n - 2*f))", many, large),),
    )
    return tuple(Family(label, "kappa", value, cases, (), where, "B7") for label, value, cases, where in found if cases)
