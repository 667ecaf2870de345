"""Anybody's rule in a process of its own: it may hang or end that process, and its memory can be thrown away."""

from __future__ import annotations

import multiprocessing as mp
import os
import time
import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from resam_theory.rules.foreign.adapters import nth_binding
from resam_theory.rules.foreign.discovery import Convention, discover

from .budget import Budget, OutOfTime
from .caller import Caller, Outcome, Repeated, perform, repeat, respond

__all__ = ["isolated"]

_ATTEMPT: Final = "attempt"
_IMPORT_SECONDS: Final = 20.0  # a first call, and one with tensors, may have to import torch first
_CHUNK_SECONDS: Final = 0.2  # of many calls so long a part is sent at once: between parts the time is looked at
_HANGS_OF_MANY: Final = 3
_PATIENCE: Final = 20.0  # a call may take so many times what it took before


@dataclass(frozen=True)
class _Target:
    """The rule, what it is bound to, and how it is called where that is known already."""

    rule: Any
    n: int
    f: int
    convention: Convention | None = None


def _worker(pipe: Any, target: _Target) -> None:
    """The worker process: finds the convention unless it is known, reports it, then answers until the pipe closes."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    warnings.simplefilter("ignore")
    convention = target.convention
    try:
        if convention is None:
            found = discover(target.rule, target.n, target.f, perform, lambda *at: pipe.send((_ATTEMPT, *at)))
            bound, convention = found.bound, found.portable()
        else:
            bound = nth_binding(target.rule, target.n, target.f, convention.number)
    except Exception as error:
        pipe.send((None, f"{type(error).__name__}: {error}"))
        return
    pipe.send((convention, ""))
    assert bound is not None
    while True:
        try:
            kind, given = pipe.recv()
        except EOFError:
            return
        try:
            if kind == "repeat":
                x, y, calls, seconds = given
                pipe.send(repeat(bound, convention.how, x, y, calls=calls, seconds=seconds))
            else:
                pipe.send(respond(bound, convention, kind, given))
        except Exception as error:
            pipe.send(Outcome(None, f"raises {type(error).__name__}: {error}"))


class _Remote:
    """The worker process and its pipe; it is started again after a hang or a crash."""

    def __init__(self, target: _Target, timeout: float, budget: Budget) -> None:
        self.target, self.timeout, self.budget = target, timeout, budget
        self.process: Any = None
        self.pipe: Any = None
        self.each = 0.0
        self.hung = 0

    def start(self) -> Convention:
        """Start the worker and wait for its convention; TypeError where the target's arguments have no meaning.

        A target that hangs or ends the process on benign data gets a convention that says so.
        """
        methods = mp.get_all_start_methods()
        context: Any = mp.get_context("fork" if "fork" in methods else "spawn")
        self.pipe, other = context.Pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # forking with threads running: the worker only calls the rule
            self.process = context.Process(target=_worker, args=(other, self.target), daemon=True)
            self.process.start()
        other.close()
        answer: Any = (_ATTEMPT, "", "")
        waited, problem = 0.0, ""
        while answer is not None and answer[0] == _ATTEMPT:
            imports = "tensor" in answer[1] or not answer[2]  # torch; what the rule needs at its first call
            waited = self.timeout + (_IMPORT_SECONDS if imports else 1.0)
            waited, problem = min(waited, max(self.budget.left(), 1.0)), answer[2]
            answer = self._receive(waited)
        if answer is None:
            gone = self._give_up(waited)
            return Convention("array", "float64", False, None, failed=problem or gone)
        convention, error = answer
        if convention is None:
            raise TypeError(error)
        return convention

    def _give_up(self, waited: float) -> str:
        """Stop a worker that does not answer; what happened to it."""
        process: Any = self.process
        process.join(0.2)  # a process that ended may still be on its way out
        exited = process.exitcode
        self.stop()
        if exited is not None:
            return f"ends the process (exit code {exited})"
        return f"hangs: no answer within {waited:.3g} s"

    def _receive(self, wait: float) -> Any:
        try:
            return self.pipe.recv() if self.pipe.poll(wait) else None
        except (EOFError, ConnectionResetError):
            return None

    def stop(self) -> None:
        """End the worker."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.pipe.close()
            self.process = None

    def _ask(self, kind: str, given: Any, count: int) -> Any:
        """The worker's answer; an Outcome that says so where it hangs or dies, OutOfTime where the time is up first."""
        if self.budget.left() == 0:
            raise OutOfTime
        if self.process is None:
            failed = self.start().failed
            if failed and self.budget.left() == 0:
                raise OutOfTime
            if failed:
                return Outcome(None, failed)
        self.pipe.send((kind, given))
        begin = time.perf_counter()
        patience = self.timeout + _PATIENCE * count * self.each
        answer = self._receive(min(patience, self.budget.left()))
        if answer is not None:
            self.each = max(0.9 * self.each, (time.perf_counter() - begin) / count)
            return answer
        cut = time.perf_counter() - begin < self.timeout
        problem = self._give_up(patience if self.each else self.timeout)
        if cut and problem.startswith("hangs"):
            raise OutOfTime
        return Outcome(None, problem)

    def __call__(self, kind: str, x: np.ndarray) -> Any:
        return self._ask(kind, x, 1) if kind != "many" else self._many(x)

    def _many(self, x: np.ndarray) -> np.ndarray:
        """Part by part, so that what was computed when the time ends is not lost."""
        values = np.full((len(x), x.shape[2]), np.nan)
        start = 0
        while start < len(x) and self.budget.left() > 0 and self.hung < _HANGS_OF_MANY:
            count = int(np.clip(_CHUNK_SECONDS / max(self.each, 1e-9), 1, len(x) - start))
            try:
                answer = self._ask("many", x[start : start + count], count)
            except OutOfTime:
                break
            if isinstance(answer, np.ndarray):
                values[start : start + count] = answer
            else:
                self.hung += answer.problem.startswith("hangs")
            start += count
        return values

    def fresh(self, x: np.ndarray, y: np.ndarray, calls: int, seconds: float) -> Repeated:
        """:func:`repeat` in a new process, on a rule that was never called."""
        other = _Remote(self.target, self.timeout, self.budget)
        try:
            answer = other._ask("repeat", (x, y, calls, seconds), max(1, int(seconds / self.timeout)))
        finally:
            other.stop()
        if isinstance(answer, Repeated):
            return answer
        return Repeated(answer, None, 0)  # hangs or ends the process: other properties say so

    def __del__(self) -> None:
        self.stop()


def isolated(
    target: Any,
    *,
    n: int,
    f: int,
    name: str,
    importing: str,
    timeout: float = 5.0,
    budget: Budget | None = None,
) -> Caller:
    """Anybody's rule, in a worker process with ``timeout`` seconds for a call."""
    remote = _Remote(_Target(target, n, f), timeout, budget or Budget())
    convention = remote.start()
    if remote.process is None:  # it will not do better a second time
        answer = Outcome(None, convention.failed)
        repeated = Repeated(answer, None, 0)
        never = Caller(name, n, f, convention, importing, lambda kind, x: answer, lambda *given: repeated)
        never.budget = remote.budget
        return never
    remote.target = _Target(target, n, f, convention)
    return Caller(name, n, f, convention, importing, remote, remote.fresh, budget=remote.budget)
