"""``resam probe``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from resam_theory import output
from resam_theory.claims import Criterion

from .findings import Finding
from .report import Report, explain

__all__ = ["probe"]

_COLOURS = {"passed": "green", "failed": "red", "skipped": "dim"}


def probe(  # noqa: PLR0917 - the options of a command are positional to typer
    target: Annotated[str, typer.Argument(help="A rule's name, package.module:attr, or file.py:attr.")],
    n: Annotated[int, typer.Option("--n", help="Number of rows.")] = 15,
    f: Annotated[int, typer.Option("--f", help="Largest number of faulty rows.")] = 4,
    d: Annotated[int, typer.Option("--d", help="Dimension.")] = 3,
    lambda_: Annotated[float | None, typer.Option("--lambda", help="Claimed constant of resilient averaging.")] = None,
    kappa: Annotated[float | None, typer.Option("--kappa", help="Claimed constant of robustness.")] = None,
    seconds: Annotated[float, typer.Option("--seconds", help="Time for the search of the worst input.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the search and of Hypothesis.")] = 0,
    like: Annotated[str | None, typer.Option("--like", help="The rule whose definition it should compute.")] = None,
    trait: Annotated[
        list[str] | None, typer.Option("--trait", help="An equivariance to expect (repeatable), e.g. orthogonal, hull.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A property to try (repeatable); default all.")
    ] = None,
    accuracy: Annotated[float, typer.Option("--accuracy", help="Tolerance of an iterative rule's solver.")] = 0.0,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds allowed for one call.")] = 5.0,
    json: output.JsonOption = None,
) -> None:
    """Attack any aggregator: worst inputs, broken properties. Example: resam probe mylib.py:my_krum --n 15 --f 4"""
    from .check import check_rule, property_names

    with output.progress() as bar:
        total = len(only or property_names())
        task = bar.add_task(escape(f"probing {target}"), total=total)

        def tick(finding: Finding) -> None:
            bar.update(task, advance=1, description=escape(f"probing {target}, {finding.name} {finding.status}"))

        def search_progress(elapsed: float, best: Mapping[Criterion, float]) -> None:
            values = ", ".join(f"{c} >= {v:.5g}" for c, v in best.items())
            bar.update(task, description=f"searching {min(elapsed, seconds):.1f} of {seconds:g} s: {values}")

        report = check_rule(
            target,
            n=n,
            f=f,
            d=d,
            lambda_=lambda_,
            kappa=kappa,
            seconds=seconds,
            seed=seed,
            like=like,
            traits=trait,
            only=only,
            accuracy=accuracy,
            timeout=timeout,
            progress=search_progress,
            tick=tick,
        )
    output.emit(report.as_json(), json, *_shown(report))
    if not report.passed:
        raise SystemExit(1)


def _shown(report: Report) -> list[Any]:
    """What a person sees: a line, the table of properties, the worst inputs, each failure with its program."""
    head = Text(f"{report.target} at n = {report.n}, f = {report.f}, d = {report.d}, {report.convention}")
    rows = []
    for finding in report.findings:
        colour = _COLOURS[finding.status]
        detail = finding.message or (f"{finding.examples} examples" if finding.examples else "")
        rows.append((finding.name, f"[{colour}]{finding.status}[/{colour}]", escape(detail)))
    shown: list[Any] = [head, output.table("Properties", ("property", "outcome", "detail"), rows)]
    if report.found:
        worst = (
            (str(c), f"{found.value:.6g}", str(found.evaluations), f"{found.seconds:.1f}")
            for c, found in report.found.items()
        )
        shown.append(output.table("Worst inputs found", ("coefficient", "at least", "evaluations", "seconds"), worst))
    shown += [Text(f"refuted: {text}", style="bold red") for text in report.refuted]
    shown += [Text(explain(finding)) for finding in report.failures]
    shown.append(Text(f"seed {report.seed}, {report.seconds:.1f} s", style="dim"))
    return shown
