"""In the plane: two coordinates of a trimmed mean at once. Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

RULES: Final = (
    Inference(
        "coupling of two coordinates",
        "In the plane, in each coordinate F is the mean of the sorted values k+1 .. n-k, f <= k < n/2; b = min(k, m - "
        "k). e_c is the distance in coordinate c of the means of two sets B_c and T_c that make up S, |B_c| = b; A is "
        "the share of B_1 in B_2; t > 0 is any number.",
        "By the shift of order statistics, and its mirror image, the error in coordinate c is at most (k/m) e_c. (e_1, "
        "e_2) is the mean of (x_t1 - x_b1, y_t2 - y_b2) over coupled members: with probability A, b1 = b2 is uniform on"
        " B_1 & B_2 and t1 = t2 on T_1 & T_2; with (1-A) b/(m-b), b1 on B_1 - B_2, b2 on B_2 - B_1, t1 = b2, t2 = b1; "
        "else b1, b2 so and t1 = t2 on T_1 & T_2. The marginals are uniform. The first two are differences of members, "
        "<= D. The third has three of them, the origin, p and q say: with g = (c - 1/2)/3 and h = g + 1/2 the form h "
        "(p^2 + q^2) + g (p - q)^2 - p_x^2 - q_y^2 is >= 0 and 2 h + g <= c^2 where 2 c^2 - 2 c - 1 >= 0: it is <= c D;"
        " c = 1/2 + t/2 + 3/(8t) is such a number for every t > 0.",
        ("A", "b", "f", "k", "n", "t"),
        ("A", "1 - A", "t", "b - 1", "f", "k - f", "n - 2*k - 1", "k - b", "n - f - k - b", "-(k - b)*(n - f - k - b)"),
        facts=(
            (
                "coupling",
                "E",
                "k/(n - f)*(A + (1 - A)*(b/(n - f - b) + (1 - b/(n - f - b))*(1/2 + t/2 + 3/(8*t))))*D",
            ),
        ),
        about=("trimmed", "k=k"),
        plane=True,
        over=("A", "0", "1"),
        real=True,
    ),
)
