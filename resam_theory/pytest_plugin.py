"""The pytest plugin: ``pytest --resam my_rules.py:clipped --n 15 --f 4``, the marker ``resam``, the fixture.

It is loaded by every pytest that finds it installed, so it imports nothing but pytest until it is asked for something,
and adds its short options only beside ``--resam``. What checks a rule lies in an upper layer, whose generic name may
belong to somebody else where pytest runs: it is imported by name, late, and only after a look at whose it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import pytest

_HELP = (
    "Check an aggregation rule (its name, package.module:attr or file.py:attr; repeatable), one test per property; "
    "with --n, --f, --d, --claim 'kappa <= 4*f/(n-2*f)', --like RULE, --resam-seconds, --resam-seed."
)
_MARKER = (
    "resam(n=15, f=4, d=3, ...): the arguments with which the fixture check_rule checks a rule; "
    "-m resam selects these tests and those of --resam."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option; the others come with it."""
    parser.getgroup("resam", "aggregation rules").addoption(
        "--resam", action="append", default=[], metavar="TARGET", help=_HELP
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser) -> None:
    """The parameters of ``--resam``: names as short as these are taken from nobody who does not ask for it."""
    if not early_config.known_args_namespace.resam:
        return
    group = parser.getgroup("resam")
    group.addoption("--n", dest="resam_n", type=int, default=15, help="Number of rows.")
    group.addoption("--f", dest="resam_f", type=int, default=4, help="Largest number of faulty rows.")
    group.addoption("--d", dest="resam_d", type=int, default=3, help="Dimension.")
    group.addoption("--claim", dest="resam_claims", action="append", default=[], help="A claim about the rule.")
    group.addoption("--like", dest="resam_like", help="The rule whose definition it should compute.")
    group.addoption("--resam-seconds", type=float, default=10.0, help="Time for everything on one rule.")
    group.addoption("--resam-seed", type=int, default=0, help="Seed of the search and of Hypothesis.")


def pytest_configure(config: pytest.Config) -> None:
    """The marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """One test per property of each rule given by ``--resam``; before -k and -m select."""
    for target in config.option.resam:
        items += RuleNode.from_parent(session, name=target, nodeid=target).collect()


@pytest.fixture
def check_rule(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """``verification.check_rule`` that raises, with the arguments of the test's marker ``resam``."""
    marker = request.node.get_closest_marker("resam")
    return partial(_verification().check_rule, throw=True, **(marker.kwargs if marker else {}))


def _verification(module: str = "") -> Any:
    from .siblings import require_siblings

    require_siblings("experiments", "verification")
    return import_module(f"verification{module}")


class RuleNode(pytest.Collector):
    """A rule at (n, f, d): one test per property, all of them answered by one report."""

    def collect(self) -> list[pytest.Item]:
        """The tests; pytest.UsageError (one line) for a wrong rule or wrong parameters."""
        from .errors import require_count, require_n_f
        from .rules import canonical

        try:
            options = self.config.option
            require_n_f(options.resam_n, options.resam_f)
            require_count("d", options.resam_d)
            for name in filter(None, (self.name, options.resam_like)):
                canonical(name)
            if options.resam_claims:
                from .claim_text import claim_of

                for claim in options.resam_claims:
                    claim_of(claim)
            names = _verification(".property_names").PROPERTY_NAMES
        except (ValueError, TypeError, ImportError) as error:
            raise pytest.UsageError(str(error)) from error
        tests: list[pytest.Item] = [PropertyItem.from_parent(self, name=name) for name in names]
        tests += [ClaimItem.from_parent(self, name=claim) for claim in options.resam_claims]
        for test in tests:
            test.add_marker("resam")
        return tests

    def report(self) -> Any:
        """The report on the properties that are selected, made when the first of them is asked for."""
        if not hasattr(self, "_report"):
            options = self.config.option
            selected = [item for item in self.session.items if item.parent is self]
            chosen = {item.name for item in selected if isinstance(item, PropertyItem)}
            if any(isinstance(item, ClaimItem) for item in selected):
                chosen |= {"resilient_averaging", "robustness"}
            self._report = _verification().check_rule(
                self.name,
                n=options.resam_n,
                f=options.resam_f,
                d=options.resam_d,
                claims=options.resam_claims,
                like=options.resam_like,
                only=chosen,
                seconds=options.resam_seconds,
                seed=options.resam_seed,
            )
        return self._report


class BrokenRule(Exception):
    """Carries what is shown of a failed property."""


class _Item(pytest.Item):
    """A test about a rule: how it is named and how its failure is shown."""

    parent: RuleNode

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding, or one line for a rule that cannot be loaded: the traceback of this plugin says nothing."""
        if isinstance(excinfo.value, (BrokenRule, ValueError, TypeError, ImportError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, None, str]:
        """Where it comes from and what it is."""
        options = self.config.option
        place = f"n = {options.resam_n}, f = {options.resam_f}, d = {options.resam_d}"
        return self.parent.name, None, f"{self.parent.name}: {self.name} at {place}"


class PropertyItem(_Item):
    """One property of a rule."""

    def runtest(self) -> None:
        """Fail with the finding, or skip with its reason."""
        finding = next(item for item in self.parent.report().findings if item.name == self.name)
        if finding.status == "failed":
            raise BrokenRule(_verification(".properties.report").explain(finding).strip("\n"))
        if finding.status == "skipped":
            pytest.skip(finding.message)


class ClaimItem(_Item):
    """One claim about a rule, its text the name of the test."""

    def runtest(self) -> None:
        """Fail where an input refutes it (the test of its coefficient shows which); skip where nothing follows."""
        report = self.parent.report()
        for text in report.refuted:
            if text == self.name or text.endswith(f"({self.name})"):
                raise BrokenRule(f"refuted: {text}")
        for finding in report.findings:
            if finding.statement == self.name and finding.status == "skipped":
                pytest.skip(finding.message)
