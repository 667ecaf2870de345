"""What the shell completes: names that are known without importing what they stand for."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["complete_claim", "complete_rule", "one_of"]


def one_of(*words: str) -> Callable[[str], list[str]]:
    """A completion among fixed words.

    >>> one_of("lambda", "kappa")("k")
    ['kappa']
    """

    def complete(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return complete


def complete_rule(incomplete: str) -> list[str]:
    """The rules' names and aliases that begin with ``incomplete``.

    >>> complete_rule("trimmed_me"), complete_rule("cw")
    (['trimmed_mean'], ['cwmed', 'cwtm'])
    """
    from .rules import known

    return sorted(name for name in known() if name.startswith(incomplete))


def complete_claim(incomplete: str) -> list[str]:
    """The ids of claims that begin with ``incomplete``.

    >>> complete_claim("krum.kappa.p")
    ['krum.kappa.published']
    """
    from .catalogue import claim_ids

    return [name for name in claim_ids() if name.startswith(incomplete)]
