"""Pages of the documentation as programs: what a reader pastes is what is run."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(?P<language>\w+)(?P<about>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, ``title="FILE"`` (a file to write), ``status=N`` (the exit status), the text."""

    language: str
    title: str
    status: int
    body: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    out = []
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        about = found["about"]
        title = re.search(r'title="([^"]+)"', about)
        status = re.search(r"status=(\d+)", about)
        out.append(Block(found["language"], title[1] if title else "", int(status[1]) if status else 0, found["body"]))
    return out


def follow(page: Path, folder: Path) -> dict[str, int]:
    """Do what the page says in ``folder`` (the current one); how many blocks of each kind were done."""
    space: dict[str, object] = {}
    done: dict[str, int] = {}
    for block in blocks(page):
        if block.title:
            (folder / block.title).write_text(block.body, encoding="utf-8")
        elif block.language == "console":
            _command(block, folder)
        elif block.language == "pycon":
            _session(block, space, page)
        else:
            continue
        done[block.language] = done.get(block.language, 0) + 1
    return done


def _command(block: Block, folder: Path) -> None:
    line, _, wanted = block.body.partition("\n")
    assert line.startswith("$ ")
    words = [
        name
        for word in shlex.split(line[2:])
        for name in (sorted(str(p.relative_to(folder)) for p in folder.glob(word)) if "*" in word else [word])
    ]
    programs = {"resam": [sys.executable, "-m", "resam_theory.cli"], "python": [sys.executable]}
    environment = os.environ | {"COLUMNS": "120", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*programs[words[0]], *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == block.status, (line, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    shown = done.stdout if block.status != 2 else done.stderr
    assert doctest.OutputChecker().check_output(wanted, shown, _FLAGS), f"{line}\n{shown[:3000]}"


def _session(block: Block, space: dict[str, object], page: Path) -> None:
    example = doctest.DocTestParser().get_doctest(block.body, space, page.name, str(page), 0)
    messages: list[str] = []
    runner = doctest.DocTestRunner(optionflags=_FLAGS)
    runner.run(example, out=messages.append, clear_globs=False)
    assert runner.failures == 0, "".join(messages)
    space.update(example.globs)
