"""The re-checker on a bare interpreter: what it imports, what it answers, and how much of it has to be believed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from verification.evidence import Side
from verification.recheck.files import recheck_files
from verification.solve.certificates import about, document

ROOT = Path(__file__).resolve().parents[2]
MODULES = "import sys; sys.path.insert(0, '.'); import verification.recheck.files; print(*sys.modules)"


def bare(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", "-S", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_imports_the_standard_library_and_the_definitions_only() -> None:
    loaded = bare("-c", MODULES).stdout.split()
    ours = {name for name in loaded if name.split(".")[0] in {"resam_theory", "verification", "experiments"}}
    others = {name.split(".")[0] for name in set(loaded) - ours} - sys.stdlib_module_names
    assert not {name for name in others if not name.startswith("__")}
    light = {"resam_theory", "verification", "resam_theory.siblings", "resam_theory.errors"}
    light |= {"verification.checking", "verification.property_names"}
    believed = ("resam_theory.definitions", "resam_theory.proof", "verification.recheck")
    assert not {name for name in ours - light if not name.startswith(believed)}


def test_files_and_folders_are_answered_without_anything_installed(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "sub" / "bad.json"
    bad.parent.mkdir()
    data = document("floor", Side.LOWER, about("krum", "kappa", 5, 1, 1), None)
    good.write_text(json.dumps(data | {"value": "1/3"}))
    bad.write_text(json.dumps(data | {"value": "1/2"}))
    assert bare("verification/recheck", str(good)).returncode == 0
    answer = bare("verification/recheck", str(tmp_path))
    assert answer.returncode == 1
    assert "attained   kappa*(krum; n=5, f=1, d=1) >= 1/3" in answer.stdout
    assert "rejected: reaches 1/3, less than the claimed 1/2" in answer.stdout
    assert "krum is: " in answer.stdout
    assert bare("verification/recheck", "--json", str(tmp_path / "none.json")).returncode == 2
    assert bare("verification/recheck").returncode == 2


def test_an_index_says_what_each_file_must_prove(tmp_path: Path) -> None:
    data = document("floor", Side.LOWER, about("any", "kappa", 5, 1, 1), None) | {"value": "1/3"}
    (tmp_path / "a.json").write_text(json.dumps(data))
    index = tmp_path / "index.json"
    for proves, name, wanted in (
        ("kappa*(any; n=5, f=1, d=1) >= 1/3", "a.json", "attained"),
        ("kappa*(any; n=5, f=1, d=1) >= 1/2", "a.json", "unknown"),
        ("kappa*(any; n=5, f=1, d=1) >= 1/3", "b.json", "unknown"),
        ("kappa*(any; n=5, f=1, d=1) >= 1/3", "../a.json", "unknown"),
    ):
        index.write_text(json.dumps({"format": 1, "files": [{"file": name, "proves": proves}]}))
        assert [result["status"] for result in recheck_files([tmp_path])] == [wanted]


@pytest.mark.parametrize(("data", "words"), [({}, "before format 1"), ({"format": 2}, "format = 2: need 1")])
def test_another_format_is_refused_in_one_line(data: dict[str, int], words: str, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"kind": "floor", "value": "1", "claim": {"rule": "any", "n": 3}} | data))
    (result,) = recheck_files([path])
    assert words in result["reason"]


def code_lines(path: Path) -> int:
    """Lines of code: neither blank, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8")
    prose: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in prose
        for number, line in enumerate(text.splitlines(), start=1)
    )


RECHECK, FORMS, PROOF = "verification/recheck", "resam_theory/definitions", "resam_theory/proof"
READER = tuple(f"{RECHECK}/{name}.py" for name in ("__main__", "check", "claim", "files", "reading"))
READER = (*READER, "resam_theory/definitions/effort.py")
SHARED = tuple(f"{FORMS}/{name}.py" for name in ("base", "counts", "criteria", "forms", "naming", "registry"))
ALGEBRA = tuple(f"{PROOF}/{name}.py" for name in ("polynomial", "region", "reading", "records", "cases"))
PROOFS = tuple(f"{PROOF}/{name}.py" for name in ("bounds", "replay", "semidefinite"))
FOLLOW = ("polynomial", "region", "reading", "records", "semidefinite", "premises", "written", "setting", "follow")
FOLLOW = (*FOLLOW, "over_time", "two_worlds")
THEOREM = (*(f"{RECHECK}/{name}.py" for name in ("theorem", "general")), *ALGEBRA, *PROOFS)
THEOREM = (*THEOREM, f"{PROOF}/applies.py")
SPREADS = (f"{RECHECK}/spreads.py", f"{RECHECK}/matrices.py", f"{FORMS}/points.py")
RESTS_ON = {
    "floor, conversion, coordinates, finite": (f"{RECHECK}/convert.py", *SPREADS),
    "witness": (f"{RECHECK}/inputs.py", f"{RECHECK}/root3.py", f"{FORMS}/roots.py", *SPREADS),
    "classes": (f"{RECHECK}/inputs.py", f"{FORMS}/classes.py", *SPREADS),
    "line": (f"{RECHECK}/line.py", *(f"{FORMS}/{name}.py" for name in ("pieces", "points"))),
    "gram_dual": (f"{RECHECK}/gram.py", f"{RECHECK}/matrices.py", *(f"{FORMS}/{x}.py" for x in ("gram", "points"))),
    "weighed_witness, weighed_line, copies": (
        *(*(f"{RECHECK}/{name}.py" for name in ("weighed", "masses", "inputs", "line")), *SPREADS),
        *(f"{FORMS}/{name}.py" for name in ("pieces", "mass")),
    ),
    "theorem, withstood": THEOREM,
    "composed": (f"{RECHECK}/composed.py", *THEOREM),
    "law": (*(f"{RECHECK}/{name}.py" for name in ("law", "general")), *ALGEBRA, *PROOFS, f"{PROOF}/laws.py"),
    "proof": (f"{RECHECK}/proofs.py", *(f"{PROOF}/{name}.py" for name in FOLLOW)),
    "family, broken": (
        *(*(f"{RECHECK}/{name}.py" for name in ("family", "general")), *ALGEBRA),
        *(*(f"{PROOF}/{name}.py" for name in ("symbolic", "worst")), f"{FORMS}/classes.py", f"{FORMS}/points.py"),
    ),
}
"""What a verdict of each kind rests on beside the reader, what all forms share, and the form of the rule."""


def premises() -> list[str]:
    """Everything that a proof about the algorithm may take as given."""
    data = json.loads((ROOT / PROOF / "premises.json").read_text(encoding="utf-8"))
    return [*data["premises"], *data["rules"]]


def lines(*paths: str) -> int:
    return sum(code_lines(ROOT / path) for path in paths)


def test_the_readme_counts_what_certified_trusts() -> None:
    """The table of the README: nothing of the re-checker is left out of it, and no number is stale."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    forms = max(map(code_lines, (ROOT / FORMS).glob("*.py")))
    rules = lines(*(str(path.relative_to(ROOT)) for path in (ROOT / PROOF / "inference").glob("*.py")))
    wanted = {kind: lines(*READER, *SHARED, *files) for kind, files in RESTS_ON.items()}
    wanted |= {"the form of one rule, at most": forms, "the list of rules of inference, read by a person": rules}
    wanted |= {"proof": lines(*READER, *RESTS_ON["proof"])}  # the claim is no rule's, so that no form is read;
    wanted |= {"law": lines(*READER, f"{FORMS}/counts.py", *RESTS_ON["law"])}  # nor is one in a law
    wanted |= {"the list of premises of proofs about the algorithm, read by a person": len(premises())}
    found = {kind: int(number) for kind, number in re.findall(r"^\| ([^|]+) \| (\d+) \|$", readme, re.MULTILINE)}
    assert {kind: found.get(kind) for kind in wanted} == wanted
    kinds = {kind: wanted[kind] for kind in RESTS_ON}
    assert max(kinds.values()) <= 1500
    general = {"theorem, withstood", "composed", "law", "family, broken", "proof"}  # these rest on a language of proof,
    assert max(number for kind, number in kinds.items() if kind not in general) + forms <= 1500  # the others on a form
    listed = {*READER, *(file for files in RESTS_ON.values() for file in files)}
    every = {str(path.relative_to(ROOT)) for path in (ROOT / RECHECK).glob("*.py")}
    assert every - {f"{RECHECK}/__init__.py"} <= listed
    loaded = {
        name.replace(".", "/") for name in bare("-c", MODULES).stdout.split() if name.startswith("resam_theory.proof.")
    }
    assert {f"{name}.py" for name in loaded if "/inference" not in name} <= listed
