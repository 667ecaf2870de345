"""Rows clipped around one of them at the m-th least distance (F5). Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]


def _rule(*, honest: bool) -> Inference:
    """Around a row of S or not."""
    others = "f" if honest else "f - 1"
    facts = [("clipped", "m*E", f"({others})*rho + j*(R - rho)")]
    facts += [("radius", "rho", "R"), ("diameter", "R", "D")] if honest else []
    facts += [] if honest else [("radius", "rho", "D"), ("reach", "R", "rho + D")]
    return Inference(
        f"clipped around a row {'of' if honest else 'outside'} S",
        "F = o + (1/m) sum of clip(x_i - o), clip shortening to rho, the m-th least distance to the row o, which has "
        f"the least rho of all rows; o is {'' if honest else 'not '}in S; R is the largest distance of S to o, j rows "
        "of S are farther than rho.",
        "m (F - M) is the sum over the f rows outside S of clip(x - o), at most rho each (o adds nothing), plus that "
        "over S of clip(x - o) - (x - o): j <= f terms of at most R - rho. "
        + (
            "One of the f + 1 farthest rows is in S: rho <= R."
            if honest
            else "A row of S has all of S within D: the least rho is <= D; one of the m rows within rho of o is in S."
        ),
        ("f", "m", "j"),
        (others, "m - f - 1", "j", "f - j"),
        facts=tuple(facts),
        about=("anchor_clipped", "times=1"),
        among=("row clipped around", "in S" if honest else "faulty"),
        over=("j", "0", "f"),
    )


_BY_VARIANCE: Final = Inference(
    "clipped around a row, by variance",
    "F = o + (1/m) sum of clip(x_i - o), clip shortening to rho, the m-th least distance to the row o, which has the "
    "least rho of all rows; J are the j rows of S farther than rho from o, P the others; y is the sum over J of the "
    "distances from the mean of P.",
    "m (F - M) is the sum over the f rows outside S of clip(x - o), at most rho each, plus that over J of clip(x "
    "- o) "
    "- (x - o), each ||x - o|| - rho <= ||x - mean of P||, as P is within rho of o. The row of S nearest to M, u "
    "away, "
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


def _row_by_row(*, line: bool) -> Inference:
    """Around a row, then around the output."""
    far = "(m + f - 1)*D" if line else "(m + 5/4*(f - 1))*D"
    apart = (
        "on the line that is at most D, as x is at most D beyond x_i and y_i"
        if line
        else "by Stewart's theorem its square is at most (rho + D)^2 + rho^2 - 2 rho sqrt(rho (rho + 2 D)), which "
        "grows with rho to (5 - 2 sqrt 3) D^2 at rho = D, less than (5/4)^2 D^2"
    )
    return Inference(
        f"clipped around a row twice{' on the line' if line else ''}",
        "F1 = o + (1/m) sum of clip(x_i - o), clip shortening to rho, the m-th least distance to the row o, "
        "which has "
        "the least rho of all rows; F is the same around F1, whose m-th least distance need not be the least; R2 "
        "is the "
        "largest distance of S to F1.",
        "Around F1, m E <= f rho2 + j (R2 - rho2) with j <= f and rho2 <= R2. For x in S, m (F1 - x) is the sum "
        "over S "
        "of y_i - x, y_i = o + clip(x_i - o), and of clip(x_i - o) over the others, at most rho <= D each. If o "
        "is in S, "
        "y_i lies between o and x_i, within D of x, and that of x itself is at most D - rho away: (m - 1) D + (D "
        "- rho) "
        "+ f rho. If o is faulty it adds nothing, R <= rho + D. If x is within rho of o, y_i again lies between two "
        "points within D of x: (m - 1) D + (f - 1) D. If not, its own y is at most D away, the rows within rho "
        "of o at "
        f"most D, and for each of the other f - 1 or fewer rows, ||y_i - x||: {apart}.",
        ("f", "m"),
        ("f - 1", "m - f - 1"),
        facts=(("clipped twice", "m*E", "f*R2"), ("far", "m*R2", far)),
        about=("anchor_clipped", "times=2"),
        line=line,
    )


RULES: Final = (
    *(_row_by_row(line=line) for line in (False, True)),
    *(_rule(honest=honest) for honest in (True, False)),
    _BY_VARIANCE,
)
