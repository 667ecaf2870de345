"""The style sheet: paper width, fonts, and one colour, marker and line style per rule, the same in every figure.

Colours are told apart by readers with any colour vision deficiency, have a contrast of at least 3 to 1 on white, and
alternate in lightness; markers are all different, so that a print in grey is readable too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import matplotlib as mpl
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import NullFormatter

from resam_theory.output import whole
from resam_theory.rules import RULES

__all__ = [
    "FLOOR",
    "GREY",
    "HEIGHT",
    "INK",
    "WIDTH",
    "Look",
    "canvas",
    "decades",
    "house",
    "label",
    "line_and_runs",
    "look",
    "save",
]

WIDTH: Final = 6.75
"""Text width of a paper with two columns, in inches."""
HEIGHT: Final = 2.4
"""Height of one row of panels, in inches."""
INK: Final = "#1a1a1a"
GREY: Final = "#767676"
FLOOR: Final[dict[str, Any]] = {"color": INK, "linestyle": (0, (1, 1.2)), "linewidth": 1.0}
"""How a floor or an exact line that binds every rule is drawn."""

_COLOURS: Final = (
    "#4d4d4d",
    "#0072b2",
    "#d55e00",
    "#117733",
    "#aa4499",
    "#8a6d00",
    "#882255",
    "#2b8cbe",
    "#e0457b",
    "#332288",
    "#1b9e77",
    "#7a4b1e",
    "#5e3c99",
    "#006d6f",
    "#c51b7d",
    "#4d6b00",
)
_MARKERS: Final = ("x", "o", "s", "^", "P", "*", "D", "v", "<", "h", ">", "X", "p")
_FIRST: Final = {"nnm": "o", "arc": "^", "bucketing": "s", "ctma": "D", "clipping": "v"}
"""The markers of what comes before a rule."""
_LINES: Final[tuple[Any, ...]] = ("-", (0, (5, 1.5)), (0, (3, 1, 1, 1)), (0, (1.5, 1)))

_RC: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "axes.titlesize": 7,
    "axes.labelsize": 7,
    "xtick.labelsize": 6,
    "ytick.labelsize": 6,
    "legend.fontsize": 6.5,
    "mathtext.fontset": "dejavusans",
    "axes.linewidth": 0.6,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.5,
    "axes.axisbelow": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.5,
    "legend.frameon": False,
    "legend.handlelength": 2.2,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "text.usetex": False,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.w_pad": 0.03,
}


@dataclass(frozen=True)
class Look:
    """How a rule is drawn."""

    colour: str
    marker: str
    line: Any
    hollow: bool = False

    def with_marker(self, **more: Any) -> dict[str, Any]:
        """Keywords of ``plot`` for a line with markers."""
        face = {"markerfacecolor": "white"} if self.hollow else {}
        return {"color": self.colour, "marker": self.marker, "linestyle": self.line, **face, **more}


@lru_cache(maxsize=1)
def _looks() -> dict[str, Look]:
    out = {}
    for i, rule in enumerate(RULES):
        out[rule.name] = Look(
            _COLOURS[i % len(_COLOURS)], _MARKERS[i % len(_MARKERS)], _LINES[(i + i // len(_COLOURS)) % len(_LINES)]
        )
    return out


def look(rule: str) -> Look:
    """How the rule of that name is drawn, everywhere; a composition ``pre+rule`` in the rule's colour, but hollow and
    dotted, with a marker for what comes first; in black where it is none of ours.

    >>> look("trimmed_mean") == look("median")
    False
    >>> look("nnm+krum").colour == look("krum").colour, look("nnm+krum").hollow
    (True, True)
    """
    first, plus, base = rule.rpartition("+")
    known = _looks()
    if base in known and plus:
        marker = _FIRST.get(first.partition("+")[0].partition("(")[0], known[base].marker)
        return replace(known[base], line=(0, (1, 1)), marker=marker, hollow=True)
    if base in known:
        return known[base]
    number = crc32(rule.encode())
    return Look("black", _MARKERS[number % len(_MARKERS)], _LINES[number % len(_LINES)])


def label(rule: str, *, wrap: bool = False) -> str:
    """A rule's name for people, one word a line with ``wrap``; of a target what stands behind the colon.

    >>> label("mean_around_median"), label("my_rules.py:clipped_mean")
    ('mean around median', 'clipped mean')
    """
    return rule.rpartition(":")[2].replace("_", "\n" if wrap else " ")


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house style."""
    settings: dict[Any, Any] = {**mpl.rcParamsDefault, "backend": "agg", **_RC}
    with mpl.rc_context(settings):
        yield


def canvas(rows: int = 1, columns: int = 1, *, height: float | None = None, **grid: Any) -> tuple[Canvas, Any]:
    """A canvas of paper width with ``rows`` x ``columns`` panels, as an array of that shape; no global state."""
    shown = Canvas(figsize=(WIDTH, height or HEIGHT * rows))
    return shown, shown.subplots(rows, columns, squeeze=False, **grid)


def decades(axis: XAxis | YAxis) -> None:
    """A logarithmic axis with a label per power of ten, two at least: called once everything is drawn."""
    low, high = axis.get_view_interval()
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    inside = math.floor(math.log10(high)) - math.ceil(math.log10(low)) + 1
    axis.axes.set(**{f"{axis.axis_name}lim": (low, high) if inside > 1 else (10.0**first, 10.0**last)})
    axis.set_minor_formatter(NullFormatter())


def save(shown: Canvas, folder: Path, slug: str) -> list[Path]:
    """``<slug>.pdf`` and ``<slug>.png``; the same drawing gives the same bytes (no dates inside)."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{slug}.pdf", folder / f"{slug}.png"]
    with house():
        with whole(files[0]) as partial:
            made = {"CreationDate": None, "Producer": None, "Creator": "resam figures"}
            shown.savefig(partial, format="pdf", metadata=made)
        with whole(files[1]) as partial:
            shown.savefig(partial, format="png", dpi=200, metadata={"Software": "resam figures"})
    return files


def line_and_runs(panel: Any, points: Any, *, colour: str, marker: str, label: str, **line: Any) -> Any:
    """A predicted curve and the runs on it: ``points`` has x, value and kind (line, measured); the line's handle."""
    drawn = points[points["kind"] == "line"].sort_values("x")
    seen = points[points["kind"] == "measured"]
    (handle,) = panel.plot(drawn["x"], drawn["value"], color=colour, label=label, **line)
    panel.plot(seen["x"], seen["value"], linestyle="", marker=marker, markersize=4, color=colour, zorder=6)
    return handle
