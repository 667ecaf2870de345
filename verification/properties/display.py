"""What a person sees of a probe."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.text import Text

from resam_theory import output

from .report import Report, explain

__all__ = ["shown"]

_COLOURS = {"passed": "green", "failed": "red", "skipped": "dim"}


def shown(report: Report) -> list[Any]:
    """A line, the table of properties, the worst inputs, each failure with its program."""
    head = Text(f"{report.target} at n = {report.n}, f = {report.f}, d = {report.d}, {report.convention}")
    rows = []
    for finding in report.findings:
        colour = _COLOURS[finding.status]
        detail = finding.message or (f"{finding.examples} examples" if finding.examples else "")
        rows.append((finding.name, f"[{colour}]{finding.status}[/{colour}]", escape(detail)))
    lines: list[Any] = [head, output.table("Properties", ("property", "outcome", "detail"), rows)]
    if report.found:
        worst = (
            (str(c), f"{found.value:.6g}", str(found.evaluations), f"{found.seconds:.1f}")
            for c, found in report.found.items()
        )
        lines.append(output.table("Worst inputs found", ("coefficient", "at least", "evaluations", "seconds"), worst))
    lines += [Text(f"refuted: {text}", style="bold red") for text in report.refuted]
    lines += [Text(explain(finding)) for finding in report.failures]
    lines.append(Text(f"seed {report.seed}, {report.seconds:.1f} s", style="dim"))
    return lines
