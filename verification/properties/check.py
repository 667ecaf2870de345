"""Every property on anybody's rule, then the search for its worst inputs, held against what is claimed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from resam_theory.claim_text import claim_of
from resam_theory.claims import Claim, Criterion
from resam_theory.rules import Rule, get
from resam_theory.rules.foreign.adapters import load

from ..search import Found, search
from ..search.archive import Progress
from .budget import Budget
from .caller import Caller, local
from .constants import claimed, coefficient_finding, name_of, remark_on
from .contracts import CONTRACTS
from .findings import Finding, attempt, skipped
from .invariants import INVARIANTS
from .memory import remembered, remembering
from .probe import Probe, Property
from .report import Report
from .tolerance import solver_accuracy
from .worker import isolated

__all__ = ["DEFAULT_TRAITS", "examine"]

DEFAULT_TRAITS: Final = frozenset({"permutation", "translation", "scale"})
"""What is expected of a rule that says nothing about itself."""

_PROPERTIES: Final = (*CONTRACTS, *INVARIANTS)
_PROPERTIES_SHARE, _SEARCH_SHARE = 0.6, 0.7
"""Of the time: at most so much for the properties where there is a search; of the rest, for the search."""


def _measured(criterion: Criterion) -> bool:
    return criterion in {Criterion.LAMBDA, Criterion.KAPPA}


def examine(
    rule: Any,
    *,
    n: int,
    f: int,
    d: int,
    lambda_: float | None,
    kappa: float | None,
    claims: Iterable[Claim | str],
    traits: frozenset[str] | None,
    like: str | Rule | None,
    only: frozenset[str],
    seconds: float,
    examples: int | None,
    seed: int,
    timeout: float,
    accuracy: float,
    name: str | None,
    progress: Progress | None,
    tick: Callable[[Finding], None] | None,
) -> Report:
    """What :func:`verification.check_rule` reports, on arguments that it has checked."""
    given = [claim_of(claim) if isinstance(claim, str) else claim for claim in claims]
    options = {"timeout": timeout, "accuracy": accuracy, "wanted": traits, "like": like, "name": name}
    probe = _probe(rule, n, f, d, seconds=seconds, **options)
    budget = probe.caller.budget
    begin = budget.stop - seconds
    findings: list[Finding] = []

    def add(finding: Finding) -> None:
        findings.append(finding)
        if tick is not None:
            tick(finding)

    bad = probe.caller.convention.failed
    stop = f"the rule cannot be called: it {bad}" if bad else ""
    wanted = [c for c in Criterion if _measured(c) and (not only or name_of(c) in only)]
    searching = bool(wanted) and not stop and f > 0
    end = budget.stop
    if searching:
        budget.stop = time.perf_counter() + _PROPERTIES_SHARE * budget.left()
    first = {"well_formed": 0, "determinism": 1, "input_unmodified": 3}  # the last one hears from all the others
    todo = [p for p in sorted(_PROPERTIES, key=lambda p: first.get(p.name, 2)) if not only or p.name in only]
    unstable = ""
    for number, prop in enumerate(todo):
        budget.share(1 / (len(todo) - number))
        reason = stop if prop.name != "well_formed" else ""
        add(_attempt(prop, probe, reason or unstable, seed=seed, examples=examples))
        if prop.name == "determinism" and findings[-1].status == "failed":
            unstable = "not deterministic"
    found: dict[Criterion, Found] = {}
    if searching:
        budget.stop = end
        budget.stop = time.perf_counter() + _SEARCH_SHARE * budget.left()
        found = _search(probe, wanted, seconds=budget.left(), seed=seed, progress=progress)
    budget.stop = end
    own = probe.caller.rule.claims if probe.caller.rule is not None else ()
    bounds = claimed((*own, *given), n, f, d, {Criterion.LAMBDA: lambda_, Criterion.KAPPA: kappa})
    refuted: list[str] = []
    for number, criterion in enumerate(wanted):
        if stop:
            add(Finding(name_of(criterion), "", "skipped", stop))
            continue
        budget.share(1 / (len(wanted) - number))
        budget.stop = end if number == len(wanted) - 1 else budget.limit
        finding, texts, worst = coefficient_finding(probe, criterion, bounds, found.get(criterion), seed=seed)
        budget.stop = end
        memory = remembered(probe, finding, bounds, criterion)
        if memory is not None and finding.x is not None:
            _upset(findings, remembering(probe, finding.x, seed=seed))
            found.pop(criterion, None)
            add(memory)
            continue
        refuted += texts
        if worst is not None:
            found[criterion] = worst
        add(finding)
    for claim in given:
        remark = remark_on(claim, n, f, d, found.get(claim.criterion))
        if remark is not None and claim.criterion in wanted:
            add(remark)
    return Report(
        probe.caller.name,
        n,
        f,
        d,
        seed,
        _describe(probe.caller),
        found,
        tuple(refuted),
        tuple(findings),
        time.perf_counter() - begin,
    )


def _upset(findings: list[Finding], finding: Finding | None) -> None:
    """Put a ``finding`` in the place of the one of its name that passed."""
    for place, other in enumerate(findings):
        if finding is not None and other.name == finding.name and other.status != "failed":
            findings[place] = finding


def _attempt(prop: Property, probe: Probe, reason: str, *, seed: int, examples: int | None) -> Finding:
    return skipped(prop, reason) if reason else attempt(prop, probe, seed_=seed, examples=examples)


def _probe(
    target: Any,
    n: int,
    f: int,
    d: int,
    *,
    seconds: float,
    timeout: float,
    accuracy: float,
    wanted: frozenset[str] | None,
    like: str | Rule | None,
    name: str | None,
) -> Probe:
    importing, budget = "", Budget()
    if isinstance(target, str):
        shown = target
        target, importing = load(target)
    elif isinstance(target, Rule):
        shown, importing = target.name, f'from resam_theory.rules import get; rule = get("{target.name}")'
    else:
        shown, importing = _origin(target)
    reference = get(like) if isinstance(like, str) else like
    for rule in (target, reference):
        if isinstance(rule, Rule):
            rule.require(n, f)
    if isinstance(target, Rule):
        budget.start(seconds)
        caller = local(target, n=n, f=f, name=name or shown, importing=importing, budget=budget)
        caller.accuracy = max(accuracy, solver_accuracy(target))
        return Probe(caller, d, target.traits if wanted is None else wanted, reference or target)
    budget.start(seconds)  # importing the target is not counted
    caller = isolated(target, n=n, f=f, name=name or shown, importing=importing, timeout=timeout, budget=budget)
    caller.accuracy = accuracy
    return Probe(caller, d, DEFAULT_TRAITS if wanted is None else wanted, reference)


def _origin(target: Any) -> tuple[str, str]:
    """A name for an object, and the statement that imports it as ``rule`` (a placeholder where none can)."""
    module, name = getattr(target, "__module__", None), getattr(target, "__qualname__", None)
    if module and name and name.isidentifier() and module != "__main__":
        return f"{module}:{name}", f"from {module} import {name} as rule"
    shown = name or type(target).__name__
    return shown, f"rule = ...  # {shown}: put your rule here"


def _describe(caller: Caller) -> str:
    convention = caller.convention
    if convention.failed:
        return f"no way to call it found: it {convention.failed}"
    kind = "any number of problems" if convention.batched else "one problem"
    return f"called as {convention.call_text()}, x an {convention.dtype} (n, d) array, {kind} a call"


def _search(
    probe: Probe, criteria: list[Criterion], *, seconds: float, seed: int, progress: Progress | None
) -> dict[Criterion, Found]:
    caller = probe.caller
    return search(
        caller.many,
        n=probe.n,
        f=probe.f,
        d=probe.d,
        criteria=criteria,
        seconds=seconds,
        seed=seed,
        gradient=None if caller.rule is None else lambda x: caller.rule(x, f=probe.f),  # pyright: ignore[reportOptionalCall]
        accuracy=caller.accuracy,
        eps=probe.eps,
        progress=progress,
        trusted=probe.trusted,
    )
