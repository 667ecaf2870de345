"""``resam rules``."""

from __future__ import annotations

from . import output


def rules(json: output.JsonOption = None) -> None:
    """List the aggregation rules with their reference and claims. Example: resam rules --json"""
    from .rules import RULES

    listed = [
        {
            "name": rule.name,
            "aliases": rule.aliases,
            "title": rule.title,
            "reference": rule.reference,
            "criteria": sorted({claim.criterion for claim in rule.claims}),
            "claims": [
                {"id": c.id, "kind": c.kind, "statement": c.statement, "value": c.expression, "source": str(c.source)}
                for c in rule.claims
            ],
        }
        for rule in RULES
    ]
    rows = ((r["name"], ", ".join(r["aliases"]), r["title"], r["reference"], str(len(r["claims"]))) for r in listed)
    shown = output.table("Aggregation rules", ("name", "aliases", "title", "reference", "claims"), rows)
    output.emit({"rules": listed}, json, shown)
