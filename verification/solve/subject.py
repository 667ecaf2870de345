"""What is solved for: a rule with its definition, as a key of caches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from resam_theory.definitions.base import Form
from resam_theory.rules import Rule, get

__all__ = ["Subject", "subject"]


@dataclass(frozen=True, eq=False)
class Subject:
    """A rule; two are equal when they have the same name and definition."""

    rule: Rule

    @property
    def name(self) -> str:
        """The name in claims."""
        return self.rule.name

    @property
    def definition(self) -> Form | None:
        """What the rule computes; None where it is not known as data."""
        return self.rule.definition

    def form(self) -> Form:
        """The definition; ValueError where there is none."""
        if self.rule.definition is None:
            raise ValueError(f"{self.name} has no definition as data: nothing can be computed exactly")
        return self.rule.definition

    def _key(self) -> Any:
        return (self.name, self.definition, None if self.definition is not None else id(self.rule))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


def subject(rule: str | Rule | Subject) -> Subject:
    """The subject that is meant by a rule or its name."""
    if isinstance(rule, Subject):
        return rule
    return Subject(get(rule) if isinstance(rule, str) else rule)
