"""The re-checker by itself: ``python -I -S verification/recheck [--json] FILE_OR_FOLDER...``, nothing installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

if __package__ in (None, ""):  # run as a folder: the repository is two levels up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from verification.recheck.files import numbered, recheck_files, status_of

USAGE = "usage: python -I -S verification/recheck [--json] FILE_OR_FOLDER..."


def main(words: list[str]) -> int:
    """The exit status: 0 all holds, 1 something does not, 2 something cannot be read."""
    paths = [Path(word) for word in words if word != "--json"]
    if not paths or any(word.startswith("-") for word in words if word != "--json"):
        print(USAGE, file=sys.stderr)
        return 2
    results = recheck_files(paths)
    if "--json" in words:
        print(json.dumps({"results": results}, indent=1))
        return status_of(results)
    given, numbers = numbered(results)
    for result, own in zip(results, numbers, strict=True):
        said = result["claim"] if result["reason"] is None else result["reason"]
        print(f"{result['status']:9}  {said}   [{result['file']}]{own and f'   given: {own}'}")
    if given:
        print("Taken as given:", *(f"{i}. {sentence}" for i, sentence in enumerate(given, start=1)), sep="\n  ")
    return status_of(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
