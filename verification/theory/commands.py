"""``resam theorem``: what it is called with. It needs certified coefficients, so it lives where they are certified."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from resam_theory import output
from resam_theory.completion import complete_rule, one_of
from resam_theory.errors import require_n_f, require_real
from resam_theory.rules import canonical
from resam_theory.theorem_names import THEOREM_NAMES, require_theorem

__all__ = ["theorem"]


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
    heterogeneity: Annotated[
        str | None, typer.Option("--heterogeneity", help="G,B of unequal data: the theorems (T5)-(T7) instead.")
    ] = None,
    pl: Annotated[float | None, typer.Option("--pl", help="mu > 0: the Polyak-Lojasiewicz inequality holds.")] = None,
    stochastic: Annotated[
        float | None, typer.Option("--stochastic", help="sigma^2 with --heterogeneity (else full gradients).")
    ] = None,
    only: Annotated[
        str | None,
        typer.Option("--theorem", help="One theorem, e.g. T1.", autocompletion=one_of(*THEOREM_NAMES)),
    ] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX table.")] = False,
    graph: Annotated[bool, typer.Option("--graph", help="What rests on what, from claims to assumptions.")] = False,
    json: output.JsonOption = None,
) -> None:
    """Lemmas and theorems with their certificates, and bounds with numbers. Example: resam theorem --rule trimmed_mean
    --n 15 --f 4 --smoothness 1 --variance 1 --gap 1 --steps 10000"""
    if graph:
        from .graph import shown

        payload, trees = shown()
        output.emit(payload, json, *trees)
        return
    unequal = heterogeneity is not None
    if not unequal and (pl is not None or stochastic is not None):
        raise ValueError("--pl and --stochastic go with --heterogeneity G,B: --heterogeneity is missing")
    if unequal:
        if variance is not None and stochastic is not None:
            raise ValueError("--variance and --stochastic are both given: they are the same number, give one")
        variance = next((value for value in (stochastic, variance) if value is not None), 0.0)
    numbers = {"n": n, "f": f, "smoothness": smoothness, "variance": variance, "gap": gap, "steps": steps}
    given = unequal or any(value is not None for value in (*numbers.values(), rule, gamma, beta))
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
    G, B = _pair(heterogeneity) if heterogeneity is not None else (0.0, 0.0)
    if unequal and (gamma is not None or beta is not None or only is not None):
        raise ValueError("--gamma, --beta and --theorem do not go with --heterogeneity: the best of all is taken")
    from . import answers

    if not given:
        _emit(answers.proofs(), [], {}, latex, json)
        return
    problem = answers.Problem(
        *(float(smoothness or 0), float(variance or 0), float(gap or 0), steps or 0, workers - faulty), G, B
    )
    target = problem.smoothness * problem.gap / 100 if epsilon is None else epsilon
    if unequal:
        from . import unequal_answers

        question = unequal_answers.Unequal(workers, faulty, d, problem, pl, target)
        unequal_answers.emit(name, question, latex=latex, json=json)
        return
    rows, extra = answers.bounds(
        name, workers, faulty, d, problem=problem, choice=answers.choice(name, only, target, gamma, beta)
    )
    used = {row["theorem"] for row in rows}
    _emit([] if latex else answers.proofs(used), rows, extra, latex, json)


def _pair(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        G, B = (float(part) for part in parts)
    except ValueError:
        raise ValueError(f"--heterogeneity {text!r} is not admissible: need two numbers G,B >= 0, e.g. 1,0.5") from None
    return require_real("G", G, low=0), require_real("B", B, low=0)


def _emit(
    proofs: list[dict[str, Any]], rows: list[dict[str, Any]], extra: dict[str, Any], latex: bool, json: Any
) -> None:
    from . import answers

    if latex:
        print(answers.latex(rows))
        return
    payload = {
        "lemmas": [row for row in proofs if row["id"].startswith("L")],
        "theorems": [row for row in proofs if not row["id"].startswith("L")],
        "bounds": rows,
        **extra,
    }
    output.emit(payload, json, *answers.shown(proofs, rows, extra))
    if not all(row["holds"] for row in proofs):
        raise SystemExit(1)
