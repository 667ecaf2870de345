"""What evidence for all (n, f) has in common."""

from __future__ import annotations

from collections.abc import Iterable

from resam_theory.proof.bounds import Combine, Use
from resam_theory.proof.inference import INFERENCES, Inference

__all__ = ["rules"]


def rules(steps: Iterable[Use | Combine]) -> tuple[str, ...]:
    """The rules of inference that a proof uses, with the situations that they tell apart: what a person must read."""
    names = [step.rule for step in steps if isinstance(step, Use)]
    return tuple(f"rule of inference '{name}': {_said(INFERENCES[name])}" for name in dict.fromkeys(names))


def _said(rule: Inference) -> str:
    text = rule.statement
    if rule.over:
        parameter, low, *highs = rule.over
        high = highs[0] if len(highs) == 1 else f"min({', '.join(highs)})"
        text += f" E = 0 unless {parameter} is in {low} .. {high}."
    if rule.among != ("", ""):
        others = dict.fromkeys(other.among[1] for other in INFERENCES.values() if other.among[0] == rule.among[0])
        text += f" This is '{rule.among[1]}'; there is no situation but {', '.join(others)}."
    return text
