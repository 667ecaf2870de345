"""``resam rules`` and ``resam theorem``: what they are called with. What answers is imported when it is needed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from . import output
from .completion import complete_rule, one_of
from .errors import require_n_f
from .rules import canonical
from .theorem_names import THEOREM_NAMES, require_theorem

__all__ = ["rules", "theorem"]


def rules(json: output.JsonOption = None) -> None:
    """List the aggregation rules with their reference and claims. Example: resam rules --json"""
    from .rules import RULES

    listed = [
        {
            "name": rule.name,
            "aliases": rule.aliases,
            "title": rule.title,
            "reference": rule.reference,
            "criteria": sorted({claim.criterion for claim in rule.claims}),
            "claims": [
                {"id": c.id, "kind": c.kind, "statement": c.statement, "value": c.expression, "source": str(c.source)}
                for c in rule.claims
            ],
        }
        for rule in RULES
    ]
    rows = ((r["name"], ", ".join(r["aliases"]), r["title"], r["reference"], str(len(r["claims"]))) for r in listed)
    shown = output.table("Aggregation rules", ("name", "aliases", "title", "reference", "claims"), rows)
    output.emit({"rules": listed}, json, shown)


def theorem(
    *,
    rule: Annotated[
        str | None, typer.Option(help="A rule, or all of them when left out.", autocompletion=complete_rule)
    ] = None,
    n: Annotated[int | None, typer.Option("--n", help="Workers.")] = None,
    f: Annotated[int | None, typer.Option("--f", help="Faulty workers, f < n/2.")] = None,
    d: Annotated[str, typer.Option("--d", help="Dimension, or inf for every dimension.")] = "inf",
    smoothness: Annotated[float | None, typer.Option(help="L > 0.")] = None,
    variance: Annotated[float | None, typer.Option(help="sigma^2 >= 0 of a stochastic gradient.")] = None,
    gap: Annotated[float | None, typer.Option(help="Delta_1 = Q(theta_1) - Q* >= 0.")] = None,
    steps: Annotated[int | None, typer.Option(help="T >= 1.")] = None,
    epsilon: Annotated[
        float | None, typer.Option(help="Target of the mean squared gradient; default L Delta_1/100.")
    ] = None,
    gamma: Annotated[float | None, typer.Option(help="Fix the step size instead of optimising it.")] = None,
    beta: Annotated[float | None, typer.Option(help="Fix the momentum instead of optimising it.")] = None,
    only: Annotated[
        str | None,
        typer.Option("--theorem", help="One theorem, e.g. T1.", autocompletion=one_of(*THEOREM_NAMES)),
    ] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table.")] = False,
    json: output.JsonOption = None,
) -> None:
    """Lemmas and theorems with their certificates, and bounds with numbers. Example: resam theorem --rule trimmed_mean
    --n 15 --f 4 --smoothness 1 --variance 1 --gap 1 --steps 10000"""
    numbers = {"n": n, "f": f, "smoothness": smoothness, "variance": variance, "gap": gap, "steps": steps}
    given = any(value is not None for value in (*numbers.values(), rule, gamma, beta))
    missing = [f"--{name}" for name, value in numbers.items() if value is None]
    if given and missing:
        raise ValueError(
            f"bounds need all of --n --f --smoothness --variance --gap --steps: {' '.join(missing)} is missing"
        )
    workers, faulty = require_n_f(n, f) if given else (0, 0)
    if only is not None:
        require_theorem(only)
    name = None if rule is None else canonical(rule)
    if gamma is not None and beta is not None:
        raise ValueError("--gamma and --beta are both given: every theorem ties one to the other, give one")
    from .convergence import answers

    rows: list[dict[str, Any]] = []
    extra: dict[str, Any] = {}
    if given:
        problem = answers.Problem(
            float(smoothness or 0), float(variance or 0), float(gap or 0), steps or 0, workers - faulty
        )
        target = problem.smoothness * problem.gap / 100 if epsilon is None else epsilon
        choice = answers.choice(name, only, target, gamma, beta)
        rows, extra = answers.bounds(name, workers, faulty, d, problem=problem, choice=choice)
    if latex:
        print(answers.latex(rows))
        return
    proofs = answers.proofs()
    payload = {
        "lemmas": [row for row in proofs if row["id"].startswith("L")],
        "theorems": [row for row in proofs if row["id"].startswith("T")],
        "bounds": rows,
        **extra,
    }
    output.emit(payload, json, *answers.shown(proofs, rows, extra))
    if not all(row["holds"] for row in proofs):
        raise SystemExit(1)
