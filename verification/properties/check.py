"""``check_rule``: every property on anybody's rule, in one call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np

from resam_theory.claims import Criterion
from resam_theory.errors import require_count, require_n_f, require_real
from resam_theory.rules import Rule, get

from ..search import Found, search
from ..search.archive import Progress
from .adapters import load
from .caller import Caller, isolated, local
from .coefficients import claimed, coefficient_finding, name_of
from .contracts import CONTRACTS
from .findings import Finding, attempt, skipped
from .invariants import INVARIANTS
from .probe import Probe, Property
from .report import Report
from .tolerance import solver_accuracy

__all__ = ["DEFAULT_TRAITS", "TRAITS", "check_rule", "property_names"]

TRAITS: Final = ("permutation", "translation", "scale", "orthogonal", "hull", "coordinate_wise")
DEFAULT_TRAITS: Final = frozenset({"permutation", "translation", "scale"})
"""What is expected of a rule that says nothing about itself."""

_PROPERTIES: Final = (*CONTRACTS, *INVARIANTS)


def property_names() -> tuple[str, ...]:
    """The names that ``only`` understands.

    >>> len(property_names())
    15
    """
    return (
        *(prop.name for prop in _PROPERTIES),
        *(name_of(criterion) for criterion in Criterion if _measured(criterion)),
    )


def _measured(criterion: Criterion) -> bool:
    return criterion is not Criterion.PROOF


def check_rule(
    rule: Any,
    *,
    n: int = 15,
    f: int = 4,
    d: int = 3,
    lambda_: float | None = None,
    kappa: float | None = None,
    traits: Iterable[str] | None = None,
    like: str | Rule | None = None,
    only: Iterable[str] | None = None,
    seconds: float = 2.0,
    examples: int | None = None,
    seed: int = 0,
    timeout: float = 5.0,
    accuracy: float = 0.0,
    name: str | None = None,
    throw: bool = False,
    progress: Progress | None = None,
    tick: Callable[[Finding], None] | None = None,
) -> Report:
    """Every property of ``rule`` at (n, f, d), and the worst inputs that a search of ``seconds`` finds.

    ``rule``: a Rule, a target as in ``resam probe`` (a rule's name, ``package.module:attr``, ``file.py:attr``),
    or any callable or class, see :mod:`verification.properties.adapters`; those run in a worker process with
    ``timeout`` seconds for a call. ``lambda_``, ``kappa``: constants claimed for it (a Rule's own claims are added).
    ``traits``: the equivariances that it should have, of :data:`TRAITS` (default :data:`DEFAULT_TRAITS`, or the Rule's
    own). ``like``: the rule whose exact definition it should compute. ``only``: names of properties to try.
    ``accuracy``: its solver's tolerance, relative to the extent of the input. ``examples``: Hypothesis' examples per
    property. With ``throw``, failures are raised as an AssertionError that carries the programs which show them.

    >>> report = check_rule(lambda x: sorted(x[:, 0])[1:2], n=3, f=1, d=1, seconds=0.05, examples=5, lambda_=1)
    >>> report.passed, report.refuted
    (True, ())
    """
    __tracebackhide__ = True  # pytest then shows the caller's line only
    begin = time.perf_counter()
    n, f = require_n_f(n, f)
    d, seed = require_count("d", d), require_count("seed", seed, low=0)
    seconds, timeout = require_real("seconds", seconds, low=0), require_real("timeout", timeout, low=0, open_low=True)
    accuracy = require_real("accuracy", accuracy, low=0)
    if lambda_ is not None:
        lambda_ = require_real("lambda", lambda_, low=0)
    if kappa is not None:
        kappa = require_real("kappa", kappa, low=0)
    chosen = _require_names("only", only, property_names())
    probe = _probe(rule, n, f, d, timeout=timeout, accuracy=accuracy, traits=traits, like=like, name=name)
    findings: list[Finding] = []

    def add(finding: Finding) -> None:
        findings.append(finding)
        if tick is not None:
            tick(finding)

    bad = probe.caller.convention.failed
    stop = f"the rule cannot be called: it {bad}" if bad else ""
    unstable = ""
    for prop in sorted(_PROPERTIES, key=lambda p: p.name not in {"well_formed", "determinism"}):
        if chosen and prop.name not in chosen:
            continue
        reason = stop if prop.name != "well_formed" else ""
        add(_attempt(prop, probe, reason or unstable, seed=seed, examples=examples))
        if prop.name == "determinism" and findings[-1].status == "failed":
            unstable = "not deterministic"
    found: dict[Criterion, Found] = {}
    wanted = [c for c in Criterion if _measured(c) and (not chosen or name_of(c) in chosen)]
    if wanted and not stop and seconds > 0 and f > 0:
        found = _search(probe, wanted, seconds=seconds, seed=seed, progress=progress)
    bounds = claimed(probe.caller.rule, n, f, d, {Criterion.LAMBDA: lambda_, Criterion.KAPPA: kappa})
    refuted: list[str] = []
    for criterion in wanted:
        if stop:
            add(Finding(name_of(criterion), "", "skipped", stop))
            continue
        finding, texts = coefficient_finding(probe, criterion, bounds, found.get(criterion), seed=seed)
        refuted += texts
        add(finding)
    report = Report(
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
    if throw and not report.passed:
        raise AssertionError(str(report))
    return report


def _attempt(prop: Property, probe: Probe, reason: str, *, seed: int, examples: int | None) -> Finding:
    return skipped(prop, reason) if reason else attempt(prop, probe, seed_=seed, examples=examples)


def _require_names(argument: str, names: Iterable[str] | None, admissible: Iterable[str]) -> frozenset[str]:
    chosen, known = frozenset(names or ()), tuple(admissible)
    for name in sorted(chosen):
        if name not in known:
            raise ValueError(f"{argument} = {name!r} is not admissible: need one of {', '.join(known)}")
    return chosen


def _probe(
    target: Any,
    n: int,
    f: int,
    d: int,
    *,
    timeout: float,
    accuracy: float,
    traits: Iterable[str] | None,
    like: str | Rule | None,
    name: str | None,
) -> Probe:
    importing = ""
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
    wanted = None if traits is None else _require_names("traits", traits, TRAITS)
    if isinstance(target, Rule):
        caller = local(target, n=n, f=f, name=name or shown, importing=importing)
        caller.accuracy = max(accuracy, solver_accuracy(target))
        return Probe(caller, d, target.traits if wanted is None else wanted, reference or target)
    caller = isolated(target, n=n, f=f, name=name or shown, importing=importing, timeout=timeout)
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
        eps=float(np.finfo(caller.dtype).eps),
        progress=progress,
    )
