"""Calling a rule that may do anything: raise, return None or a wrong shape, modify its input, hang, end the process.

:class:`Caller` has two forms. ``local`` runs in this process (our own batched rules). ``isolated`` runs in a worker
process with a time limit per call; whatever goes wrong becomes an :class:`Outcome`.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from resam_theory.rules import Rule

from .adapters import Bound, bindings, present, rows_of, unpack
from .discovery import Convention, discover

__all__ = ["Caller", "Outcome", "Unresponsive", "isolated", "local"]

_HANGS_ALLOWED: Final = 2
_ATTEMPT: Final = "attempt"
_IMPORT_SECONDS: Final = 20.0  # an attempt with tensors has to import torch first


class Unresponsive(Exception):
    """The rule hung before and is not called any more."""


@dataclass(frozen=True)
class Outcome:
    """What one call did: the value (None where there is none), what went wrong (empty: nothing), side effects."""

    value: np.ndarray | None
    problem: str = ""
    modified: bool = False
    dtype: str = ""

    @property
    def ok(self) -> bool:
        """A vector came back (finite or not)."""
        return self.value is not None


def perform(bound: Bound, how: str, x: np.ndarray) -> Outcome:
    """One call on ``x`` (n, d), in this process."""
    given = x.copy()
    offered = present(how, given)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            result = bound.call(offered)
    except Exception as error:
        return Outcome(None, f"raises {type(error).__name__}: {error}".split("\n", maxsplit=1)[0][:200])
    modified = not np.array_equal(given, x, equal_nan=True)
    if how.startswith("list of") and not modified:  # the list itself may have been reordered or emptied
        modified = not np.array_equal(rows_of(offered), x, equal_nan=True)
    if result is None:
        return Outcome(None, "returns None", modified)
    try:
        value = unpack(result)
        dtype = str(value.dtype)
        value = value.astype(float)
    except Exception as error:
        return Outcome(None, f"returns a {type(result).__name__} that is no array ({type(error).__name__})", modified)
    if value.shape != x.shape[1:]:
        return Outcome(None, f"returns shape {value.shape} instead of {x.shape[1:]}", modified, dtype)
    return Outcome(value, "", modified, dtype)


@dataclass
class Caller:
    """A rule bound to (n, f), its convention, and how its calls are made."""

    name: str
    n: int
    f: int
    convention: Convention
    importing: str
    run: Callable[[str, np.ndarray], Any]
    rule: Rule | None = None
    accuracy: float = 0.0
    hangs: dict[bytes, Outcome] = field(default_factory=dict)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The floating type the rule works in."""
        return np.dtype(self.convention.dtype)

    def one(self, x: np.ndarray, dtype: str | None = None) -> Outcome:
        """One call on an (n, d) array. A call that hung is not made again; after some, none is made: Unresponsive."""
        x = np.ascontiguousarray(x, dtype=dtype or self.dtype)
        key = x.tobytes()
        if key in self.hangs:
            return self.hangs[key]
        if len(self.hangs) >= _HANGS_ALLOWED:
            raise Unresponsive
        outcome = self.run("one", x)
        if outcome.problem.startswith("hangs"):
            self.hangs[key] = outcome
        return outcome

    def many(self, x: np.ndarray) -> np.ndarray:
        """(B, n, d) -> (B, d); NaN where a call does not give a vector."""
        if len(self.hangs) >= _HANGS_ALLOWED:
            return np.full((len(x), x.shape[2]), np.nan)
        return self.run("many", np.ascontiguousarray(x, dtype=self.dtype))

    def batch(self, x: np.ndarray) -> np.ndarray:
        """(B, n, d) -> (B, d) in one call, for rules whose convention is batched."""
        return self.run("batch", np.ascontiguousarray(x, dtype=self.dtype))


def _respond(bound: Bound, convention: Convention, kind: str, x: np.ndarray) -> Any:
    if kind == "one":
        return perform(bound, convention.how, x)
    if kind == "batch" or convention.batched:
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                return unpack(bound.call(present(convention.how, x.copy()))).astype(float)
        except Exception:
            if kind == "batch":
                raise
    values = [perform(bound, convention.how, one).value for one in x]
    return np.stack([np.full(x.shape[2], np.nan) if v is None else v for v in values])


def local(target: Rule, *, n: int, f: int, name: str, importing: str) -> Caller:
    """A rule of ours: batched, called in this process."""
    bound = next(iter(bindings(target, n, f)))
    convention = Convention("array", "float64", True, bound)
    return Caller(name, n, f, convention, importing, lambda kind, x: _respond(bound, convention, kind, x), target)


def _worker(pipe: Any, target: Any, n: int, f: int) -> None:
    """The worker process: finds the convention, reports it, then answers calls until the pipe closes."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    warnings.simplefilter("ignore")
    try:
        convention = discover(target, n, f, perform, lambda how: pipe.send((_ATTEMPT, how)))
    except Exception as error:
        pipe.send((None, f"{type(error).__name__}: {error}"))
        return
    pipe.send((convention.portable(), ""))
    assert convention.bound is not None
    while True:
        try:
            kind, x = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(_respond(convention.bound, convention, kind, x))
        except Exception as error:
            pipe.send(Outcome(None, f"raises {type(error).__name__}: {error}"))


class _Remote:
    """The worker process and its pipe; it is started again after a hang or a crash."""

    def __init__(self, target: Any, n: int, f: int, timeout: float) -> None:
        self.arguments, self.timeout = (target, n, f), timeout
        self.process: Any = None
        self.pipe: Any = None
        self.each = 0.0

    def start(self) -> Convention:
        """Start the worker and wait for its convention; TypeError where the target's arguments have no meaning.

        A target that hangs or ends the process on benign data gets a convention that says so.
        """
        methods = mp.get_all_start_methods()
        context: Any = mp.get_context("fork" if "fork" in methods else "spawn")
        self.pipe, other = context.Pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # forking with threads running: the worker only calls the rule
            self.process = context.Process(target=_worker, args=(other, *self.arguments), daemon=True)
            self.process.start()
        other.close()
        answer: Any = (_ATTEMPT, "array")
        while answer is not None and answer[0] == _ATTEMPT:
            answer = self._receive(self.timeout + (_IMPORT_SECONDS if "tensor" in answer[1] else 1.0))
        if answer is None:
            return Convention("array", "float64", False, None, failed=self._give_up())
        convention, error = answer
        if convention is None:
            raise TypeError(error)
        return convention

    def _give_up(self) -> str:
        """Stop a worker that does not answer; what happened to it."""
        process: Any = self.process
        process.join(0.2)  # a process that ended may still be on its way out
        exited = process.exitcode
        self.stop()
        if exited is not None:
            return f"ends the process (exit code {exited})"
        return f"hangs: no answer within {self.timeout:g} s"

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

    def __call__(self, kind: str, x: np.ndarray) -> Any:
        if self.process is None:
            self.start()
        self.pipe.send((kind, x))
        count = len(x) if kind == "many" else 1
        begin = time.perf_counter()
        answer = self._receive(self.timeout + 20 * count * self.each)
        if answer is not None:
            self.each = max(0.9 * self.each, (time.perf_counter() - begin) / count)
            return answer
        problem = self._give_up()
        if kind == "many":
            return np.full((len(x), x.shape[2]), np.nan)
        return Outcome(None, problem)

    def __del__(self) -> None:
        self.stop()


def isolated(target: Any, *, n: int, f: int, name: str, importing: str, timeout: float = 5.0) -> Caller:
    """Anybody's rule, in a worker process with ``timeout`` seconds for a call."""
    remote = _Remote(target, n, f, timeout)
    convention = remote.start()
    if remote.process is None:  # it will not do better a second time
        answer = Outcome(None, convention.failed)
        return Caller(name, n, f, convention, importing, lambda kind, x: answer)
    return Caller(name, n, f, convention, importing, remote)
