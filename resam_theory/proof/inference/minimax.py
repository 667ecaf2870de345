"""The rule that is best for lambda (F2). Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

_BALLS: Final = (
    "The mean of S and that of another set T of m rows are at most (f/m)(D_S + D_T) apart: pair the rows of S - T and T"
    " - S, at most f; a row of both is within D_S of one and D_T of the other. "
)

RULES: Final = (
    Inference(
        "balls on the line",
        "On the line, F has the least max over all T of |F - mean_T|/D_T.",
        f"{_BALLS}So the intervals of radius (f/m) D_T around the means meet pairwise, hence (Helly) all.",
        ("f", "m"),
        ("f", "m - f - 1"),
        facts=(("meet", "m*E", "f*D"),),
        about=("minimax",),
        line=True,
    ),
    Inference(
        "balls that meet pairwise",
        "F has the least max over all T of ||F - mean_T||/D_T.",
        f"{_BALLS}Balls that meet pairwise have a common point once they grow by sqrt(2d/(d+1)) <= sqrt(2): at the "
        "least such factor t the tight ones have unit vectors u_i from the common point to their centres with "
        "non-negative combination 0, so that some <u_i, u_j> <= 0, and (r_i + r_j)^2 >= t^2 (r_i^2 + r_j^2).",
        ("f", "m"),
        ("f", "m - f - 1"),
        facts=(("grown", "m**2*E2", "2*f**2*D2"),),
        about=("minimax",),
    ),
    Inference(
        "balls that meet pairwise in d dimensions",
        "In R^d, F has the least max over all T of ||F - mean_T||/D_T.",
        f"{_BALLS}At the least factor t by which balls that meet pairwise must grow to have a common point, at most d "
        "+ 1 tight ones have unit vectors u_i from it to their centres with non-negative combination 0: some <u_i, "
        "u_j> <= -1/d, and (r_i + r_j)^2 >= t^2 (r_i^2 + r_j^2 + (2/d) r_i r_j) >= ((d+1)/(2d)) t^2 (r_i + r_j)^2.",
        ("d", "f", "m"),
        ("d - 1", "f", "m - f - 1"),
        facts=(("grown", "(d + 1)*m**2*E2", "2*d*f**2*D2"),),
        about=("minimax",),
    ),
    Inference(
        "no worse than a clipped mean around a centrepoint",
        "In the plane, F has the least max over all T of ||F - mean_T||/D_T; n >= 3f + 1.",
        "There is a point o such that every closed half-plane with o holds at least n/3 > f rows, hence a row of every "
        "T: o lies in the convex hull of T, within D_T of its rows. The mean clipped around o has ||. - mean_T|| at "
        "most (f/m) max_T ||x_i - o|| (F5).",
        ("f", "m"),
        ("f - 1", "m - 2*f - 1"),
        facts=(("centre", "m*E", "f*D"),),
        about=("minimax",),
        plane=True,
    ),
    Inference(
        "no worse than a clipped mean",
        "F has the least max over all T of ||F - mean_T||/D_T; f = 1.",
        "The anchor-clipped mean has the ratio at most (2f-1)/m = 1/m for every T (F5).",
        ("f", "m"),
        ("f - 1", "1 - f", "m - 2"),
        facts=(("one", "m*E", "D"),),
        about=("minimax",),
    ),
)
