"""Direct judgments of what is read and shown: names that read as statements, comments, files that prove nothing."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import direct_laws
from .direct import FLOOR, module, refused

__all__ = ["JUDGMENTS"]

SAYS = "kappa*(any; n=5, f=1, d=1) >= 1/3"
PROOF: dict[str, Any] = {
    "id": "x",
    "region": [],
    "where": {},
    "assumes": [],
    "steps": [{"step": "combine", "fact": {"name": "c", "small": "0", "large": "nabla**2", "equal": False}}],
}
PROOF["steps"][0] |= {"weights": {}, "by": []}


def texts() -> None:
    """One line of text without a comment, and names that cannot be taken for a statement."""
    r = module("resam_theory.proof.reading")
    assert [r.text("a < b", "x"), r.text("", "x"), r.title("T5-PL, odd", "x"), r.title("", "x")] == [
        *("a < b", "", "T5-PL, odd", "")
    ]
    for wrong in ("0 # <= 1", "0\n", "a\nb", "\x1b[2K", 1, None, b"a"):
        for read in (r.text, r.title):
            with refused():
                read(wrong, "x")
    for wrong in ("a <= b", "a < b", "a >= b", "a > b", "a = b", "a; b", "="):
        with refused():
            r.title(wrong, "x")
    named = module("resam_theory.proof.written").name
    letters = "".join(map(chr, (*range(48, 58), *range(65, 91), *range(97, 123)))) + ".-'_"
    assert [named(word, "x") for word in ("", "T5-PL", letters)] == ["", "T5-PL", letters]
    for wrong in ("two words", f"{letters} ", "a+b", "\u0430", "\uff41", "a,"):
        with refused():
            named(wrong, "x")


def shown() -> None:
    """What is proved is not shown after words that read as another statement."""
    check = module("verification.recheck.check")

    def said(**changes: Any) -> str:
        data = {"format": 1, "kind": "proof", "statements": [{**PROOF, **changes}]}
        return check.proved(data)[0]

    assert said() == "x: 0 <= nabla**2 inside "
    false = "kappa*(krum; n=3, f=1, d=1) <= 0"
    (step,) = PROOF["steps"]
    for changes in (
        {"id": false},
        {"id": f"x\ncertified  {false}"},
        {"steps": [{**step, "fact": {**step["fact"], "small": f"0 # {false}"}}]},
        {"steps": [{**step, "fact": {**step["fact"], "large": f"(nabla**2 #\ncertified  {false}\n)"}}]},
    ):
        with refused():
            said(**changes)
    for about in (false, f"x\n{false}"):
        with refused():
            direct_laws.proved(about=about)
    claim = {**FLOOR["claim"], "definition": {"form": "trimmed", "k": "f"}}
    mixed = {"form": "pipeline", "stage": {"form": "nnm"}, "rule": claim["definition"]}
    for rule, said_so in (
        ("nnm+mine.py:rule", "nnm+mine.py:rule"),
        ("nnm+my files/mine.py:rule", "'nnm+my files/mine.py:rule'"),
        ("nnm+krum is certified.py:rule", "'nnm+krum is certified.py:rule'"),
        ("nnm+m\u0456ne.py:rule", "'nnm+m\\u0456ne.py:rule'"),
    ):
        floor = check.check({**FLOOR, "claim": {**claim, "rule": rule, "definition": mixed}})
        assert str(floor) == f"kappa*({said_so}; n=5, f=1, d=1) >= 1/3"
        assert floor.given[0].startswith(f"{said_so} is: ")
    for rule in ("krum; n=3, f=1, d=1) >= 9, kappa*(x", "x) >= 9", "x) = 9 (x", "x)= 9 (x", "x\ny", "x<y", "x>y"):
        with refused():
            check.check({**FLOOR, "claim": {**claim, "rule": rule}})


def nothing_proved() -> None:
    """A file, a folder or an index in which there is no evidence does not hold; no index leads back to itself."""
    f = module("verification.recheck.files")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def put(place: str, data: Any) -> Path:
            path = folder / place
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(data), encoding="utf-8")
            return path

        def status(path: Path) -> int:
            return f.status_of(f.recheck_files([path]))

        put("a/a.json", FLOOR)
        assert status(folder / "a") == 0
        (folder / "empty").mkdir()
        assert status(folder / "empty") == 2
        for nothing in ({"claims": []}, {"claims": [{"evidence": []}]}, {"claims": [{"evidence": [{"data": None}]}]}):
            assert status(put("b/a.json", nothing)) == 2
            index = {"format": 1, "files": [{"file": "a.json", "proves": SAYS}]}
            assert status(put("b/index.json", index).parent) == 2
        for inner in ("", "..", ".", "../a", "a/a.json"):
            assert status(put("c/index.json", {"format": 1, "files": [{"file": inner, "proves": SAYS}]}).parent) == 2
        assert status(put("c/index.json", {"format": 1, "files": []}).parent) == 2


def places() -> None:
    """Files and entries of ledgers are named so that nothing reads as a statement, or moves a terminal's cursor."""
    f = module("verification.recheck.files")
    says = "x] certified kappa*(krum; n=3, f=1, d=1) <= 0 [y"
    wrong = {**FLOOR, "value": "9", "claim": {**FLOOR["claim"], "rule": "\x1b[2K"}}
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{says}.json"
        rows = [{"id": f"\x1b[2K{says}", "params": {"n": "\u202e"}, "evidence": [{"data": FLOOR}]}]
        for data in (FLOOR, {"claims": rows}, wrong, {**FLOOR, "claim": says}, {**FLOOR, "more\x1b": 1}, []):
            path.write_text(json.dumps(data), encoding="utf-8")
            (result,) = f.recheck_files([path])
            assert result["file"].startswith(f"'{path}'")
            assert all(result[key] is None or str(result[key]).isprintable() for key in ("file", "reason"))
            assert "\u202e" not in result["file"]
            assert (
                result["reason"] is None or "rejected: " in result["reason"] or "need a JSON object" in result["reason"]
            )
            assert result["claim"] in (None, SAYS) or isinstance(result["claim"], dict)
        path = Path(name) / "\u043c.json"
        path.write_text("[]", encoding="utf-8")
        (result,) = f.recheck_files([path])
        assert result["file"] == ascii(str(path))


JUDGMENTS: tuple[Callable[[], None], ...] = (texts, shown, nothing_proved, places)
