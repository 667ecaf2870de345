"""What ``resam theorem`` answers: the proofs followed, the bounds of a problem, and how both are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from rich.markup import escape

from resam_theory import output
from resam_theory.compose.listed import LISTED
from resam_theory.convergence import STATEMENTS
from resam_theory.convergence.bounds import Problem, TheoremBound, at_momentum, at_step, optimise, rate, steps_to
from resam_theory.convergence.corollaries import Corollary
from resam_theory.convergence.floor import WEIGHTS, floor_enclosure
from resam_theory.convergence.latex import bounds_table, statements_table
from resam_theory.convergence.writing import proof_of
from resam_theory.derivation.theorem import Theorem
from resam_theory.rules import RULES, Rule, get
from resam_theory.theorem_names import RATIONAL_NAMES

from ..checks.proofs import document, refusal
from .potentials import Distance, distance
from .sources import sources

__all__ = ["Asked", "Problem", "bounds", "choice", "latex", "proofs", "shown"]

FAMILY = ("T2-cross", *RATIONAL_NAMES)
"""Potentials proved for whole intervals of x; "best" is the least of their bounds."""
MANY = ("T1", "T2", *FAMILY)
ONE_RULE = ("T1", "T1-sharp", "T2", "T2-sharp", "T2-prime", *FAMILY)
ONE_PARAMETER = ("T1", "T1-sharp", "T2", "T2-sharp", *FAMILY)


def latex(rows: list[dict[str, Any]]) -> str:
    """The bounds as a LaTeX table, or the statements where there are no bounds."""
    return bounds_table(rows) if rows else statements_table(STATEMENTS.values())


def proofs(behind: Iterable[str] = STATEMENTS) -> list[dict[str, Any]]:
    """The statements ``behind`` and all that their proofs cite, each with its proof, and whether the re-checker follows
    it.

    >>> [row["id"] for row in proofs(["L4"])]
    ['L4']
    """
    wanted = {item.id for name in behind for item in proof_of(STATEMENTS[name])}
    rows = []
    with output.progress() as bar:
        task = bar.add_task("following proofs", total=len(wanted))
        for item in (item for item in STATEMENTS.values() if item.id in wanted):
            reason, written = refusal(item), document(item)["statements"][-1]
            rows.append(
                {
                    "id": item.id,
                    "title": item.title,
                    "statement": item.text,
                    "source": str(item.source),
                    "bound": item.bound,
                    "rate": _rate(item),
                    "holds": not reason,
                    "for all": str(item.region),
                    "assumptions": written["assumes"],
                    "steps": written["steps"],
                    **({"reason": reason} if reason else {}),
                }
            )
            bar.advance(task)
    return rows


def _rate(item: Theorem) -> Any:
    return rate(item.id) if item.id in ONE_PARAMETER else None


@dataclass(frozen=True)
class Asked:
    """What the caller fixed: theorems, target epsilon, and perhaps gamma or beta."""

    theorems: tuple[str, ...]
    named: bool
    epsilon: float
    gamma: float | None
    beta: float | None

    def bound(self, theorem: str, rho2: float, problem: Problem) -> TheoremBound:
        """The bound of one theorem; ValueError where gamma or beta is not admissible for it."""
        if self.gamma is not None:
            return at_step(theorem, self.gamma, rho2, problem)
        return optimise(theorem, rho2, problem) if self.beta is None else at_momentum(theorem, self.beta, rho2, problem)


def choice(rule: str | None, only: str | None, epsilon: float, gamma: float | None, beta: float | None) -> Asked:
    """What the caller fixed: at most one of gamma and beta, perhaps one theorem."""
    theorems = (only,) if only else (ONE_RULE if rule else MANY)
    if not only and (gamma is not None or beta is not None):
        theorems = tuple(name for name in theorems if name in ONE_PARAMETER)
    return Asked(theorems, bool(only), epsilon, gamma, beta)


def bounds(
    rule: str | None, n: int, f: int, d: str, *, problem: Problem, choice: Asked
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A row per rule (None: all, and compositions), coefficient and theorem; and the target, the floors, the rules
    without bound."""
    chosen = [get(rule)] if rule else [*RULES, *_defined(n, f)]
    known = {item.name: sources(item.name, n, f, d) for item in chosen}
    rows = []
    with output.progress() as bar:
        task = bar.add_task("optimising bounds", total=len(chosen))
        for found in known.values():
            for corollary in found:
                rows += _rows(corollary, problem, choice)
            bar.advance(task)
    floors = {name: floor_enclosure(name, n, f) for name in known if name in WEIGHTS}
    none = [name for name, found in known.items() if not found]
    found = _distance(rows, n - f) if rule and problem.variance else None
    far = None if found is None else found.as_json()
    return rows, {"epsilon": choice.epsilon, "floor_b": floors, "no_bound": none, "best_potential": far}


def _defined(n: int, f: int) -> Iterator[Rule]:
    """The compositions that are defined at (n, f)."""
    for rule in map(get, LISTED):
        with suppress(ValueError):
            rule.require(n, f)
            yield rule


def _rows(corollary: Corollary, problem: Problem, choice: Asked) -> list[dict[str, Any]]:
    """One row per theorem that admits the choice; refused when none does, or when the theorem was named."""
    rho2, rows, refusals = float(corollary.rho2), [], []
    for name in choice.theorems:
        try:
            found = choice.bound(name, rho2, problem)
        except ValueError as refusal:
            refusals.append(f"{name}: {refusal}")
            continue
        rows.append(
            {
                "rule": corollary.rule,
                "source": corollary.source,
                "status": corollary.status,
                "coefficient": corollary.coefficient,
                "rho2": corollary.rho2,
                "theorem": name,
                "bound": found.value,
                "gamma": found.gamma,
                "beta": found.beta,
                "parameters": found.parameters,
                "steps_to_epsilon": None,
            }
        )
    if refusals and (choice.named or not rows):
        raise ValueError("; ".join(refusals))
    least = min(rows, key=lambda row: row["bound"])
    least["steps_to_epsilon"] = steps_to(least["theorem"], rho2, problem, choice.epsilon)
    return rows


def _distance(rows: list[dict[str, Any]], m: int) -> Distance | None:
    """How far the best potential of the family is from the best there is, for the least certified rho^2."""
    sure = [row for row in rows if row["status"] == "certified" and row["theorem"] in FAMILY]
    if not sure:
        return None
    best = min(sure, key=lambda row: row["bound"])
    return distance(best["theorem"], float(best["rho2"]), m)


def shown(proofs: list[dict[str, Any]], rows: list[dict[str, Any]], extra: dict[str, Any]) -> Iterable[Any]:
    """The tables and lines for a person."""
    lines = (
        (
            row["id"],
            "✓" if row["holds"] else "✗",
            escape(row["statement"]),
            f"{len(row['steps'])} steps, for all {row['for all']}" if row["holds"] else row["reason"],
        )
        for row in proofs
    )
    yield output.table(
        "Lemmas and theorems: proofs followed in exact arithmetic", ("", "", "statement", "certificate"), lines
    )
    if not extra:
        return
    theorems = list(dict.fromkeys(row["theorem"] for row in rows))
    groups: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["rule"], row["source"]), {})[row["theorem"]] = row
    least = {
        rule: min(min(r["bound"] for r in group.values()) for (name, _), group in groups.items() if name == rule)
        for rule, _ in groups
    }
    cells = []
    for (rule, source), group in groups.items():
        best = min(group.values(), key=lambda row: row["bound"])
        count = best["steps_to_epsilon"]
        cells.append(
            (
                rule,
                source if best["status"] == "certified" else f"{source} ({best['status']})",
                best["rho2"],
                *(group[name]["bound"] for name in theorems),
                best["gamma"],
                best["beta"],
                best["bound"] / least[rule],
                count,
            )
        )
    title = "Bounds on the mean squared gradient (least value over gamma, beta)"
    columns = ("rule", "coefficient", "rho^2", *theorems, "gamma", "beta", "factor", f"T for {extra['epsilon']:g}")
    yield output.table(title, columns, cells)
    far = extra["best_potential"]
    if far is not None:
        yield (
            f"best potential of the certified family: {far['theorem']}; its leading term is {far['factor']:.3f} times "
            f"that of the best quadratic potential found at x = {far['x']:g} (proved), and {far['floor_factor']:.3f} "
            "times what no analysis by the drift bound alone beats (numerical)"
        )
    for rule, ends in extra["floor_b"].items():
        yield (
            f"(T4) {rule}: without momentum E||nabla||^2 can stay above b^2 sigma^2, b = {ends[0]:.6f}; "
            "momentum multiplies that floor by (1-beta)/(1+beta)"
        )
    if extra["no_bound"]:
        yield f"no bound: {', '.join(extra['no_bound'])} (not resilient averaging, or no claim at these n, f, d)"
