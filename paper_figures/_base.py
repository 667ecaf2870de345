"""What a figure or a table of the paper is: ``data()`` gives a tidy table, ``draw()`` or the columns show it."""

from __future__ import annotations

import hashlib
import inspect
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, final

from matplotlib.figure import Figure as Canvas

from experiments.config import RunConfig
from verification.depends import sources

__all__ = ["SIZES", "Figure", "Frame", "Item", "Lab", "Table", "Tick", "versions"]

SIZES: Final = ("quick", "full")
"""Quick: all figures together in about five minutes on two cores."""

_PACKAGES: Final = (
    "resam-theory",
    "numpy",
    "scipy",
    "sympy",
    "torch",
    "clarabel",
    "python-flint",
    "pandas",
    "matplotlib",
)

Frame = Any
"""A pandas DataFrame: pandas' own annotations reject ordinary uses of one, so it is not annotated as such."""

Tick = Callable[[int, int], None]
"""Called with how much of the work is done, and the total."""


def _ignore(done: int, total: int) -> None:
    pass


@dataclass(frozen=True)
class Lab:
    """Where results are kept (``store``), the data sets (``data_dir``), how many processes may work, who is told."""

    store: Path = Path("results")
    jobs: int = 1
    data_dir: Path | None = None
    tick: Tick = _ignore


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The versions that results depend on."""
    return {name: version(name) for name in _PACKAGES}


def _source(function: Callable[..., Any]) -> str:
    """Digest of the file that a figure's data() is written in."""
    return hashlib.sha256(Path(inspect.getfile(function)).read_bytes()).hexdigest()[:16]


def _no_configs(parameters: Any) -> Sequence[RunConfig]:
    return ()


def _nothing_missing(lab: Lab) -> str:
    return ""


def _nothing_found(table: Frame) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Item(ABC):
    """Something to look at. ``slug`` names its files, ``caption`` says what is shown and how it was obtained.

    ``sizes`` maps quick and full to the parameters (a frozen dataclass) that ``data(parameters, lab)`` depends on;
    ``configs(parameters)`` are the runs that it needs; ``missing(lab)`` says what is not there to build it from (a data
    set, a library), empty when nothing is. ``finding(table)``: a sentence computed from the data that ends the caption.
    ``on_demand``: too large for the quick size of everything, where it is built only when it is named.
    """

    slug: str
    title: str
    caption: str
    sizes: Mapping[str, Any]
    data: Callable[[Any, Lab], Frame]
    configs: Callable[[Any], Sequence[RunConfig]] = field(default=_no_configs)
    missing: Callable[[Lab], str] = field(default=_nothing_missing)
    finding: Callable[[Frame], str] = field(default=_nothing_found)
    on_demand: bool = False

    def captioned(self, table: Frame) -> str:
        """The caption with what the data say."""
        return f"{self.caption} {self.finding(table)}".strip()

    def provenance(self, size: str) -> dict[str, Any]:
        """All that the table depends on; ``key`` is the hash of it: another key, another table."""
        parameters = self.sizes[size]
        depends = {
            "slug": self.slug,
            "size": size,
            "parameters": json.loads(json.dumps(asdict(parameters))),
            "runs": [config.id for config in self.configs(parameters)],
            "versions": versions(),
            "code": sources().everything()[:16],
            "data": _source(self.data),
        }
        text = json.dumps(depends, sort_keys=True)
        return depends | {"key": hashlib.sha256(text.encode()).hexdigest()[:16]}

    @abstractmethod
    def render(self, table: Frame, folder: Path) -> list[Path]:
        """Write what is looked at to ``folder`` and return the files."""


@final
@dataclass(frozen=True, kw_only=True)
class Figure(Item):
    """A figure: ``draw(table)`` gives the canvas, saved as PDF and PNG; ``alt(table)`` says in words what it shows."""

    draw: Callable[[Frame], Canvas]
    alt: Callable[[Frame], str]

    def render(self, table: Frame, folder: Path) -> list[Path]:
        """``<slug>.pdf`` and ``<slug>.png``."""
        from . import style

        return style.save(self.drawn(table), folder, self.slug)

    def drawn(self, table: Frame) -> Canvas:
        """The canvas, in the house style."""
        from . import style

        with style.house():
            return self.draw(table)


@final
@dataclass(frozen=True, kw_only=True)
class Table(Item):
    """A table: ``show(data, formula)`` gives text cells under the headings that a reader sees.

    Formulas are stored as sympy's text; ``formula`` turns one into mathematics of the output format.
    """

    show: Callable[[Frame, Callable[[str], str]], Frame]

    def render(self, table: Frame, folder: Path) -> list[Path]:
        """``<slug>.tex`` and ``<slug>.md``."""
        from . import export

        return export.save(self.show(table, export.tex), folder, self)
