"""Progress where there is no terminal to draw a bar on: a line on stderr from time to time."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from rich.progress import Progress, Task, TaskID

__all__ = ["EVERY", "Lines"]

EVERY: Final = "RESAM_PROGRESS"
"""The variable of the environment with the seconds between two lines; 30 where it is not set."""


class Lines(Progress):
    """Shows every task that is not finished, with what is done and left, each ``every`` seconds.

    >>> import io, time
    >>> said = io.StringIO()
    >>> with Lines(every=0.01, file=said) as bar:
    ...     task = bar.add_task("claims", total=4)
    ...     for done in (1, 2):
    ...         bar.update(task, completed=done, description="krum")
    ...     while "krum" not in said.getvalue():
    ...         time.sleep(0.01)
    >>> said.getvalue().splitlines()[-1]
    'krum: 2 of 4 in 0 s, about 0 s left'
    """

    def __init__(self, *, every: float | None = None, file: Any = None) -> None:
        super().__init__(disable=True)
        self._every, self._file = float(os.environ.get(EVERY, "30")) if every is None else every, file
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._say, daemon=True)
        self._begun = time.perf_counter()
        self._marks: dict[int, _Mark] = {}

    def start(self) -> None:
        """Begin to tell."""
        self._begun = time.perf_counter()
        self._thread.start()

    def stop(self) -> None:
        """No line more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def update(self, task_id: TaskID, **changes: Any) -> None:
        """As in rich; what is done at the first call, or when other work begins, is where the pace is counted from."""
        super().update(task_id, **changes)
        task, mark = self._tasks[task_id], self._marks.get(task_id)
        if mark is None or mark.total != task.total or mark.done > task.completed:
            self._marks[task_id] = _Mark(time.perf_counter(), task.completed, task.total)

    def _say(self) -> None:
        while not self._over.wait(self._every):
            for task in self.tasks:
                if not task.finished:
                    print(self._line(task), file=self._file or sys.stderr, flush=True)

    def _line(self, task: Task) -> str:
        now = time.perf_counter()
        passed, mark = _time(now - self._begun), self._marks.get(task.id)
        if not task.total or mark is None:
            return f"{task.description}: {passed}"
        done = task.completed - mark.done
        left = f", about {_time((now - mark.since) * (task.total - task.completed) / done)} left" if done > 0 else ""
        return f"{task.description}: {task.completed:.0f} of {task.total:.0f} in {passed}{left}"


@dataclass(frozen=True)
class _Mark:
    """When so much of the total was done."""

    since: float
    done: float
    total: float | None


def _time(seconds: float) -> str:
    """Whole minutes from three on.

    >>> _time(59.6), _time(170.0), _time(200.0)
    ('60 s', '170 s', '3 min')
    """
    return f"{seconds:.0f} s" if seconds < 180 else f"{seconds / 60:.0f} min"
