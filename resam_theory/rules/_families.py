"""Rules with parameters in their name: a family makes them, or the options of a rule are fixed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..definitions.base import Form
from ._base import Extremal, Rule, undefined
from .names import NamePart, Value, text_of

__all__ = ["RuleFamily", "bind", "made"]


@dataclass(frozen=True)
class RuleFamily:
    """Rules with parameters under one name: ``make(*places, **keywords)`` is the rule, named by the parameters.

    ``make`` raises ValueError or TypeError (one line) for parameters that are not admissible; ``shape`` shows the form.
    """

    name: str
    title: str
    shape: str
    make: Callable[..., Rule] = field(repr=False)


def made(family: RuleFamily, part: NamePart) -> Rule:
    """The rule of a family that a part of a name asks for; ValueError for parameters that do not fit."""
    keywords: dict[str, Any] = dict(part.keywords)
    try:
        inspect.signature(family.make).bind(*part.places, **keywords)
    except TypeError as error:
        raise ValueError(f"rule = {str(part)!r} is not admissible ({error}): need {family.shape}") from None
    return family.make(*part.places, **keywords)


def bind(rule: Rule, part: NamePart) -> Rule:
    """A rule with some of its options fixed, named by them: its definition is that of the rule with these options.

    What is claimed of a rule is claimed of its default options: the result has no claims. Proofs stay, as each says of
    which definitions it is about, and so do the worst inputs, as inputs to be tried: what they force is computed from
    the definition.

    >>> from . import get
    >>> import numpy as np
    >>> get("cwtm(k=2)").name, get("cwtm(k=2)")(np.asarray([[0.0], [1.0], [5.0], [6.0], [9.0]]), f=1)
    ('trimmed_mean(k=2)', array([5.]))
    """
    if not part.parameters:
        return rule
    options = [p.name for p in inspect.signature(rule.aggregate).parameters.values() if p.kind is p.KEYWORD_ONLY]
    fixed = {} if rule.definition is None else {name: rule.options.get(name, name) for name in options}
    known = [name for name in options if hasattr(rule.definition, fixed.get(name, ""))]
    keywords: dict[str, Any] = dict(part.keywords)
    wrong = [*map(str, part.places), *(name for name in keywords if name not in known)]
    if wrong:
        wanted = ", ".join(f"{option}=..." for option in known) or "a rule without parameters, as it has none"
        raise ValueError(f"rule = {str(part)!r} is not admissible at {wrong[0]!r}: need {wanted}")
    assert rule.definition is not None
    keywords = {name: _called(getattr(rule.definition, fixed[name]), value) for name, value in keywords.items()}
    fields = {fixed[name]: _field(getattr(rule.definition, fixed[name]), value) for name, value in keywords.items()}
    return replace(
        rule,
        name=text_of(rule.name, **keywords),
        title=f"{rule.title}, {', '.join(f'{name} = {value}' for name, value in keywords.items())}",
        aggregate=partial(rule.aggregate, **keywords),
        definition=replace(rule.definition, **fields),
        exact=undefined,
        claims=(),
        aliases=(),
        extremal={criterion: partial(_to_try, stated) for criterion, stated in rule.extremal.items()},
        families=(),
        classes=None,
        multipliers=None,
        weigh=None,
        weights=None if rule.weights is None else partial(rule.weights, **keywords),
    )


def _to_try(stated: Callable[..., Extremal], n: int, f: int, d: int | float = 1) -> Extremal:
    return replace(stated(n, f, d), output=None, note="worst for the default options")


def _called(now: Any, value: Value) -> Value:
    """The name of a rule, where the field of the definition is one."""
    from . import get

    return get(str(value)).name if _is_rule(now) else value


def _field(now: Any, value: Any) -> Any:
    """A parameter as the value of a field of a definition: counts are text."""
    from . import get

    if _is_rule(now) and get(value).definition is None:
        raise ValueError(f"rule = {value!r} is not admissible: need a rule with a definition")
    return get(value).definition if _is_rule(now) else str(value) if isinstance(now, str) else value


def _is_rule(now: Any) -> bool:
    return now is None or isinstance(now, Form)
