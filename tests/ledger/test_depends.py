"""A verdict is settled anew when a file that it depends on has changed, and only then."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verification.depends import PACKAGES, Sources, sources

ROOT = Path(__file__).parents[2]
SUBJECTS = ("median", "multi_krum", "multi_krum(q=3)", "nnm+krum", "faba", "any", "convergence.proof.L4")


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return {subject: Sources(ROOT).of(subject) for subject in SUBJECTS}


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ("resam_theory/rules/faba.py", {"faba", "any", "convergence.proof.L4"}),
        (
            "resam_theory/rules/krum.py",  # multi_krum is written with its pieces
            {"multi_krum", "multi_krum(q=3)", "nnm+krum", "any", "convergence.proof.L4"},
        ),
        ("resam_theory/compose/nnm.py", {"nnm+krum", "any", "convergence.proof.L4"}),
        ("resam_theory/rules/_claims.py", set(SUBJECTS)),
        ("resam_theory/rules/kernels/arrays.py", set(SUBJECTS)),
        ("resam_theory/proof/premises.json", set(SUBJECTS)),
        ("verification/solve/found_inputs.json", set(SUBJECTS)),
        ("verification/evidence.py", set(SUBJECTS)),
        ("verification/display.py", {"any", "convergence.proof.L4"}),
        ("experiments/commands.py", {"any", "convergence.proof.L4"}),
    ],
)
def test_what_a_change_of_a_file_makes_new(
    changed: str, anew: set[str], before: dict[str, str], tmp_path: Path
) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    copy = Sources(tmp_path)
    path = tmp_path / changed
    path.write_bytes(path.read_bytes() + b"\n")
    assert {subject for subject in SUBJECTS if copy.of(subject) != before[subject]} == anew


def test_a_rule_of_another_package_depends_on_its_file(tmp_path: Path) -> None:
    path = tmp_path / "theirs.py"
    path.write_text("def rule(x): return x.mean(0)\n")
    first = Sources(ROOT).of(f"{path}:rule")
    path.write_text("def rule(x): return x.min(0)\n")
    Sources.of.cache_clear()
    assert Sources(ROOT).of(f"{path}:rule") != first


PROGRAM = """
import json, sys
from verification.checks import CHECKS
from verification.evidence import Context, Target
from verification.ledger import gather
from resam_theory.claims import Criterion
from resam_theory.rules import RULES, get

ran = {}
for subject in sys.argv[1:]:
    get(subject).claims
    files = set()
    sys.settrace(lambda frame, event, of: files.add(frame.f_code.co_filename))  # None: no line of the call is traced
    gather(Target(subject, Criterion.KAPPA, 7, 2, 1), CHECKS, Context())
    sys.settrace(None)
    ran[subject] = sorted(files)
print(json.dumps(ran))
"""


@pytest.mark.slow
def test_no_code_runs_that_a_subject_is_not_said_to_depend_on() -> None:
    subjects = ["median", "faba", "rfa", "smea", "monna", "multi_krum", "nnm+median", "arc+median"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *subjects], capture_output=True, text=True, check=True, cwd=ROOT
    )
    for subject, ran in json.loads(done.stdout).items():
        inside = (Path(file).relative_to(ROOT) for file in ran if Path(file).is_relative_to(ROOT))
        ours = {path.as_posix() for path in inside if path.parts[0] in PACKAGES}  # not an environment that lies here
        needed = {name.replace(".", "/") for name in sources().needed(subject)}
        named = {file.removesuffix(".py").removesuffix("/__init__") for file in ours if file.endswith(".py")}
        assert f"resam_theory/rules/{subject.rpartition('+')[2]}" in named
        assert named <= needed, subject
