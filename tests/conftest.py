"""What holds for every test: no property is judged by the time that it takes, nothing is said meanwhile, of the cases
of a test marked ``sampled(k)`` one in k belongs to the quick half, what is loaded when the tests begin is no garbage.
``call`` is a command as a program sees it.
"""

import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
os.environ.setdefault("RESAM_PROGRESS", "3600")  # no lines of progress on a busy machine: stderr is compared


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """What is imported and collected stays: the garbage collector does not go over these million objects again and
    again, which took 8 % of the processor time of ``make test``; and it looks more seldom."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    return collected


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first, the (k+1)th ... case of a test marked ``sampled(k)`` is quick, the others are slow.

    A k without a factor in common with the number of values of a parameter does not always draw the same ones.
    """
    seen: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled is None:
            continue
        test = item.nodeid.partition("[")[0]
        if seen[test] % sampled.args[0]:
            item.add_marker(pytest.mark.slow)
        seen[test] += 1


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, Any, str]]:
    """Exit status, the JSON on stdout (None: there is none) and stderr of a command, in a folder of its own."""
    from resam_theory.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, Any, str]:
        status = 0
        try:
            main(words)
        except SystemExit as stop:
            status = int(stop.code or 0)
        shown = capsys.readouterr()
        return status, json.loads(shown.out) if shown.out else None, shown.err

    return run
