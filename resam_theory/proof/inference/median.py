"""Geometric medians. Standard library only."""

from __future__ import annotations

from typing import Final

from .base import Inference

__all__ = ["RULES"]

RULES: Final = (
    Inference(
        "stationarity of a geometric median",
        "F is a geometric median; c_i in [-1, 1] is the component along M - F of the unit vector (x_i - F)/||x_i -"
        " F||, or of a subgradient where x_i = F; p members of S, the set P, have c_i > 0 and x_i != F.",
        "The c_i of all n inputs sum to 0 and are >= -1, so those of P sum to at most min(p, n - p); as 0 <= c_i "
        "<= 1 on P, so do their squares. m E = sum over S of ||x_i - F|| c_i <= sum over P; Cauchy-Schwarz, and "
        "the mean of ||x_i - F||^2 over S is V + E2.",
        ("m", "n", "p"),
        ("m - 1", "p", "n - p"),
        facts=(("few", "E2", "p/m*(V + E2)"), ("balanced", "E2", "(n - p)/m*(V + E2)")),
        about=("fermat",),
        any_size=True,
        over=("p", "0", "m"),
    ),
    Inference(
        "wide angles at a geometric median",
        "F is a geometric median, and C = ((m-1)/m) D2 - V >= E2.",
        "q_i = ||x_i - M||^2 <= C, as q_i + V is the mean of ||x_i - x_j||^2 over j. The component c_i of "
        "(x_i - F)/||x_i - F|| along M - F is >= sqrt(1 - q_i/E2) if q_i <= E2, and >= -1: so c_i >= 1 - 2 q_i/E2, and "
        "the c_i of S sum to at most f.",
        ("f", "m"),
        ("f", "m - f - 1"),
        facts=(("angles", "(1 - f/m)*E2", "2*V"), ("wide", "V", "(m - 1)/m*D2 - E2")),
        about=("fermat",),
        among=("angles", "wide"),
    ),
    Inference(
        "narrow angles at a geometric median",
        "F is a geometric median, C = ((m-1)/m) D2 - V < E2, and y = sqrt(1 - C/E2).",
        "As with wide angles c_i >= sqrt(1 - q_i/E2), which is concave in q_i <= C: c_i >= 1 - (q_i/C)(1 - y). The c_i "
        "of S sum to at most f and the q_i to m V; C = (1 - y^2) E2. And V <= ((m-1)/m) D2/2, as the q_i are <= C.",
        ("f", "m", "y"),
        ("f", "m - f - 1", "y", "1 - y"),
        facts=(("angles", "(1 - f/m)*(1 + y)*E2", "V"), ("half", "2*V", "(m - 1)/m*D2")),
        definitions=(("V", "(m - 1)/m*D2 - (1 - y**2)*E2"),),
        about=("fermat",),
        among=("angles", "narrow"),
        over=("y", "0", "1"),
        real=True,
    ),
)
