"""Rows clipped around one of them at the m-th least distance (F5). Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]


def _rule(*, honest: bool, twice: bool) -> Inference:
    """Around a row of S or not; F is the clipped mean, or the clipped mean around that."""
    error, about = ("E1", "2") if twice else ("E", "1")
    others = "f" if honest else "f - 1"
    facts = [("clipped", f"m*{error}", f"({others})*rho + j*(R - rho)")]
    facts += [("radius", "rho", "R"), ("diameter", "R", "D")] if honest else []
    facts += [] if honest else [("radius", "rho", "D"), ("reach", "R", "rho + D")]
    facts += [("clipped twice", "m*E", "f*R2"), ("far", "R2", "(m - 1)/m*D + E1")] if twice else []
    return Inference(
        f"clipped around a row {'of' if honest else 'outside'} S{', twice' if twice else ''}",
        "F1 = o + (1/m) sum of clip(x_i - o), clip shortening to rho, the m-th least distance to the row o, which has "
        f"the least rho of all rows; o is {'' if honest else 'not '}in S; R is the largest distance of S to o, j rows "
        "of S are farther than rho. "
        + (
            "F is the same around F1, whose error is E1; R2 is the largest distance of S to F1."
            if twice
            else "F is F1."
        ),
        "m (F1 - M) is the sum over the f rows outside S of clip(x - o), at most rho each (o adds nothing), plus that "
        "over S of clip(x - o) - (x - o): j <= f terms of at most R - rho. "
        + (
            "One of the f + 1 farthest rows is in S: rho <= R."
            if honest
            else "A row of S has all of S within D: the least rho is <= D; one of the m rows within rho of o is in S."
        )
        + (
            " Around F1 too m E <= f rho + j (R2 - rho), rho <= R2; a row of S is within (m-1)/m D of M."
            if twice
            else ""
        ),
        ("f", "m", "j"),
        (others, "m - f - 1", "j", "f - j"),
        facts=tuple(facts),
        about=("anchor_clipped", f"times={about}"),
        among=(f"row clipped around{', twice' if twice else ''}", "in S" if honest else "faulty"),
        over=("j", "0", "f"),
    )


_BY_VARIANCE: Final = Inference(
    "clipped around a row, by variance",
    "F = o + (1/m) sum of clip(x_i - o), clip shortening to rho, the m-th least distance to the row o, which has the "
    "least rho of all rows; J are the j rows of S farther than rho from o, P the others; y is the sum over J of the "
    "distances from the mean of P.",
    "m (F - M) is the sum over the f rows outside S of clip(x - o), at most rho each, plus that over J of clip(x - o) "
    "- (x - o), each ||x - o|| - rho <= ||x - mean of P||, as P is within rho of o. The row of S nearest to M, u away, "
    "has rho <= u + w, another row of S w from M: m V >= (m - 1) u^2 + w^2, and Cauchy-Schwarz. m V is at least the "
    "sum over J of ||x - M||^2 and (m - j) ||mean of P - M||^2, so at least ((m - j)/m) sum over J of ||x - mean of "
    "P||^2 >= ((m - j)/(m j)) y^2.",
    ("f", "j", "m"),
    ("f - 1", "m - f - 1", "j", "f - j"),
    facts=(
        ("triangle", "m**2*E2", "(f*rho + y)**2"),
        ("radius", "(m - 1)*rho**2", "m**2*V"),
        ("moved", "(m - j)*y**2", "j*m**2*V"),
    ),
    about=("anchor_clipped", "times=1"),
    over=("j", "0", "f"),
)
RULES: Final = (
    *(_rule(honest=honest, twice=twice) for twice in (False, True) for honest in (True, False)),
    _BY_VARIANCE,
)
