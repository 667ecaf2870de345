"""What rests on what: claims, the bounds and lemmas that prove them, the rules of inference and assumptions below.

A node is a claim, a proof for all (n, f), a family of worst inputs, a lemma or theorem, a rule of inference or an
assumption; an edge says that the first rests on the second. The grade of a claim is what holds of it for all (n, f).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp

from resam_theory.claims import Criterion
from resam_theory.compose.expectation import LAWS
from resam_theory.convergence import STATEMENTS
from resam_theory.definitions.constants import text as criteria_text
from resam_theory.definitions.criteria import FACTORS
from resam_theory.derivation.citation import Assumed, Citation
from resam_theory.derivation.relations import ASSUMPTIONS
from resam_theory.derivation.steps import ExpectedProduct
from resam_theory.derivation.theorem import Theorem
from resam_theory.proof import bounds, laws, replay, worst
from resam_theory.proof.inference import INFERENCES
from resam_theory.rules import RULES, Rule

from ..checks.proofs import refusal
from ..evidence import Side
from ..general import General
from ..verdicts import follows, needed

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
    for law in LAWS.values():
        _law(law, found, below)
    for statement in STATEMENTS.values():
        _statement(statement, found, below)
    return found, tuple(dict.fromkeys(below))


def nodes() -> tuple[Node, ...]:
    """Every node, claims first."""
    return tuple(_collected()[0].values())


def edges() -> tuple[Edge, ...]:
    """Every edge."""
    return _collected()[1]


def _rule(rule: Rule, found: dict[str, Node], below: list[Edge]) -> None:
    below_rule = [(given, General.of(given, rule.definition)) for given in (*rule.proofs, *rule.families)]
    for claim in rule.claims:
        used: dict[str, Any] = {}
        grade = EVERYWHERE
        for d in (1, 2, sp.oo):
            if not claim.domain.d_min <= d <= claim.domain.d_max:
                continue
            known = [(general.side, general, given) for given, general in _known(rule, d, below_rule)]
            known.sort(key=lambda item: item[2].criterion != claim.criterion)  # what needs no conversion first
            for side in needed(claim):
                settled = follows(claim, d, known, (side,))
                if settled is None:
                    grade = AT_A_POINT
                used |= {given.id: given for given in settled or ()}
        found[claim.id] = Node(claim.id, "claim", claim.statement, grade)
        below += [Edge(claim.id, given) for given in used]
    for given, _ in below_rule:
        if isinstance(given, bounds.Bound):
            replay.replay(given)
            found[given.id] = Node(given.id, "bound", f"{given.criterion} <= {given.value}", EVERYWHERE)
            for case in given.cases:
                _uses(given.id, case.steps, found, below)
        elif rule.definition is not None:
            worst.replay(given, rule.definition)
            found[given.id] = Node(given.id, "family", f"{given.criterion} reaches {given.value}", EVERYWHERE)


def _known(rule: Rule, d: Any, given: list[tuple[Any, General]]) -> Iterator[tuple[Any, General]]:
    """What the bounds and families say in dimension d, of either coefficient."""
    by_coordinate = rule.definition is not None and rule.definition.coordinate_wise
    permuted = by_coordinate and rule.definition is not None and rule.definition.symmetric
    for what, general in given:
        line = isinstance(what, bounds.Bound) and what.line and d != 1
        spread = isinstance(what, worst.Family) and d != sp.oo and not all(case.on_line for case in what.cases)
        if spread or (line and not (by_coordinate and what.criterion == "kappa")):
            if line and by_coordinate and d != sp.oo:
                yield what, general.times(str(d))
            continue
        if isinstance(what, bounds.Bound) and what.plane and d > 2:
            if d != sp.oo:
                yield what, general.times(f"{d}/2")
            continue
        here = general.in_dimension(None if d == sp.oo else int(d))
        yield what, here
        yield from ((what, other) for other in _converted(here, d, permuted=permuted))


def _converted(general: General, d: Any, *, permuted: bool) -> Iterator[General]:
    """The same of the other criteria; at d = inf the worst input of the line in all permutations is a simplex."""
    dimension, upper = None if d == sp.oo else int(d), general.side is Side.UPPER
    for given, target in FACTORS:
        if upper and given == general.criterion and (text := criteria_text(given, target, dimension)):
            yield general.converted(Criterion(target), text)
        if (
            not upper
            and target == general.criterion
            and (inverse := criteria_text(given, target, dimension, inverse=True))
        ):
            yield general.converted(Criterion(given), inverse)
    if not upper and permuted and d == sp.oo and general.criterion is Criterion.KAPPA:
        for target in ("lambda", "xi"):
            yield general.converted(Criterion(target), criteria_text("kappa", target, None) or "")


def _uses(id: str, steps: Iterable[bounds.Use | bounds.Combine], found: dict[str, Node], below: list[Edge]) -> None:
    for step in steps:
        if isinstance(step, bounds.Use):
            name = f"rule of inference: {step.rule}"
            found[name] = Node(name, "inference", INFERENCES[step.rule].statement)
            below.append(Edge(id, name))


def _law(law: laws.Law, found: dict[str, Node], below: list[Edge]) -> None:
    """A law has the id of the claim in expectation that it proves."""
    laws.replay(law)
    found[law.id] = Node(law.id, "claim", law.statement(), EVERYWHERE)
    _uses(law.id, law.steps, found, below)


def _statement(statement: Theorem, found: dict[str, Node], below: list[Edge]) -> None:
    grade = "a step fails" if refusal(statement) else EVERYWHERE
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
        elif isinstance(step, ExpectedProduct):
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
