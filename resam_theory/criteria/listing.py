"""What ``resam criteria`` answers."""

from __future__ import annotations

import sympy as sp

from .. import output

__all__ = ["show"]


def show(json: str | None) -> None:
    """Emit the criteria and the best conversion between any two; ``json`` as in :func:`resam_theory.output.emit`."""
    from .conversions import BETWEEN_SPREADS
    from .others import OTHERS
    from .spreads import SPREADS

    listed = [
        {"name": c.name, "symbol": c.symbol, "title": c.title, "statement": c.statement, "source": c.source}
        for c in SPREADS
    ]
    listed += [
        {"name": o.name, "symbol": o.quantity, "title": o.title, "statement": o.statement, "source": o.source}
        for o in OTHERS
    ]
    powers = {1: "", 2: "²"}
    converted = [
        {
            "given": c.given.name,
            "target": c.target.name,
            "constant": c.constant,
            "statement": f"{c.target.symbol}{powers[c.target.power]} ≤ {sp.sstr(c.constant)} "
            f"· {c.given.symbol}{powers[c.given.power]}",
            "attained": c.shape,
        }
        for c in BETWEEN_SPREADS
    ]
    converted += [
        {
            "given": "kappa",
            "target": o.name,
            "constant": o.bound,
            "statement": f"{o.quantity} {o.sign} {sp.sstr(o.bound)}",
            "attained": o.tight,
        }
        for o in OTHERS
    ]
    shown = output.table(
        "Criteria",
        ("name", "symbol", "statement", "source"),
        ((c["name"], c["symbol"], c["statement"], c["source"]) for c in listed),
    )
    pairs = output.table(
        "Best conversions",
        ("from", "to", "statement", "attained by"),
        ((c["given"], c["target"], c["statement"], c["attained"]) for c in converted),
    )
    output.emit({"criteria": listed, "conversions": converted}, json, shown, pairs)
