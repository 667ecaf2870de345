"""The checker is checked: every broken rule is caught by the property that names its fault, and can be shown again."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest

from verification import check_rule

pytestmark = pytest.mark.slow

PARAMETERS = {"n": 7, "f": 2, "d": 2, "seconds": 4.0, "seed": 1}


def _run(snippet: str, rule: Any) -> str:
    """Execute a reproducing program with ``rule`` put in; the name of what it raises, empty when it raises nothing."""
    text = "\n".join(
        line for line in snippet.splitlines() if not line.startswith("rule = ...") and "as rule" not in line
    )
    try:
        with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            exec(text, {"rule": rule})
    except Exception as error:
        return type(error).__name__
    return ""


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_fault_is_named_and_reproduced(broken: Any) -> None:
    options = PARAMETERS | broken.options
    report = check_rule(broken.rule, only=["determinism", broken.fault], **options)
    finding = {found.name: found for found in report.findings}[broken.fault]
    assert finding.status == "failed", report
    assert not report.passed
    assert finding.snippet
    if "hangs" in finding.message:
        assert "does not come back" in finding.snippet
    elif "ends the process" in finding.message or finding.name == "determinism":
        assert "call(x)" in finding.snippet  # would end this process, or is random
    else:
        assert _run(finding.snippet, broken.rule), finding.snippet
