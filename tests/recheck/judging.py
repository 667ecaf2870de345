"""Mutants judged: each runs, in a process of its own, on evidence whose truth is known and on direct judgments.

``python -m tests.recheck.judging [FILE...]`` prints the mutants that nothing kills and for which there is no reason. A
mutant is killed when true evidence is refused, false evidence accepted, another sentence proved, or when it never
answers. Only what enters the changed function is tried, what has killed most often first.
"""

from __future__ import annotations

import functools
import gc
import importlib
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from types import CodeType, FunctionType
from typing import Any, Final

from .mutants import NOTE, Mutant, Place, functions, mutants, noted

__all__ = ["FILES", "ROOT", "Judge", "agrees"]

ROOT: Final = Path(__file__).resolve().parents[2]
SECONDS: Final = 10
"""CPU time for one item, beyond twice what the checker itself takes, after which a mutant counts as one that never
answers."""
MEMORY: Final = 4 * 2**30
OURS: Final = ("verification.recheck", "resam_theory.definitions", "resam_theory.proof")
_CHECKER: Final = (
    *("check", "claim", "convert", "files", "gram", "inputs", "line", "matrices", "reading", "root3"),
    *("spreads", "theorem", "masses", "weighed", "proofs", "composed", "family", "general", "law"),
)
_FORMS: Final = ("classes", "criteria", "effort", "scores", "least_diameter", "trimmed", "nearest", "mass")
_PROOF: Final = (
    *("applies", "bounds", "laws", "polynomial", "reading", "region", "replay", "symbolic", "worst", "semidefinite"),
    *("written", "premises", "setting", "follow", "over_time", "two_worlds", "cases", "records"),
)
FILES: Final = (
    *(f"verification/recheck/{name}.py" for name in _CHECKER),
    *(f"resam_theory/definitions/{name}.py" for name in _FORMS),
    *(f"resam_theory/proof/{name}.py" for name in _PROOF),
)

Item = tuple[bool, Any] | Callable[[], None]
"""Evidence with whether it must be accepted, or a direct judgment: AssertionError where the code is wrong."""


def agrees(item: Item) -> bool:
    """Whether the code says about the item what is true of it."""
    if callable(item):
        try:
            item()
        except Exception:
            return False
        return True
    holds, data = item
    general = isinstance(data, dict) and data.get("kind") in ("law", "proof")
    try:
        if general:
            importlib.import_module("verification.recheck.check").proved(data)
            return holds
        checked = importlib.import_module("verification.recheck.check").check(data)
    except ValueError as error:
        return not holds and "\n" not in str(error)
    except Exception:
        return False
    reached = "upper" if data["claim"]["criterion"] == "breakdown" else "lower"
    wanted = "attained" if data["side"] == reached else "certified"
    return holds and (checked.side, checked.status, str(checked)) == (data["side"], wanted, _sentence(data))


def _sentence(data: Any) -> str:
    claim = data["claim"]
    name = f"{claim['criterion']}*{'^2' if data['squared'] else ''}"
    place = f"n={claim['n']}, f={claim['f']}, d={claim['d']}"
    if "weights" in claim:
        total = sum(map(Fraction, claim["weights"]))
        faulty = f"f={claim['f']}" if claim["faulty_weight"] is None else f"faulty weight={claim['faulty_weight']}"
        place = f"weights={','.join(str(Fraction(w) / total) for w in claim['weights'])}, {faulty}, d={claim['d']}"
    value = "infinity" if data["value"] == "inf" else data["value"]
    return f"{name}({claim['rule']}; {place}) {'<=' if data['side'] == 'upper' else '>='} {value}"


class Judge:
    """The items, the functions that each of them enters, and how often each has killed."""

    def __init__(self, items: Sequence[Item], files: Sequence[str] = FILES) -> None:
        self.items = items
        self.sources = {path: (ROOT / path).read_text(encoding="utf-8") for path in files}
        self.names = {path: path.removesuffix(".py").replace("/", ".") for path in files}
        modules = {path: importlib.import_module(name) for path, name in self.names.items()}
        self.places = {path: str(module.__file__) for path, module in modules.items()}
        gc.unfreeze()  # what the collector is told to leave alone is not listed
        everything: list[Any] = gc.get_objects()
        gc.freeze()  # nor copied in every process that judges a mutant
        paths = {place: path for path, place in self.places.items()}
        live = [f for f in everything if type(f) is FunctionType and f.__code__.co_filename in paths]
        self.live = [(f, (paths[f.__code__.co_filename], f.__code__.co_qualname)) for f in live]
        cached = [item for item in everything if type(item) is functools._lru_cache_wrapper]
        self.caches = [item for item in cached if str(item.__module__).startswith(OURS)]
        self.costs: list[float] = []
        self.entered = self._entered()
        self.kills: Counter[int] = Counter()

    def _entered(self) -> list[set[Place]]:
        """For each item the functions that it enters, which say so themselves meanwhile."""
        seen: set[Place] = set()
        before = [function.__code__ for function, _ in self.live]
        codes = {path: functions(noted(source, path, self.places[path])) for path, source in self.sources.items()}
        for function, (path, name) in self.live:
            if name in codes[path]:
                function.__globals__[NOTE] = seen.add
                function.__code__ = codes[path][name]
        found = []
        for item in self.items:
            self._forget()
            seen.clear()
            start = time.process_time()
            if not agrees(item):
                raise AssertionError(f"the checker itself is wrong about {item!s:.300}")
            found.append(set(seen))
            self.costs.append(time.process_time() - start)
        for (function, _), code in zip(self.live, before, strict=True):
            function.__code__ = code
        return found

    def mutants(self, path: str) -> list[Mutant]:
        """Every mutant of a file."""
        return list(mutants(self.sources[path], path, self.places[path]))

    def sample(self, path: str, number: int) -> list[Mutant]:
        """Some mutants; which ones depends on the text of the file alone, so that every change draws others."""
        found = self.mutants(path)
        return Random(self.sources[path]).sample(found, min(number, len(found)))

    def killed(self, mutant: Mutant) -> bool:
        """Whether some item tells the mutant from the checker."""
        place = mutant.path, mutant.place
        tried = [i for i in range(len(self.items)) if not mutant.place or place in self.entered[i]]
        tried.sort(key=lambda i: (-self.kills[i], self.costs[i]))
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            sys.stderr = sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the process ends
            try:
                self._install(mutant)
                killer = next((i for i in tried if not self._agrees(i)), None)
            except BaseException:
                os._exit(1)
            if killer is not None:
                os.write(write, killer.to_bytes(4, "big"))
            os._exit(int(killer is not None))
        os.close(write)
        status, said = os.waitpid(child, 0)[1], os.read(read, 4)
        os.close(read)
        if said:
            self.kills[int.from_bytes(said, "big")] += 1
        return status != 0

    def _agrees(self, item: int) -> bool:
        signal.setitimer(signal.ITIMER_PROF, SECONDS + 2 * self.costs[item])
        return agrees(self.items[item])

    def _forget(self) -> None:
        """Empty the caches of our functions: what is kept from before would hide a change."""
        for item in self.caches:
            item.cache_clear()

    def _install(self, mutant: Mutant) -> None:
        self._forget()
        if mutant.place:
            new = functions(mutant.code)[mutant.place]
            for function, name in self.live:
                if name == (mutant.path, mutant.place):
                    function.__code__ = new
            return
        for loaded in [name for name in sys.modules if name.startswith(OURS)]:
            del sys.modules[loaded]
        sys.meta_path.insert(0, _Finder(self.names[mutant.path], mutant.code))
        importlib.import_module(self.names[mutant.path])


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: Any) -> None:
        exec(self.code, module.__dict__)


def main(words: list[str]) -> None:
    """Print the survivors without a reason, and for each file how many there were of what."""
    from .items import items
    from .reasons import REASONS

    files = tuple(words) or FILES
    judge = Judge(items(), files)
    for path in files:
        found = judge.mutants(path)
        alive = [mutant.said for mutant in found if not judge.killed(mutant)]
        known = REASONS.get(path, {})
        for said in alive:
            if not any(part in said for part in known):
                print("  ", said, flush=True)
        stale = [part for part in known if not any(part in said for said in alive)]
        print(f"{path}: {len(found)} mutants, {len(found) - len(alive)} killed", *stale, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
