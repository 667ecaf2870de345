"""Text of this project as Markdown: docstrings, and the sentences of theory.md, where a star is mostly a star."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

__all__ = ["docstring", "escaped", "prose", "table"]

_ROLE: Final = re.compile(r":(?:func|class|mod|meth|data|attr|exc|obj):`[~.]*([^`]+)`")
_CODE: Final = re.compile(r"(``.+?``|`[^`]+`)")
_ITEM: Final = re.compile(r"^(?:[*-]|\d+\.) ")
_SPECIAL: Final = re.compile(r"([\\*_\[\]>#|{}~`])")
_EMPHASIS: Final = re.compile(r"(?<![^\s(∎.])(\*\*?)(?=\S)(.+?)(?<=\S)\1(?![\w*])")


def escaped(text: str) -> str:
    r"""Every character as itself.

    >>> escaped("lambda* < x_1")
    'lambda\\* &lt; x\\_1'
    """
    return _SPECIAL.sub(r"\\\1", text).replace("<", "&lt;")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], written: Callable[[str], str] = escaped) -> str:
    r"""A table, each cell as ``written``; no line break at its end.

    >>> print(table(("a", "b"), [("1", "x|y")]))
    | a | b |
    | --- | --- |
    | 1 | x\|y |
    """
    lines = (heads, ("---",) * len(heads), *rows)
    return "\n".join(f"| {' | '.join(map(written, line))} |" for line in lines)


def _line(text: str) -> str:
    """A line of a docstring: code stays code, roles become code."""
    return prose(_ROLE.sub(r"``\1``", text).replace("``", "`"))


def prose(text: str) -> str:
    r"""A paragraph of theory.md or of a docstring: code, **bold** and *emphasis* are meant, other stars are stars.

    >>> prose("**Floor.** λ* ≤ κ* by *convexity* of `x_1`, x_2 < 1")
    '**Floor.** λ\\* ≤ κ\\* by *convexity* of `x_1`, x\\_2 &lt; 1'
    """
    out = []
    for piece in _CODE.split(text):
        if piece.startswith("`"):
            out.append(piece)
            continue
        position = 0
        for found in _EMPHASIS.finditer(piece):
            mark, inside = found.groups()
            out += [escaped(piece[position : found.start()]), mark, escaped(inside), mark]
            position = found.end()
        out.append(escaped(piece[position:]))
    return "".join(out)


def docstring(text: str) -> str:
    r"""A docstring (plain text with ``code``, roles of Sphinx, indented formulas, doctests) as Markdown.

    >>> docstring("lambda* <= 1, see :func:`.bounds`.\n\n    F(x) = x_1\n\n>>> 1 + 1\n2").splitlines()
    ['lambda\\* &lt;= 1, see `bounds`.', '', '```text', 'F(x) = x_1', '```', '', '```pycon', '>>> 1 + 1', '2', '```']
    """
    return "\n\n".join(_block(block.split("\n")) for block in re.split(r"\n\s*\n", text.strip("\n")))


def _block(lines: list[str]) -> str:
    start = next((i for i, line in enumerate(lines) if line.lstrip().startswith(">>>")), None)
    if start is not None:
        before = ["\n".join(_prose(lines[:start])), ""] if start else []
        return "\n".join([*before, "```pycon", *_dedented(lines[start:]), "```"])
    if all(line.startswith("  ") for line in lines):
        return "\n".join(["```text", *_dedented(lines), "```"])
    return "\n".join(_prose(lines))


def _dedented(lines: list[str]) -> list[str]:
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return [line[indent:] for line in lines]


def _prose(lines: list[str]) -> list[str]:
    """List items keep their mark and begin a paragraph of their own."""
    out: list[str] = []
    for line in lines:
        text = line.strip()
        if _ITEM.match(text):
            mark, _, rest = text.partition(" ")
            out += [*([""] if out else []), f"{mark} {_line(rest)}"]
        else:
            out.append(_line(text))
    return out
