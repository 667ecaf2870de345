"""The page of the claims: what each says, where it comes from, where its proof is, what the ledger found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import quote

from resam_theory.claims import Claim, Criterion

from ..export import mathml
from .numbers import cited
from .text import escaped
from .verdicts import Verdicts

__all__ = ["page"]

_HEAD = """# Claims

Every claim that the toolkit settles, by what it is about. *Kind* says what a check must show: `upper` (never more),
`lower` (never less), `tight` (exactly), `negative` (no finite constant). {verdicts}
"""
_WITH = "Verdicts are those of the ledger from which this site was built (`resam verify`)."
_WITHOUT = "This site was built without a ledger: run `resam verify`, then `make docs`, and the verdicts stand here."


def page(
    claims: Iterable[Claim], verdicts: Verdicts, homes: Mapping[str, str], anchors: set[str], *, atlas: bool
) -> str:
    """The page. ``anchors``: those of the theory page; ``atlas``: whether the site holds one to link to."""
    out = [_HEAD.format(verdicts=_WITH if verdicts.known else _WITHOUT)]
    for subject, group in groupby(claims, key=lambda claim: claim.subject):
        out += [f'## {"Every rule" if subject == "any" else escaped(subject)} {{ id="about-{subject}" }}', ""]
        for claim in group:
            out += _claim(claim, verdicts, homes, anchors, atlas=atlas)
    return "\n".join(out) + "\n"


def _claim(claim: Claim, verdicts: Verdicts, homes: Mapping[str, str], anchors: set[str], *, atlas: bool) -> list[str]:
    proof = claim.criterion is Criterion.PROOF
    out = [f'### `{claim.id}` {{ id="{claim.id}" }}', "", escaped(" ".join(claim.statement.split())), ""]
    if claim.expression is not None:
        out += [f'<p class="formula">{mathml(claim.expression)}</p>', ""]
    out += [f"- kind: {claim.kind}{'' if proof else f', about {claim.criterion}'}"]
    out += [f"- source: {escaped(str(claim.source))}{_places(claim, anchors)}"]
    if claim.id in homes:
        out += [f"- proof: [{homes[claim.id].split('/')[-1].removesuffix('.md')}]({homes[claim.id]})"]
    methods = "; ".join(verdicts.methods(claim.id)[:3])
    out += [f"- verdict: **{verdicts.short(claim.id)}**{f' ({escaped(methods)})' if methods else ''}"]
    if atlas and claim.criterion in (Criterion.LAMBDA, Criterion.KAPPA) and claim.subject != "any":
        out += [f"- [in the atlas](atlas/atlas.html#rule={quote(claim.subject, safe='')}&c={claim.criterion})"]
    return [*out, ""]


def _places(claim: Claim, anchors: set[str]) -> str:
    links = [f"[theory]({'theory.md#' + name})" for name in cited(claim) if name in anchors]
    return f" ({', '.join(links)})" if links else ""
