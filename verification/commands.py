"""The commands that settle, measure and attack: what they are called with. What answers is imported when needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resam_theory import output
from resam_theory.catalogue import claim_ids, matching
from resam_theory.completion import complete_claim, complete_rule, one_of
from resam_theory.errors import require_d, require_n_f, require_real
from resam_theory.jobs import CORES, JobsOption
from resam_theory.kinds import Criterion
from resam_theory.rules import canonical
from resam_theory.rules.targets import is_target, require_target

from .checking import check_rule
from .property_names import PROPERTY_NAMES, TRAITS, require_names

if TYPE_CHECKING:
    from .properties.findings import Finding

__all__ = ["compare", "constant", "probe", "recheck", "verify"]

PROFILES = ("quick", "full")


def verify(  # noqa: PLR0917 - the options of a command are positional to typer
    profile: Annotated[
        str, typer.Option(help="quick (a minute on two cores) or full.", autocompletion=one_of(*PROFILES))
    ] = "quick",
    only: Annotated[
        str | None,
        typer.Option(help="Only claims whose id contains this, e.g. krum or *.kappa.*", autocompletion=complete_claim),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the random inputs; recorded in the results.")] = 0,
    results: Annotated[Path, typer.Option(help="Folder for the ledger and the evidence.")] = Path("results"),
    export: Annotated[
        Path | None, typer.Option(help="Folder for all evidence, a file each, with an index (see: resam recheck).")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read nothing that an earlier run has settled.")] = False,
    jobs: JobsOption = CORES,
    json: output.JsonOption = None,
) -> None:
    """Settle every claim of the theory. Example: resam verify --only krum"""
    if profile not in PROFILES:
        raise ValueError(f"--profile {profile!r} is not admissible: need one of {', '.join(PROFILES)}")
    if only:
        matching(claim_ids(), only)
    from .answering import answer

    found = answer(profile, only, seed, results, export, fresh=fresh, jobs=jobs)
    output.emit(found.ledger, json, *found.shown)
    if not found.holds:
        raise SystemExit(1)


_CRITERIA = tuple(str(criterion) for criterion in Criterion if criterion is not Criterion.PROOF)


def constant(
    rule: Annotated[
        str,
        typer.Argument(
            help="Name of a rule, e.g. krum (see: resam rules), or file.py:attr.", autocompletion=complete_rule
        ),
    ],
    *,
    n: Annotated[int | None, typer.Option(help="Number of workers.")] = None,
    f: Annotated[int | None, typer.Option(help="Largest number of faulty workers, 1 <= f < n/2.")] = None,
    d: Annotated[str | None, typer.Option(help="Dimension, or inf (the default): the supremum over it.")] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            help="Weights of the workers, e.g. 3,1,1,1,1; then n is their number, and d = 1 where it is not given."
        ),
    ] = None,
    faulty_weight: Annotated[
        str | None, typer.Option(help="With weights, instead of f: the largest faulty share of them, < 1/2.")
    ] = None,
    criterion: Annotated[
        str,
        typer.Option(
            help="lambda (D1), kappa (D2), or xi, agnostic, blanchard, breakdown, no_attack (see: resam criteria).",
            autocompletion=one_of(*_CRITERIA),
        ),
    ] = "lambda",
    results: Annotated[Path, typer.Option("--results", "--out", help="Folder for the evidence.")] = Path("results"),
    json: output.JsonOption = None,
) -> None:
    """The exact coefficient of a rule, with its proof. Example: resam constant krum --n 15 --f 4 --criterion kappa"""
    if criterion not in _CRITERIA:
        raise ValueError(f"criterion = {criterion!r} is not admissible: need one of {', '.join(_CRITERIA)}")
    if is_target(rule):
        require_target(rule)
    known = rule if is_target(rule) else canonical(rule)
    if weights is not None:
        _weighted(known, weights, f, faulty_weight, n=n, d=d, criterion=criterion, results=results, json=json)
        return
    if faulty_weight is not None:
        raise ValueError(f"faulty_weight = {faulty_weight} is not admissible without --weights")
    if n is None or f is None:
        raise ValueError("n or f is missing: need --n N --f F, or --weights 3,1,1 with --f or --faulty-weight")
    dimension = require_d("inf" if d is None else d)
    require_n_f(n, f, f_min=1)
    from .solve import answers

    found = answers.constant(known, n, f, dimension, criterion=criterion, results=results)
    output.emit(found.payload, json, *found.shown())
    if not found.holds:
        raise SystemExit(1)


def _weighted(
    rule: str,
    weights: str,
    f: int | None,
    faulty_weight: str | None,
    *,
    n: int | None,
    d: str | None,
    criterion: str,
    results: Path,
    json: str | None,
) -> None:
    """``resam constant`` for workers of unequal weights."""
    from resam_theory.weights import read

    given = read(weights)
    if n is not None and n != len(given):
        raise ValueError(f"n = {n} is not admissible with {len(given)} weights: need n = {len(given)}, or none")
    if criterion not in {"lambda", "kappa"}:
        raise ValueError(f"criterion = {criterion!r} is not admissible with weights: need lambda or kappa")
    phi = None
    if faulty_weight is not None:
        (phi, *more) = read(faulty_weight, "faulty_weight")
        if more:
            raise ValueError(f"faulty_weight = {faulty_weight} is not admissible: need one number")
    from .solve.weighted.answer import constant as answered

    dimension = require_d(1 if d is None else d)
    found = answered(rule, given, f, phi, criterion=criterion, d=dimension, results=results)
    output.emit(found.payload, json, *found.shown())
    if not found.holds:
        raise SystemExit(1)


def compare(
    *,
    n: Annotated[int, typer.Option("--n", help="Number of workers.")] = 15,
    f: Annotated[int, typer.Option("--f", help="Largest number of faulty workers, 1 <= f < n/2.")] = 4,
    d: Annotated[str, typer.Option("--d", help="Dimension, or inf: the supremum over the dimension.")] = "inf",
    heterogeneity: Annotated[float | None, typer.Option(help="B of (G, B)-dissimilar gradients, B >= 0.")] = None,
    smoothness: Annotated[float | None, typer.Option(help="L > 0: with the three below, the bound of (T2).")] = None,
    variance: Annotated[float | None, typer.Option(help="sigma^2 >= 0 of a stochastic gradient.")] = None,
    gap: Annotated[float | None, typer.Option(help="Delta_1 = Q(theta_1) - Q* >= 0.")] = None,
    steps: Annotated[int | None, typer.Option(help="T >= 1.")] = None,
    json: output.JsonOption = None,
) -> None:
    """Rank rules and compositions by what is proved of them. Example: resam compare --n 15 --f 4"""
    dimension = require_d(d)
    n, f = require_n_f(n, f, f_min=1)
    if heterogeneity is not None:
        require_real("--heterogeneity", heterogeneity, low=0)
    missing = [
        f"--{name}"
        for name, value in (("smoothness", smoothness), ("variance", variance), ("gap", gap), ("steps", steps))
        if value is None
    ]
    if 0 < len(missing) < 4:
        raise ValueError(
            f"the bound needs all of --smoothness --variance --gap --steps: {' '.join(missing)} is missing"
        )
    from dataclasses import asdict

    from resam_theory.convergence.bounds import Problem

    from .compare import compare as ranked

    if smoothness is None or variance is None or gap is None or steps is None:
        problem = None
    else:
        problem = Problem(smoothness, variance, gap, steps, n - f)
    rows = ranked(n, f, dimension, heterogeneity, problem)
    listed = [asdict(row) | {"exact": list(row.exact)} for row in rows]
    columns = {
        "rule": [f"{row.rule}{' (1)' if row.trusted else ''}" for row in rows],
        "kappa* <=": [row.kappa for row in rows],
        "lambda* <=": [row.lambda_ for row in rows],
        "price": [row.price for row in rows],
        "breakdown B": [row.breakdown for row in rows],
        "error / G^2": [] if heterogeneity is None else [row.error for row in rows],
        "bound (T2)": [] if problem is None else [row.bound for row in rows],
        "known exactly": [", ".join(Criterion(name).symbol for name in row.exact) or "-" for row in rows],
        "ms a call": [f"{row.seconds * 1e3:.3g}" for row in rows],
    }
    asked = {head: cells for head, cells in columns.items() if cells}
    first = "bound" if problem else "certified kappa"
    title = f"Rules at n = {n}, f = {f}, d = {output.number(dimension)}, least {first} first"
    output.emit(
        {
            "n": n,
            "f": f,
            "d": d,
            "heterogeneity": heterogeneity,
            "problem": None if problem is None else asdict(problem),
            "rules": listed,
        },
        json,
        output.table(title, asked, zip(*asked.values(), strict=True)),
        *(("(1) trusts row 0: every S contains it, here and in its bounds.",) if any(r.trusted for r in rows) else ()),
    )


def recheck(
    files: Annotated[list[Path], typer.Argument(help="Files of evidence, folders of them, exported or plain ledgers.")],
    json: output.JsonOption = None,
) -> None:
    """Re-verify saved evidence in exact arithmetic. Example: resam recheck results/constant/*.json"""
    if not any(path.exists() for path in files):  # where some exist, they are answered
        raise ValueError(f"evidence {files[0]} cannot be read: there is no such file")
    from rich.markup import escape

    from .recheck.files import numbered, recheck_files, status_of

    results = recheck_files(files)
    given, numbers = numbered(results)
    listed = zip(results, numbers, strict=True)
    rows = ((str(r["file"]), str(r["claim"]), r["status"], r["reason"] or "", own) for r, own in listed)
    table = output.table("Evidence", ("file", "claim", "status", "reason", "given"), (map(escape, row) for row in rows))
    shown = (table, "Taken as given:", *(f"{i}. {escape(sentence)}" for i, sentence in enumerate(given, start=1)))
    output.emit({"results": results}, json, *(shown if given else shown[:1]))
    if status := status_of(results):
        raise SystemExit(status)


def probe(  # noqa: PLR0917 - the options of a command are positional to typer
    target: Annotated[
        str,
        typer.Argument(help="A rule's name, package.module:attr, or file.py:attr.", autocompletion=complete_rule),
    ],
    n: Annotated[int, typer.Option("--n", help="Number of rows.")] = 15,
    f: Annotated[int, typer.Option("--f", help="Largest number of faulty rows.")] = 4,
    d: Annotated[int, typer.Option("--d", help="Dimension.")] = 3,
    lambda_: Annotated[float | None, typer.Option("--lambda", help="Claimed constant of resilient averaging.")] = None,
    kappa: Annotated[float | None, typer.Option("--kappa", help="Claimed constant of robustness.")] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Time for everything: properties, search, minimising.")
    ] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the search and of Hypothesis.")] = 0,
    like: Annotated[
        str | None,
        typer.Option("--like", help="The rule whose definition it should compute.", autocompletion=complete_rule),
    ] = None,
    trait: Annotated[
        list[str] | None,
        typer.Option(
            "--trait",
            help="An equivariance to expect (repeatable), e.g. orthogonal, hull.",
            autocompletion=one_of(*TRAITS),
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help="A property to try (repeatable); default all.", autocompletion=one_of(*PROPERTY_NAMES)
        ),
    ] = None,
    accuracy: Annotated[float, typer.Option("--accuracy", help="Tolerance of an iterative rule's solver.")] = 0.0,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds allowed for one call.")] = 5.0,
    json: output.JsonOption = None,
) -> None:
    """Attack any aggregator: worst inputs, broken properties. Example: resam probe mylib.py:my_krum --n 15 --f 4"""
    require_n_f(n, f)
    require_names("--only", only, PROPERTY_NAMES)
    require_names("--trait", trait, TRAITS)
    canonical(target)
    if like is not None:
        canonical(like)
    from rich.markup import escape

    from .properties.display import shown

    with output.progress() as bar:
        total = len(only or PROPERTY_NAMES)
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
    output.emit(report.as_json(), json, *shown(report))
    if not report.passed:
        raise SystemExit(1)
