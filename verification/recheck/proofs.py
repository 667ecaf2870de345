"""Evidence that a theorem about the algorithm holds: its statements as data, followed step by step.

``{"format": 1, "kind": "proof", "statements": [...]}``: the last is what is proved, the others are what it cites. What
is taken as given is printed: the premises and the rules for expectations, which are those of the closed list
``resam_theory/proof/premises.json``, and how a step is to be read. The claim is printed in the symbols of that list,
with the region inside which it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from resam_theory.proof.follow import follow
from resam_theory.proof.premises import FROM_ZERO, MOMENTS, SUMS, ZERO, premises
from resam_theory.proof.reading import listed
from resam_theory.proof.setting import Setting
from resam_theory.proof.written import Assume, Cite, Contract, Expect, Recur, Settle, Statement, Sum, Worlds, read

__all__ = ["proof"]

_READ: Final = {
    Recur: "induction on t: what starts at 0 and obeys w' <= q w + c, q >= 0, stays below what obeys w' = q w + c",
    Contract: "induction on t: V' <= q V + c, 0 <= q < 1, gives V_{t+1} <= q^t V_1 + (1 - q^t) c/(1 - q)",
    Worlds: "an algorithm that gets the same answers from two problems errs in one by half the sum of both errors",
    Settle: "an affine recursion whose matrix has eigenvalues inside the unit circle tends to its fixed point",
}


def proof(data: Any) -> tuple[str, str, tuple[str, ...]]:
    """What the last of the statements says, its status, and what is taken as given: sentences for a person to read."""
    statements = [read(item) for item in listed(data, "statements")]
    setting = follow(statements)
    return _claim(setting), "certified", tuple(dict.fromkeys(_given(statements, setting)))


def _claim(setting: Setting) -> str:
    statement, last = setting.statement, setting.statement.steps[-1]
    parts = [f"{name} = {value}" for name, value in statement.where]
    parts += [f"worst {setting.worst}"] if setting.worst else []
    said = "" if isinstance(last, Assume | Cite) else _said(last.fact.small, last.fact.large, equal=last.fact.equal)
    return f"{statement.id}: {said} inside {statement.region}{''.join(f', {part}' for part in parts)}"


def _said(small: str, large: str, *, equal: bool) -> str:
    return f"{small} {'=' if equal else '<='} {large}"


def _given(statements: list[Statement], setting: Setting) -> Iterator[str]:
    known = premises()
    yield "products of vectors are inner products; facts hold in expectation, at every step"
    yield "inside: at the ends of a range too, where nothing that the proof divides by or needs to be > 0 vanishes"
    for name in sorted(setting.claim.names | {name for name, _ in setting.statement.where}):
        meaning = known.parameters.get(name) or known.atoms.get(name)
        if meaning:
            yield f"{name}: {meaning}"
    for statement in statements:
        for name in statement.assumes:
            premise = known.premises[name]
            parts = [f"{symbol} = {meaning}" for symbol, meaning in premise.definitions]
            parts += [_said(*premise.fact[:2], equal=premise.fact[2])] if premise.fact else []
            parts += [f"({', '.join(row)})" for row in premise.recursion]
            yield f"premise '{name}': {premise.statement}" + (f" [{', '.join(parts)}]" if parts else "")
        for step in statement.steps:
            match step:
                case Expect():
                    for name in step.rules:
                        yield f"rule for expectations '{name}': {known.rules[name].statement}"
                case Sum():
                    shown = ", ".join(f"{monomial} to {total}" for monomial, total in SUMS[step.over])
                    zero = f"; {' and '.join(ZERO)} start at 0" if step.over == FROM_ZERO else ""
                    yield f"sum over {step.over}: {shown}{zero}"
                case Assume() | Cite() if step.moment:
                    moves = ", ".join(f"{old} is {new}" for old, new in MOMENTS[step.moment].items())
                    yield f"a fact holds {step.moment}: {moves}"
                case Recur() | Contract():
                    yield _READ[type(step)]
                    power = step.variable if isinstance(step, Recur) else step.power
                    yield f"{power} = ({step.ratio})^t in {statement.id}, t the step"
                case Worlds() | Settle():
                    yield _READ[type(step)]
                case _:
                    pass
