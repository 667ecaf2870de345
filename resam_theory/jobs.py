"""How many worker processes a command starts: one fact and one option for every command that computes side by side."""

from __future__ import annotations

import os
from typing import Annotated, Final

import typer

__all__ = ["CORES", "JobsOption"]

CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""The processors that this process may use."""

JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")]
