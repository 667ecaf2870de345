"""What holds for every rule, and the hypotheses of conversions. Standard library only."""

from __future__ import annotations

from typing import Final

from .base import HYPOTHESIS, Inference

__all__ = ["RULES"]

RULES: Final = (
    Inference(
        "variance is nonnegative",
        "V and D are nonnegative.",
        "A sum of squares; a largest distance.",
        facts=(("V >= 0", "0", "V"), ("D >= 0", "0", "D"), ("D2 >= 0", "0", "D2")),
        spectral=True,
        any_size=True,
    ),
    Inference(
        "pairs of S",
        "(1/2m^2) times the sum over ordered pairs of S of ||x_i - x_j||^2 is V.",
        "Expand; m (m - 1) pairs are not trivial, and each is at most D^2.",
        ("m",),
        ("m - 1",),
        facts=(("pairs", "V", "(m - 1)/(2*m)*D2"),),
    ),
    Inference(
        "longest pair of S",
        "x and y are the ends of the diameter of S minus M.",
        "Two summands are at most the whole sum m V.",
        ("m",),
        ("m - 2",),
        facts=(("diameter", "D2", "(x - y)**2"), ("two of the sum", "x**2 + y**2", "m*V")),
    ),
    Inference(
        "robust",
        "F is (f, kappa)-robust (D2).",
        "The hypothesis of a conversion.",
        ("kappa",),
        ("kappa",),
        facts=(("robust", "E2", "kappa*V"),),
        about=(HYPOTHESIS,),
    ),
    Inference(
        "resilient",
        "F is (f, lambda)-resilient averaging (D1); lam2 = lambda^2.",
        "The hypothesis of a conversion.",
        ("lam2",),
        ("lam2",),
        facts=(("resilient", "E2", "lam2*D2"),),
        about=(HYPOTHESIS,),
    ),
)
