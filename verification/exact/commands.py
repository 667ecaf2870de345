"""``resam constant`` and ``resam recheck``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Annotated, Any

import sympy as sp
import typer

from resam_theory import output
from resam_theory.claims import Criterion, Kind
from resam_theory.criteria import CLAIMS
from resam_theory.errors import require_d
from resam_theory.rules import get

from ..evidence import Evidence, Side, Status, Target, Verdict, best, settle
from ..ledger import looseness
from .certificates import load, save
from .gather import bounds
from .recheck import check

__all__ = ["constant", "recheck"]


def constant(
    rule: Annotated[str, typer.Argument(help="Name or alias of a rule, e.g. krum (see: resam rules).")],
    *,
    n: Annotated[int, typer.Option(help="Number of workers.")],
    f: Annotated[int, typer.Option(help="Largest number of faulty workers, 1 <= f < n/2.")],
    d: Annotated[str, typer.Option(help="Dimension, or inf: the supremum over the dimension.")] = "inf",
    criterion: Annotated[str, typer.Option(help="lambda (D1) or kappa (D2).")] = "lambda",
    results: Annotated[Path, typer.Option("--results", "--out", help="Folder for the evidence.")] = Path("results"),
    json: output.JsonOption = None,
) -> None:
    """The exact coefficient of a rule, with its proof. Example: resam constant krum --n 15 --f 4 --criterion kappa"""
    if criterion not in {"lambda", "kappa"}:
        raise ValueError(f"criterion = {criterion!r} is not admissible: need lambda or kappa")
    start = time.perf_counter()
    dimension = require_d(d)
    chosen = get(rule)
    with output.progress() as bar:
        bar.add_task(f"{criterion}* of {chosen.name}", total=None)
        found = bounds(chosen.name, criterion, n, f, dimension)
        exact = [item for item in found if item.exact]
        for item in exact:
            check(item.data)
    lower, upper = best(exact, Side.LOWER), best(exact, Side.UPPER)
    target = Target(chosen.name, Criterion(criterion), n, f, None if dimension == inf else int(dimension))
    floors = (claim for claim in CLAIMS if claim.kind is Kind.LOWER)
    about = (c for c in (*chosen.claims, *floors) if c.criterion == target.criterion)
    claims = [claim for claim in about if claim.domain.admits(n, f, dimension)]
    verdicts = [settle(claim, target, found) for claim in claims]
    kept = [save(item, results / "constant") for item in (lower, upper) if item is not None]
    unbounded = lower is not None and lower.value is sp.oo
    payload: dict[str, Any] = {
        "rule": chosen.name,
        "n": n,
        "f": f,
        "d": dimension,
        "criterion": criterion,
        "published": [_claim(verdict) for verdict in verdicts],
        "lower": None if lower is None else float(lower.value),
        "upper": inf if unbounded else None if upper is None else float(upper.value),
        "lower_exact": None if lower is None else lower.value,
        "upper_exact": sp.oo if unbounded else None if upper is None else upper.value,
        "status": Status.CERTIFIED if unbounded or upper is not None else Status.ATTAINED,
        "method": "; ".join(dict.fromkeys(item.method for item in kept)),
        "failures": [item.method for item in found if not item.exact],
        "seconds": round(time.perf_counter() - start, 3),
        "evidence": [{"side": item.side, "method": item.method, "file": item.data["file"]} for item in kept],
    }
    output.emit(payload, json, *_shown(payload, verdicts, kept))
    if any(not verdict.holds for verdict in verdicts):
        raise SystemExit(1)


def _claim(verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "id": claim.id,
        "kind": claim.kind,
        "statement": claim.statement,
        "value": verdict.published,
        "source": str(claim.source),
        "status": verdict.status,
        "loose_by": looseness(verdict),
    }


def _shown(payload: dict[str, Any], verdicts: Sequence[Verdict], kept: Sequence[Evidence]) -> list[Any]:
    symbol = {"lambda": "λ*", "kappa": "κ*"}[payload["criterion"]]
    place = f"{payload['rule']}, n = {payload['n']}, f = {payload['f']}, d = {output.number(payload['d'])}"
    refuted = [f"[bold red]REFUTED[/] {v.claim.id}: {v.claim.statement}" for v in verdicts if not v.holds]
    interval = f"{output.number(payload['lower'], 9)} ≤ {symbol} ≤ {output.number(payload['upper'], 9)}"
    if payload["lower_exact"] is not None and payload["lower_exact"] == payload["upper_exact"]:
        interval = f"{symbol} = {payload['lower_exact']} = {output.number(payload['lower'], 9)}"
    rows = (
        (v.claim.statement, output.number(v.published), str(v.status), output.number(looseness(v)), str(v.claim.source))
        for v in verdicts
    )
    table = output.table(f"{symbol} of {place}", ("claim", "value", "status", "loose by", "source"), rows)
    evidence = [f"  {item.side}: {item.method}, {item.data['file']}" for item in kept]
    failures = [f"  unknown: {text}" for text in payload["failures"]]
    return [*refuted, table, f"{interval}   ({payload['status']}, {payload['seconds']} s)", *evidence, *failures]


def recheck(
    files: Annotated[list[Path], typer.Argument(help="Files of evidence, as saved by resam constant or verify.")],
    json: output.JsonOption = None,
) -> None:
    """Re-verify saved evidence in exact arithmetic. Example: resam recheck results/constant/*.json"""
    results = []
    for path in files:
        data = load(path)
        try:
            checked = check(data)
            results.append({"file": path, "claim": str(checked), "status": checked.status, "reason": None})
        except ValueError as error:
            results.append(
                {"file": path, "claim": data.get("claim"), "status": Status.UNKNOWN, "reason": f"rejected: {error}"}
            )
    rows = ((str(r["file"]), str(r["claim"]), r["status"], r["reason"] or "") for r in results)
    output.emit({"results": results}, json, output.table("Evidence", ("file", "claim", "status", "reason"), rows))
    if any(result["reason"] for result in results):
        raise SystemExit(1)
