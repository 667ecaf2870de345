"""Trying one property on one rule with Hypothesis: the finding, with the minimised counterexample if there is one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky

from .caller import Unresponsive
from .minimise import complexity
from .probe import Probe, Property
from .violations import Violation, snippet

__all__ = ["Finding", "attempt", "failed", "passed", "skipped"]

_TRYING, _SHRINKING = 20.0, 3.0  # seconds


@dataclass(frozen=True)
class Finding:
    """The outcome of one property: ``status`` is passed, failed or skipped.

    Where it failed: the minimised input ``x`` as the rule saw it, the honest set (where the property has one), both
    sides, by how much the property is missed beyond rounding, the seed, and the program that shows it again.
    """

    name: str
    statement: str
    status: str
    message: str = ""
    x: np.ndarray | None = None
    honest: tuple[int, ...] | None = None
    left: Any = None
    right: Any = None
    margin: float | None = None
    seed: int = 0
    snippet: str = ""
    exact: str = ""
    examples: int = 0
    seconds: float = 0.0


def passed(prop: Property, *, seed: int, examples: int, seconds: float, message: str = "") -> Finding:
    """No counterexample among ``examples``."""
    return Finding(prop.name, prop.statement, "passed", message, seed=seed, examples=examples, seconds=seconds)


def skipped(prop: Property, reason: str) -> Finding:
    """Not asked of this rule."""
    return Finding(prop.name, prop.statement, "skipped", reason)


def failed(prop: Property, probe: Probe, violation: Violation, *, seed: int, exact: str = "") -> Finding:
    """A counterexample."""
    v = violation
    shown = snippet(probe.caller, v)
    return Finding(
        prop.name, prop.statement, "failed", v.message, v.x, v.honest, v.left, v.right, v.margin, seed, shown, exact
    )


def attempt(prop: Property, probe: Probe, *, seed_: int, examples: int | None = None) -> Finding:
    """Try ``prop`` on Hypothesis' examples for at most ``_TRYING`` seconds, then shrink for at most ``_SHRINKING``."""
    reason = prop.skip(probe)
    if reason:
        return skipped(prop, reason)
    begin = time.perf_counter()
    violations: list[Violation] = []
    state = {"examples": 0, "hung": False, "end": begin + _TRYING}
    decorate: Callable[[Any], Any] = settings(
        max_examples=examples or prop.examples,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=tuple(HealthCheck),  # pyright: ignore[reportArgumentType]
    )

    @decorate
    @seed(seed_)
    @given(prop.cases(probe))
    def tries(case: Any) -> None:
        if time.perf_counter() > state["end"]:
            return  # Hypothesis then calls the counterexample flaky: the simplest one recorded is reported
        state["examples"] += 1
        try:
            prop.check(probe, case)
        except Unresponsive:
            state["hung"] = True
        except Violation as violation:
            if not violations:
                state["end"] = time.perf_counter() + _SHRINKING
            violations.append(violation)
            raise

    try:
        tries()
    except Violation as violation:
        return failed(prop, probe, violation, seed=seed_)
    except Flaky:
        return failed(prop, probe, min(violations, key=lambda v: complexity(v.x)), seed=seed_)
    if state["hung"]:
        return skipped(prop, "the rule hung before and is not called any more")
    return passed(prop, seed=seed_, examples=state["examples"], seconds=time.perf_counter() - begin)
