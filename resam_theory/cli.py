"""The ``resam`` command: a thin dispatcher that finds its subcommands through entry points (group ``resam.commands``).

An entry point names a plain function with typer annotations. Modules that define commands import nothing heavy: help,
completion and errors of usage then take a fraction of a second. Exit status: 0 done and everything holds, 1 something
that was checked does not hold (``raise SystemExit(1)``), 2 the call is wrong: one line on stderr and no traceback. Set
``RESAM_TRACEBACK=1`` to see where an error came from.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer

from .siblings import GENERIC, require_siblings

GROUP = "resam.commands"


def _commands() -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def _load(point: EntryPoint) -> Callable[..., Any]:
    package = point.module.partition(".")[0]
    if package in GENERIC:
        require_siblings(package)
    return point.load()


def _listed(point: EntryPoint) -> Callable[..., Any]:
    """The command, or one that says why it cannot be loaded: a broken command must not take the others with it."""
    try:
        return _load(point)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"

    def unavailable() -> None:
        raise ImportError(f"command {point.name!r} cannot be loaded: {reason}")

    unavailable.__doc__ = f"(cannot be loaded: {reason})"
    return unavailable


def _application(names: Sequence[str], commands: dict[str, EntryPoint]) -> typer.Typer:
    app = typer.Typer(
        name="resam",
        help="Verify the theory of Byzantine-robust distributed learning. In a pipe, every command prints JSON.",
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(lambda: None)
    for name in names:
        app.command(name)(_load(commands[name]) if len(names) == 1 else _listed(commands[name]))
    return app


def normalise(arguments: Sequence[str]) -> list[str]:
    """Give a bare ``--json`` its default target, stdout, written ``-``.

    The word after ``--json`` is a file when it ends in ``.json`` (``--json=FILE`` names any file).

    >>> normalise(["rules", "--json"]), normalise(["rules", "--json", "out.json"])
    (['rules', '--json=-'], ['rules', '--json=out.json'])
    >>> normalise(["constant", "--json", "krum"]), normalise(["recheck", "--json", "evidence.json"])
    (['constant', '--json=-', 'krum'], ['recheck', '--json=-', 'evidence.json'])
    """
    out: list[str] = []
    rest = list(arguments)
    takes_files = rest[:1] == ["recheck"]
    while rest:
        word = rest.pop(0)
        if word == "--json":
            named = rest and rest[0].endswith(".json") and not (takes_files and len(rest) == 1)
            word = f"--json={rest.pop(0) if named else '-'}"
        out.append(word)
    return out


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the ``resam`` command.

    One thread per operation unless OMP_NUM_THREADS says otherwise: what is computed here comes in many small
    operations, where threads that wait for each other cost several times what is done. Commands share work by
    processes.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    argv = normalise(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    commands = _commands()
    chosen = [argv[0]] if argv[0] in commands else list(commands)
    try:
        status = _application(chosen, commands)(args=argv, prog_name="resam", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        raise SystemExit(130) from None
    except Exception as error:
        if os.environ.get("RESAM_TRACEBACK"):
            raise
        message = error.format_message() if hasattr(error, "format_message") else str(error)  # pyright: ignore[reportAttributeAccessIssue]
        if not (hasattr(error, "format_message") or isinstance(error, (ValueError, TypeError, OSError, ImportError))):
            raise
        if not message and getattr(error, "ctx", None) is not None:
            raise SystemExit(2) from None
        print(f"resam: {' '.join(message.split())}", file=sys.stderr)
        raise SystemExit(2) from None
    if isinstance(status, int) and status:  # what typer.Exit carried
        raise SystemExit(status)


if __name__ == "__main__":
    main()
