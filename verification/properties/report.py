"""The report of a probe: frozen, readable as text, as JSON, and by a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resam_theory.claims import Criterion

from ..search import Found
from .findings import Finding

__all__ = ["Report"]


@dataclass(frozen=True)
class Report:
    """What was found about a rule at (n, f, d).

    ``found``: the worst input per criterion; ``refuted``: claimed constants that an input violates; ``findings``: one
    per property. ``passed`` is False as soon as a property failed.
    """

    target: str
    n: int
    f: int
    d: int
    seed: int
    convention: str
    found: Mapping[Criterion, Found]
    refuted: tuple[str, ...]
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """No property failed and no claimed constant is refuted."""
        return not self.refuted and all(finding.status != "failed" for finding in self.findings)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The properties that failed."""
        return tuple(finding for finding in self.findings if finding.status == "failed")

    def value(self, criterion: Criterion) -> float | None:
        """The largest ratio found; None when there was no search."""
        return self.found[criterion].value if criterion in self.found else None

    def as_json(self) -> dict[str, Any]:
        """The fields of contract.md, and the details."""
        return {
            "target": self.target,
            "n": self.n,
            "f": self.f,
            "d": self.d,
            "seed": self.seed,
            "convention": self.convention,
            "lambda_found": self.value(Criterion.LAMBDA),
            "kappa_found": self.value(Criterion.KAPPA),
            "refuted": list(self.refuted),
            "properties": {finding.name: finding.status for finding in self.findings},
            "witness": {str(criterion): _witness(found) for criterion, found in self.found.items()},
            "findings": [_finding(finding) for finding in self.findings],
            "seconds": self.seconds,
        }

    def __str__(self) -> str:
        head = f"{self.target} at n = {self.n}, f = {self.f}, d = {self.d} (seed {self.seed}, {self.seconds:.1f} s)"
        values = [f"{criterion} >= {found.value:.6g}" for criterion, found in self.found.items()]
        counts = ", ".join(
            f"{sum(finding.status == status for finding in self.findings)} {status}"
            for status in ("passed", "failed", "skipped")
        )
        lines = [head, f"worst inputs found: {', '.join(values)}" if values else "no search", f"properties: {counts}"]
        lines += [f"refuted: {text}" for text in self.refuted]
        return "\n".join([*lines, *(explain(finding) for finding in self.failures)])


def explain(finding: Finding) -> str:
    """A failed property as text: what was expected, what came out, and the program that shows it."""
    lines = ["", f"FAILED {finding.name}: {finding.message}", f"  expected: {finding.statement}"]
    if finding.margin is not None:
        lines.append(f"  beyond rounding by {finding.margin:.3g}")
    if finding.honest is not None:
        lines.append(f"  honest rows S = {list(finding.honest)}")
    if finding.exact:
        lines.append(f"  {finding.exact}")
    lines.append(f"  to reproduce (seed {finding.seed}):")
    lines += [f"    {line}" for line in finding.snippet.splitlines()]
    return "\n".join(lines)


def _witness(found: Found) -> dict[str, Any]:
    return {
        "value": found.value,
        "points": found.points.tolist(),
        "honest": list(found.honest),
        "output": found.output.tolist(),
        "evaluations": found.evaluations,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.name,
        "statement": finding.statement,
        "status": finding.status,
        "message": finding.message,
        "x": None if finding.x is None else finding.x.tolist(),
        "honest": finding.honest,
        "left": finding.left,
        "right": finding.right,
        "margin": finding.margin,
        "seed": finding.seed,
        "exact": finding.exact,
        "examples": finding.examples,
        "snippet": finding.snippet,
    }
