from __future__ import annotations

import copy
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

OTHER = {"form": "scores", "neighbours": "m-2", "keep": "1", "least": "1"}
MILLIONTH = Fraction(1, 10**6)


def _falsified(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Copies of a Gram certificate, each with one thing changed so that it proves nothing."""

    def changed() -> dict[str, Any]:
        return copy.deepcopy(data)

    other = changed()
    other["value"] = str(Fraction(data["value"]) * (1 - MILLIONTH))
    yield "value a millionth smaller", other
    for i, interval in enumerate(data["intervals"]):
        other = changed()
        del other["intervals"][i]
        yield f"interval {i} dropped", other
        other = changed()
        other["intervals"][i]["low"] += 1
        yield f"interval {i} narrowed", other
        for name in interval["spread"]:
            other = changed()
            other["intervals"][i]["spread"][name] = str(-Fraction(interval["spread"][name]))
            yield f"spread multiplier {name} of interval {i} negative", other
        for j, options in enumerate(interval["options"]):
            if not options:
                continue
            other = changed()
            other["intervals"][i]["options"][j] = []
            yield f"selection {j} of interval {i} dropped", other
            other = changed()
            del other["intervals"][i]["options"][j]
            yield f"selection {j} of interval {i} removed", other
            other = changed()
            other["intervals"][i]["options"][j][0][2] = str(-Fraction(options[0][2]))
            yield f"multiplier of selection {j} of interval {i} negative", other
    for key, step in (("n", 1), ("n", -1), ("f", 1), ("f", -1)):
        other = changed()
        other["claim"][key] += step
        yield f"{key} changed by {step}", other
    for key, value in (
        ("criterion", "kappa" if data["squared"] else "lambda"),
        ("definition", OTHER),
    ):
        other = changed()
        other["claim"][key] = value
        other["squared"] = other["claim"]["criterion"] == "lambda"
        if other["claim"] != data["claim"]:
            yield f"{key} changed", other


@pytest.fixture
def falsified() -> Any:
    return _falsified
