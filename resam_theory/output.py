"""What a command shows: tables and progress for a person (stderr, on a terminal only), JSON for a program (stdout).

Commands import this module to be described, so it imports neither rich nor sympy before something is shown.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

__all__ = [
    "Json",
    "JsonOption",
    "console",
    "dumps",
    "emit",
    "number",
    "plain",
    "progress",
    "table",
    "whole",
    "write_json",
]

JsonOption = Annotated[
    str | None,
    typer.Option(
        "--json",
        help="Machine-readable output and nothing else: to stdout (the default in a pipe), or to FILE.json.",
        metavar="[FILE]",
    ),
]


def console() -> Console:
    """The console for people: stderr. Nothing is shown when stderr is not a terminal."""
    from rich.console import Console

    shown = Console(stderr=True, highlight=False)
    shown.quiet = not shown.is_terminal
    return shown


def progress(show: Console | None = None) -> Progress:
    """A progress bar with the remaining time; where stderr is not a terminal, a line on it from time to time."""
    target = show or console()
    if target.quiet:
        from .lines import Lines

        return Lines()
    from rich import progress as rich

    return rich.Progress(
        rich.SpinnerColumn(),
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeElapsedColumn(),
        rich.TimeRemainingColumn(),
        console=target,
        transient=True,
    )


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Table:
    """A rich table; cells are shown as they are (numbers through :func:`number`).

    Words are not broken while there is room: prose wraps first, and a table that is too wide loses its frame.
    """
    from .tables import Fitted

    return Fitted(title, columns, [[cell if isinstance(cell, str) else number(cell) for cell in row] for row in rows])


def number(value: Any, digits: int = 5) -> str:
    """A number for a table cell: short exact fractions as they are, all else to ``digits`` significant digits.

    >>> import sympy as sp
    >>> number(sp.Rational(4, 7)), number(2.0), number(sp.sqrt(2)), number(None), number(sp.oo)
    ('4/7', '2', '1.4142', '-', '∞')
    """
    if value is None:
        return "-"
    if isinstance(value, Fraction) or (_is_symbolic(value) and value.is_Rational):
        text = str(value)
        if len(text) <= 9:
            return text
    as_float = float(value)
    return "∞" if math.isinf(as_float) else f"{as_float:.{digits}g}"


def _is_symbolic(value: Any) -> bool:
    """Whether value is one of sympy's: there is none while nobody has imported sympy."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, sympy.Basic)


def plain(value: Any) -> Any:
    """``value`` as JSON data: exact numbers as strings, floats as floats (infinities as the string ``"inf"``).

    >>> import sympy as sp
    >>> plain({"a": sp.Rational(1, 3), "b": (1, math.inf), "c": Fraction(1, 2)})
    {'a': '1/3', 'b': [1, 'inf'], 'c': '1/2'}
    """
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if _is_symbolic(value):
        return "inf" if str(value) == "oo" else str(value)
    if isinstance(value, (Fraction, Path)):
        return str(value)
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


class Json(str):
    """A payload that is JSON text already, written as it is."""

    __slots__ = ()


def dumps(payload: Any) -> Json:
    """``payload`` as the JSON text that :func:`write_json` and :func:`emit` write, without the end of the line.

    >>> dumps(dumps({"a": Fraction(1, 3)}))
    '{\\n "a": "1/3"\\n}'
    """
    return payload if isinstance(payload, Json) else Json(json.dumps(plain(payload), indent=1, ensure_ascii=False))


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write what shall be the file ``path``, whose folder is made: it appears when all is written.

    A kill leaves no half file under its name; what cannot be written (a full disk) leaves none, and is one line.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.replace(path)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.strerror:
            raise OSError(f"{path} cannot be written: {error.strerror}") from error
        raise


def write_json(path: Path, payload: Any) -> Path:
    """Write ``payload`` as JSON, creating the folder; see :func:`whole`."""
    with whole(path) as partial:
        partial.write_text(dumps(payload) + "\n", encoding="utf-8")
    return path


def emit(payload: Any, target: str | None, *shown: Any) -> None:
    """Show ``shown`` to a person and ``payload`` to a program.

    ``target`` is the value of ``--json``: None (JSON only if stdout is not a terminal), ``-`` (stdout) or a file.
    """
    if target is not None and target != "-":
        write_json(Path(target), payload)
    elif target == "-" or not sys.stdout.isatty():
        print(dumps(payload))
        return
    person = console()
    for item in shown:  # a program, or a path, must survive being copied from the terminal: only tables are wrapped
        person.print(item, soft_wrap=isinstance(item, str) or hasattr(item, "plain"))
