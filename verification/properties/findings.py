"""Trying one property on one rule with Hypothesis: the finding, with the minimised counterexample if there is one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from unittest import SkipTest

import numpy as np
from hypothesis import HealthCheck, Phase, Verbosity, configuration, given, seed, settings
from hypothesis.errors import Flaky

from .budget import OutOfTime
from .caller import Unresponsive
from .minimise import complexity
from .probe import Probe, Property
from .violations import Violation, snippet

__all__ = ["Finding", "attempt", "failed", "passed", "skipped"]

_SHRINKING = 3.0  # seconds
_LATE = "the time was up"


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
    """Try ``prop`` on Hypothesis' examples while the probe's budget allows, then shrink for at most ``_SHRINKING``."""
    begin, budget = time.perf_counter(), probe.caller.budget
    reason = prop.skip(probe) or ("" if budget.left() or probe.caller.convention.failed else _LATE)
    if reason:
        return skipped(prop, reason)
    violations: list[Violation] = []
    state = {"examples": 0, "hung": False, "late": False}
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
        if state["examples"] and budget.over():
            state["late"] = True
            raise SkipTest(
                _LATE
            )  # which ends Hypothesis at once, shrinking included: the simplest violation is reported
        try:
            prop.check(probe, case)
            state["examples"] += 1
        except Unresponsive:
            state["hung"] = True
        except OutOfTime:
            state["late"] = True
            raise SkipTest(_LATE) from None
        except Violation as violation:
            if not violations:
                budget.extend(_SHRINKING)
            state["examples"] += 1
            violations.append(violation)
            raise

    try:
        with _no_folder():
            tries()
    except Violation as violation:
        return failed(prop, probe, violation, seed=seed_)
    except (Flaky, SkipTest):
        if violations:
            return failed(prop, probe, min(violations, key=lambda v: complexity(v.x)), seed=seed_)
    if state["hung"]:
        return skipped(prop, "the rule hung before and is not called any more")
    if not state["examples"]:
        return skipped(prop, _LATE)
    message = f"{state['examples']} examples, then {_LATE}" if state["late"] else ""
    seconds = time.perf_counter() - begin
    return passed(prop, seed=seed_, examples=state["examples"], seconds=seconds, message=message)


@lru_cache(maxsize=1)
def _elsewhere() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="resam-hypothesis-")  # removed when the process ends


@contextmanager
def _no_folder() -> Iterator[None]:
    """Keep Hypothesis' own cache out of the folder where somebody happens to work."""
    before = configuration.storage_directory(intent_to_write=False).path
    configuration.set_hypothesis_home_dir(_elsewhere().name)
    try:
        yield
    finally:
        configuration.set_hypothesis_home_dir(before)
