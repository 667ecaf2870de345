"""Tables that fit where they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table

__all__ = ["Fitted"]

_WORD = 40
"""A word longer than this may be broken."""


class Fitted(Table):
    """A table whose columns share the room that there is when it is printed.

    Words are not broken while all fit: prose wraps first, and the frame goes before a word is broken.
    """

    def __init__(self, title: str, heads: Iterable[str], cells: Iterable[Sequence[str]]) -> None:
        super().__init__(title=title, title_justify="left", header_style="bold")
        rows = [tuple(heads), *map(tuple, cells)]
        columns = list(zip(*rows, strict=True))
        self._words = [min(_WORD, max(map(_longest_word, column))) for column in columns]
        self._lines = [max(map(len, column)) for column in columns]
        for head in rows[0]:
            self.add_column(head, overflow="fold")
        for row in rows[1:]:
            self.add_row(*row)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """For the width at hand: a frame takes three places a column and one more, a gap one or two."""
        count, room = len(self.columns), options.max_width - sum(self._words)
        framed, gap = room > 3 * count, 2 if room >= 2 * count else 1
        self.box, self.pad_edge = box.HEAVY_HEAD if framed else None, framed
        self.padding = (0, 1) if framed else (0, gap, 0, 0)
        spare = room - (3 * count + 1 if framed else gap * count)
        for column, width in zip(self.columns, _widths(self._words, self._lines, spare), strict=True):
            column.width = width
        yield from super().__rich_console__(console, options)


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=0)


def _widths(least: Sequence[int], most: Sequence[int], spare: int) -> list[int] | list[None]:
    """What is spare goes in equal shares to the columns that lack; without room for the least, rich decides.

    >>> _widths([4, 4], [5, 20], 6), _widths([4, 4], [4, 20], 60), _widths([4, 4], [4, 20], -1)
    ([5, 9], [4, 20], [None, None])
    """
    if spare < 0:
        return [None for _ in least]
    widths = list(least)
    lacking = sorted(range(len(widths)), key=lambda i: most[i] - least[i])
    for left, i in zip(range(len(lacking), 0, -1), lacking, strict=True):
        given = min(most[i] - least[i], spare // left)
        widths[i], spare = widths[i] + given, spare - given
    return widths
