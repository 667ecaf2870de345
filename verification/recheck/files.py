"""Files, folders and exported ledgers re-checked: what each proves, what it takes as given; none silences another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from resam_theory.definitions.naming import named

from .check import proved, versioned
from .reading import Refused, fields, items, load

__all__ = ["INDEX", "Result", "numbered", "recheck_files", "status_of"]

INDEX: Final = "index.json"
"""In an exported ledger: every file, with what it must prove."""

Result = dict[str, Any]


def recheck_files(paths: Iterable[Path]) -> list[Result]:
    """One result for each piece of evidence in the files, in the ledgers among them, and in the folders.

    ``status``: attained, certified, or unknown with a ``reason``; ``given``: what is taken as given; ``readable`` is
    false where there is no evidence to speak of.
    """
    return [result for path in paths for result in _results(path, _folder if path.is_dir() else _file)]


def status_of(results: Sequence[Result]) -> int:
    """0: everything holds; 1: some evidence does not; 2: something could not be read."""
    return int(any(result["reason"] for result in results)) if all(r["readable"] for r in results) else 2


def numbered(results: Sequence[Result]) -> tuple[list[str], list[str]]:
    """All sentences that are taken as given, and for each result the numbers of its own, counted from 1."""
    given = list(dict.fromkeys(sentence for result in results for sentence in result["given"]))
    return given, [", ".join(str(given.index(sentence) + 1) for sentence in result["given"]) for result in results]


def _results(path: Path, read: Callable[[Path], Iterator[Result]]) -> Iterator[Result]:
    empty = True
    try:
        for result in read(path):
            empty = False
            yield result
        if empty:
            raise Refused(f"file = {path} is not admissible: there is no evidence in it")
    except Refused as error:
        yield _unknown(named(str(path)), str(error), readable=False)


def _file(path: Path) -> Iterator[Result]:
    data = load(path)
    if not isinstance(data, dict):
        raise Refused(f"file = {path} is not admissible: need a JSON object")
    yield from _ledger(path, data) if "claims" in data else [_result(named(str(path)), data)]


def _unknown(place: str, reason: str, claim: Any = None, *, readable: bool = True) -> Result:
    said = "".join(character if character.isprintable() else "?" for character in reason)
    return {"file": place, "claim": claim, "status": "unknown", "reason": said, "given": [], "readable": readable}


def _result(place: str, data: Mapping[str, Any]) -> Result:
    try:
        sentence, status, given = proved(data)
    except Refused as error:
        return _unknown(place, f"rejected: {error}", c if isinstance(c := data.get("claim"), dict) else None)
    return _unknown(place, "", sentence) | {"status": status, "reason": None, "given": list(given)}


def _folder(folder: Path) -> Iterator[Result]:
    """Every JSON file of a folder; with an index, exactly its files, each of which must prove what the index says."""
    index = folder / INDEX
    if not index.exists():
        for path in sorted(folder.rglob("*.json")):
            yield from _results(path, _file)
        return
    data = fields(load(index), ("format", "files"), ("claims",), of="the index")
    versioned(data)
    for entry in items(data["files"], "files"):
        row = fields(entry, ("file", "proves"), of="an entry of the index")
        if type(row["file"]) is not str or Path(row["file"]).name != row["file"]:
            raise Refused(f"file = {row['file']!r:.60} of the index: need the name of a file beside it")
        for result in _results(folder / row["file"], _file):
            if result["reason"] is None and result["claim"] != row["proves"]:
                result |= {"status": "unknown", "reason": f"rejected: the index says {row['proves']!r:.200}"}
            yield result


def _ledger(path: Path, data: dict[str, Any]) -> Iterator[Result]:
    """Every piece of evidence with a kind in a ledger of ``resam verify``, once."""
    seen: set[str] = set()
    for row in items(data["claims"], "claims"):
        pieces = row.get("evidence") if isinstance(row, dict) else None
        for i, piece in enumerate(items(pieces, "evidence")):
            held = piece.get("data") if isinstance(piece, dict) else None
            if isinstance(held, dict) and "kind" in held and repr(held) not in seen:
                seen.add(repr(held))
                yield _result(f"{named(str(path))}: {named(str(row.get('id')))} at {row.get('params')!a}, {i}", held)
