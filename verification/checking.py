"""``check_rule``: everything the project knows to ask of an aggregation rule, in one call for anybody's test suite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from resam_theory.errors import require_count, require_n_f, require_real

from .property_names import PROPERTY_NAMES, TRAITS, require_names

if TYPE_CHECKING:
    from resam_theory.claims import Claim, Criterion
    from resam_theory.rules import Rule

    from .properties.findings import Finding
    from .properties.report import Report

__all__ = ["check_rule"]


def check_rule(
    rule: Any,
    *,
    n: int = 15,
    f: int = 4,
    d: int = 3,
    lambda_: float | None = None,
    kappa: float | None = None,
    claims: Iterable[Claim | str] = (),
    traits: Iterable[str] | None = None,
    like: str | Rule | None = None,
    only: Iterable[str] | None = None,
    seconds: float = 10.0,
    examples: int | None = None,
    seed: int = 0,
    timeout: float = 5.0,
    accuracy: float = 0.0,
    name: str | None = None,
    throw: bool = False,
    progress: Callable[[float, Mapping[Criterion, float]], None] | None = None,
    tick: Callable[[Finding], None] | None = None,
) -> Report:
    """Every property of ``rule`` at (n, f, d), and the worst inputs that a search finds, in ``seconds`` altogether.

    ``rule``: a Rule, a target as in ``resam probe`` (a rule's name, ``package.module:attr``, ``file.py:attr``),
    or any callable or class, see :mod:`resam_theory.rules.foreign.adapters`; those run in a worker process with
    ``timeout`` seconds for a call. ``lambda_``, ``kappa``: constants claimed for it (a Rule's own claims are added).
    ``claims``: any number of claims, as objects or as text in n, f, m = n - f and d (``"kappa <= 4*f/(n - 2*f)"``, see
    :func:`resam_theory.claim_text.claim_of`); ``<=`` and ``==`` are refuted by an input above the value, ``>=`` and
    ``== inf`` pass if the search reaches the value and are skipped if it does not, which refutes nothing. A claim that
    says nothing about (n, f, d) is skipped, and the report says so.
    ``traits``: the equivariances that it should have, of :data:`verification.property_names.TRAITS` (default
    permutation, translation and scale, or the Rule's own). ``like``: the rule whose exact definition it should compute.
    ``only``: names of properties to try. ``accuracy``: its solver's tolerance, relative to the extent of the input.
    ``examples``: Hypothesis' examples per property. ``seconds`` bounds everything but imports, calls in progress
    included: properties for which no time is left are skipped, what was found by then is reported; what the properties
    do not need goes to the search. With ``throw``, failures are raised as an AssertionError that carries the programs
    which show them.

    >>> report = check_rule(lambda x: sorted(x[:, 0])[1:2], n=3, f=1, d=1, seconds=2, examples=5, lambda_=1)
    >>> report.passed, report.refuted
    (True, ())
    >>> check_rule("median", n=3, f=1, d=1, seconds=0.5, only=["robustness"], claims=["kappa <= f/(2*m)"]).refuted
    ('kappa <= 1/4 (kappa <= f/(2*m))',)
    """
    __tracebackhide__ = True  # pytest then shows the caller's line only
    n, f = require_n_f(n, f)
    d, seed = require_count("d", d), require_count("seed", seed, low=0)
    seconds, timeout = require_real("seconds", seconds, low=0), require_real("timeout", timeout, low=0, open_low=True)
    accuracy = require_real("accuracy", accuracy, low=0)
    if lambda_ is not None:
        lambda_ = require_real("lambda", lambda_, low=0)
    if kappa is not None:
        kappa = require_real("kappa", kappa, low=0)
    chosen = require_names("only", only, PROPERTY_NAMES)
    wanted = None if traits is None else require_names("traits", traits, TRAITS)
    from .properties.check import examine

    report = examine(
        rule,
        n=n,
        f=f,
        d=d,
        lambda_=lambda_,
        kappa=kappa,
        claims=claims,
        traits=wanted,
        like=like,
        only=chosen,
        seconds=seconds,
        examples=examples,
        seed=seed,
        timeout=timeout,
        accuracy=accuracy,
        name=name,
        progress=progress,
        tick=tick,
    )
    if throw and not report.passed:
        raise AssertionError(str(report))
    return report
