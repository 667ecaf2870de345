"""What rests on what: claims, the bounds and lemmas that prove them, the rules of inference and assumptions below.

A node is a claim, a proof for all (n, f), a family of worst inputs, a lemma or theorem, a rule of inference or an
assumption; an edge says that the first rests on the second. The grade of a claim is what holds of it for all (n, f).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from resam_theory.claims import Claim, Criterion, Kind
from resam_theory.convergence import STATEMENTS
from resam_theory.proof import bounds, replay, worst
from resam_theory.proof.citation import Assumed, Citation
from resam_theory.proof.facts import ASSUMPTIONS
from resam_theory.proof.inference import INFERENCES
from resam_theory.proof.statements import Statement
from resam_theory.proof.steps import Expectation
from resam_theory.rules import RULES, Rule

from ..evidence import Side
from ..general import General

__all__ = ["EVERYWHERE", "Edge", "Node", "edges", "nodes", "shown"]

EVERYWHERE = "for all n, f"
AT_A_POINT = "at each (n, f)"


@dataclass(frozen=True)
class Node:
    """``kind``: claim, bound, family, statement, inference, assumption; ``grade``: how far it is proved."""

    id: str
    kind: str
    text: str
    grade: str = ""


@dataclass(frozen=True)
class Edge:
    """``upper`` rests on ``lower``."""

    upper: str
    lower: str


@lru_cache(maxsize=1)
def _collected() -> tuple[dict[str, Node], tuple[Edge, ...]]:
    found: dict[str, Node] = {}
    below: list[Edge] = []
    for rule in RULES:
        _rule(rule, found, below)
    for statement in STATEMENTS.values():
        _statement(statement, found, below)
    return found, tuple(dict.fromkeys(below))


def nodes() -> tuple[Node, ...]:
    """Every node, claims first."""
    return tuple(_collected()[0].values())


def edges() -> tuple[Edge, ...]:
    """Every edge.

    >>> Edge("median.kappa.exact", "median.kappa.every_dimension") in edges()
    True
    >>> Edge("median.kappa.every_dimension", "rule of inference: added points shift order statistics") in edges()
    True
    """
    return _collected()[1]


def _rule(rule: Rule, found: dict[str, Node], below: list[Edge]) -> None:
    below_rule = [(given, General.of(given)) for given in (*rule.proofs, *rule.families)]
    for claim in rule.claims:
        used = [(given, general) for given, general in below_rule if general(claim)]
        by_c1 = [
            (given, general.converted(Criterion.LAMBDA, "(m - 1)/(2*m)"))
            for given, general in below_rule
            if given.criterion == "kappa" and claim.criterion is Criterion.LAMBDA and _reaches(rule, claim, general)
        ]
        used += [(given, general) for given, general in by_c1 if general(claim)]
        sides = {general.side for _, general in used}
        needed = {Kind.TIGHT: {Side.LOWER, Side.UPPER}, Kind.UPPER: {Side.UPPER}}.get(claim.kind, {Side.LOWER})
        grade = EVERYWHERE if needed <= sides else AT_A_POINT
        found[claim.id] = Node(claim.id, "claim", claim.statement, grade)
        below += [Edge(claim.id, given.id) for given, general in used if general.side in needed]
    for given, _ in below_rule:
        if isinstance(given, bounds.Bound):
            replay.replay(given)
            found[given.id] = Node(given.id, "bound", f"{given.criterion} <= {given.value}", EVERYWHERE)
            for case in given.cases:
                for step in case.steps:
                    if isinstance(step, bounds.Use):
                        name = f"rule of inference: {step.rule}"
                        found[name] = Node(name, "inference", INFERENCES[step.rule].statement)
                        below.append(Edge(given.id, name))
        elif rule.definition is not None:
            worst.replay(given, rule.definition)
            found[given.id] = Node(given.id, "family", f"{given.criterion} reaches {given.value}", EVERYWHERE)


def _reaches(rule: Rule, claim: Claim, general: General) -> bool:
    """Whether (C1) carries this bound on kappa over to the claim: downwards only where permutations of coordinates
    make all distances equal, at d = inf."""
    permuted = rule.definition is not None and rule.definition.coordinate_wise and claim.domain.d_min == sp.oo
    return general.side is Side.UPPER or permuted


def _statement(statement: Statement, found: dict[str, Node], below: list[Edge]) -> None:
    grade = EVERYWHERE if statement.prove().holds else "a step fails"
    found[statement.id] = Node(statement.id, "statement", statement.text, grade)
    for name in statement.assumptions:
        node = f"assumption: {name}"
        found[node] = Node(node, "assumption", ASSUMPTIONS[name].statement)
        below.append(Edge(statement.id, node))
    for step in statement.steps:
        if isinstance(step, Citation):
            below.append(Edge(statement.id, step.statement.id))
        elif isinstance(step, Assumed):
            below.append(Edge(statement.id, f"assumption: {step.assumption}"))
        elif isinstance(step, Expectation):
            for used in step.rules:
                node = f"rule of inference: {used.name}"
                found[node] = Node(node, "inference", used.statement)
                below.append(Edge(statement.id, node))


def shown() -> tuple[dict[str, Any], list[Any]]:
    """The graph as JSON data, and as trees: each claim or theorem over what it rests on."""
    from rich.markup import escape
    from rich.tree import Tree

    found, listed = _collected()
    payload = {
        "nodes": [node.__dict__ for node in found.values()],
        "edges": [[edge.upper, edge.lower] for edge in listed],
    }
    children: dict[str, list[str]] = {}
    for edge in listed:
        children.setdefault(edge.upper, []).append(edge.lower)

    def grow(tree: Tree, name: str, depth: int) -> None:
        for child in children.get(name, ()):
            node = found[child]
            grade = f"  [dim]{node.grade}[/]" if node.grade else ""
            grow(tree.add(f"{escape(child)}{grade}"), child, depth + 1) if depth < 4 else None

    trees: list[Any] = []
    for node in found.values():
        if node.kind in {"claim", "statement"} and children.get(node.id):
            colour = "green" if node.grade == EVERYWHERE else "yellow"
            tree = Tree(f"[bold]{escape(node.id)}[/]  {escape(node.text)}  [{colour}]{node.grade}[/]")
            grow(tree, node.id, 0)
            trees.append(tree)
    return payload, trees
