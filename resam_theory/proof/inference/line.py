"""On the line: order statistics, windows of values, weights. Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

_WINDOW: Final = (
    ("window", "m*E", "2*l*(A - B)"),
    ("squared window", "m**2*E**2", "4*l**2*(A - B)**2"),
    ("range", "A - B", "D"),
    ("two far groups", "(A - B)**2", "(1/l + 1/q)*m*V"),
)
_MIXED: Final = (
    ("pipeline", "stage.name=nnm", "rule.name=trimmed", "rule.k=(n-1)//2"),
    " of mixed rows",
    "each row is replaced by the mean of the m nearest to it, and F is the median of what comes out; of the windows of "
    "the middle rows the upper one is meant;",
    "Rows and the means of their windows have the same order. Odd n: F is the mean of the rows nearest to the median, "
    "argued as for that. Even n = 2h: half the sum of those of x_(h) and x_(h+1), so that m E is at most the sum over "
    "the l of x_(h+1) - x plus that over k <= l of them of x_(h) - x. x_(h) and x_(h+1) are at most the q-th and the "
    "(q-1)-th largest of S, whose sum is <= 2 (A + M); and that with x, which is not above the q-th, as well.",
)
_PLAIN: Final = (
    ("nearest", "anchor.k=(n-1)//2", "count=m"),
    "",
    "F is the mean of the m inputs nearest to the median mu;",
    "As many inputs are in the window and not in S as the other way round. Dropping those above leaves m E <= "
    "the sum over l inputs of the window minus the sum over the l of S below it; no input of the window "
    "exceeds mu by more than an excluded value falls short of it, so m E <= 2 sum over the l of (mu - x); and "
    "mu is at most the mean of the q largest of S, as adding f points only lowers order statistics.",
)

RULES: Final = (
    Inference(
        "added points shift order statistics",
        "F is the mean of the sorted values k+1 .. n-k of all n inputs on the line, f <= k < n/2; A is the mean of"
        " the m - k largest members of S and B that of the k smallest, minus M.",
        "With u the sorted inputs and y the sorted S, u_(j) <= y_(j) for j <= m, and n - k <= m. So F is at most "
        "the mean of y_(k+1..n-k), which is at most that of y_(k+1..m). The variance between two groups is at most"
        " V.",
        ("f", "k", "n"),
        ("f", "k - f", "n - 2*k - 1"),
        facts=(
            ("shift", "E", "A"),
            ("squared shift", "E**2", "A**2"),
            ("range", "A - B", "D"),
            ("variance between", "((n - f - k)*A**2 + k*B**2)/(n - f)", "V"),
        ),
        definitions=(("B", "-(n - f - k)*A/k"),),
        about=("trimmed", "k=k"),
        line=True,
        any_size=True,
    ),
    *(
        Inference(
            f"window around the median{of}",
            f"On the line, {what} l <= f members of S lie below the window, l > 0, and q = h + 1 - f > 0 with h = "
            "floor(n/2); A and B are the means of the q largest and of the l smallest members of S, minus M.",
            proof,
            ("f", "l", "q", "m"),
            ("l - 1", "f - l", "q - 1", "m - l - q"),
            facts=_WINDOW,
            about=about,
            line=True,
            means=(("q", "n//2 + 1 - f"),),
            over=("l", "1", "f"),
        )
        for about, of, what, proof in (_PLAIN, _MIXED)
    ),
    Inference(
        "window around the trimmed mean",
        "On the line, F is the mean of the m inputs nearest to the mean mu of the sorted values f+1 .. n-f; l <= f "
        "members of S lie below the window, l > 0, and a = n - 2f > 0; A and B are the means of the a largest and of "
        "the l smallest members of S, minus M.",
        "As around the median; mu is at most the mean of the a largest of S, as adding f points only lowers order "
        "statistics, and a of the values of S are f+1 .. m-th.",
        ("f", "l", "a", "m"),
        ("l - 1", "f - l", "a - 1", "m - f - a", "a + f - m"),
        facts=(
            ("window", "m*E", "2*l*(A - B)"),
            ("squared window", "m**2*E**2", "4*l**2*(A - B)**2"),
            ("range", "A - B", "D"),
            ("two far groups", "(A - B)**2", "(1/l + 1/a)*m*V"),
        ),
        about=("nearest", "anchor.k=f", "count=m"),
        line=True,
        over=("l", "1", "f"),
    ),
    *(
        Inference(
            f"weights on {blocks}",
            "On the line, F is the sum of w_j u_(j), w >= 0, w_j = w_(n+1-j), zero at the k lowest positions and "
            "beyond m; the weights fall on positions k+1 .. k+r and on k+r+1 .. m, where they sum to at most beta (1 "
            "where r = 0). B, C, T are the mean of the k smallest members of S, that of the next r (0 where r = 0), "
            "and that of the others, minus M.",
            "With y the sorted S, u_(j) <= y_(j) for j <= m. On a block the weights fall while the values rise: "
            "Chebyshev's sum inequality; and C <= T. The variance between three groups is at most V, the distance of "
            "two of their means at most D.",
            ("beta", "k", "m", "r"),
            ("beta", "1 - beta", "k - 1", "r - 1 + beta", "m - k - r - 1"),
            facts=(
                ("weights", "E", "(1 - beta)*C + beta*T"),
                ("squared weights", "E**2", "((1 - beta)*C + beta*T)**2"),
                ("variance between", "k*B**2 + r*C**2 + (m - k - r)*T**2", "m*V"),
                ("range", "T - B", "D"),
                ("above", "C", "T"),
                ("below", "B", "C"),
            ),
            definitions=(("B", "-(r*C + (m - k - r)*T)/k"),),
            about=("order_by_size", f"{field}<=beta"),
            line=True,
            any_size=field == "last",
            means=means,
        )
        for blocks, field, means in (
            ("a block and one value", "last", (("k", "f"), ("r", "n - 2*f - 1"))),
            ("one value and a block", "behind", (("k", "n//4"), ("r", "1"))),
        )
    ),
)
