"""All pages that are made from the code, by their place in the site."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from resam_theory.catalogue import all_claims
from resam_theory.claims import Claim, Criterion
from resam_theory.rules import RULES

from . import claims as claims_page
from . import criteria, reference, theory
from .numbers import Numbered, about, statements
from .verdicts import Verdicts

__all__ = ["ATLAS", "atlas_files", "generated", "homes"]

ATLAS = ("atlas.html", "atlas.csv", "atlas.parquet", "evidence.zip")
"""What ``resam atlas`` leaves, if it was run: the site takes it along."""


def homes(claims: Iterable[Claim], modules: set[str]) -> dict[str, str]:
    """Claim id -> the reference page of the module whose docstring or data holds its proof."""
    rules = {rule.name: name for name, module in _rule_files() for rule in module.RULES}
    out = {}
    for claim in claims:
        stage = f"resam_theory.compose.{claim.subject.partition('+')[0].partition('(')[0]}"
        if claim.id.startswith("bucketing.expectation."):
            name = "resam_theory.compose.expectation"
        elif claim.criterion is Criterion.PROOF:
            name = _statement_home(claim.id.removeprefix("convergence.proof."))
        elif claim.subject in rules:
            name = rules[claim.subject]
        else:
            own = f"resam_theory.rules.{claim.subject}"
            name = next((name for name in (stage, own) if name in modules), "resam_theory.criteria")
        if name in modules:
            out[claim.id] = reference.place(name)
    return out


def _rule_files() -> Iterator[tuple[str, ModuleType]]:
    """The files of the rules: what each defines."""
    assert RULES
    for name, module in list(sys.modules.items()):
        if name.startswith("resam_theory.rules.") and getattr(module, "RULES", ()):
            yield name, module


def _statement_home(number: str) -> str:
    """The module of resam_theory.convergence in which a statement is written."""
    from resam_theory import convergence

    statement = convergence.STATEMENTS.get(number)
    for name, module in vars(convergence).items():
        if inspect.ismodule(module) and any(
            statement is value or (isinstance(value, tuple) and any(statement is item for item in value))
            for key, value in vars(module).items()
            if not key.startswith("__") and key != "STATEMENTS"
        ):
            return f"resam_theory.convergence.{name}"
    return "resam_theory.convergence"


def atlas_files(root: Path) -> list[Path]:
    """The files of the atlas that exist."""
    return [path for name in ATLAS if (path := root / "results" / "atlas" / name).exists()]


def generated(root: Path) -> dict[str, str]:
    """Place in the site -> Markdown."""
    listed = list(all_claims())
    verdicts = Verdicts(root / "results" / "verify" / "ledger.json")
    names = reference.modules(root)
    proofs = homes(listed, set(names))
    text = (root / "theory.md").read_text(encoding="utf-8")
    anchors = {name for part in statements(text) if isinstance(part, Numbered) for name in part.anchors}
    pages = {
        "theory.md": theory.page(text, about(listed), verdicts, proofs),
        "claims.md": claims_page.page(listed, verdicts, proofs, anchors, atlas=bool(atlas_files(root))),
        "criteria.md": criteria.page(),
        "changelog.md": (root / "CHANGELOG.md").read_text(encoding="utf-8"),
        "reference/index.md": reference.index(root, names),
    }
    return pages | {reference.place(name): reference.page(name) for name in names}
