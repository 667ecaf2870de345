"""The ten lines for Flower and NVFlare: against the real package where it is installed, else against a stand-in.

The stand-ins have the names that the pages import and what those promise, no more.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings("default")  # the warnings of the real packages are theirs

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _code(page: str) -> dict[str, Any]:
    found = re.search(r'```python title="[^"]+"\n(.*?)```', (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    space: dict[str, Any] = {"__name__": "pasted"}
    exec(compile(found[1], page, "exec"), space)
    return space


def _stand_in(monkeypatch: pytest.MonkeyPatch, modules: dict[str, dict[str, Any]]) -> None:
    """Put modules of these names and contents in place, unless the real package is installed."""
    package = next(iter(modules)).partition(".")[0]
    if importlib.util.find_spec(package) is not None:
        return
    for name, contents in modules.items():
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            part = ".".join(parts[:end])
            if part not in sys.modules:
                monkeypatch.setitem(sys.modules, part, ModuleType(part))
        vars(sys.modules[name]).update(contents)


class _FedAvg:
    def __init__(self, **options: Any) -> None:
        self.options = options


def test_flower(monkeypatch: pytest.MonkeyPatch) -> None:
    identity = {"ndarrays_to_parameters": lambda arrays: arrays, "parameters_to_ndarrays": lambda arrays: arrays}
    _stand_in(monkeypatch, {"flwr.common": identity, "flwr.server.strategy": {"FedAvg": _FedAvg}})
    space = _code("howto/flower.md")
    strategy = space["Robust"](f=1, rule="trimmed_mean")
    answers = [[np.full((2, 3), v, dtype=np.float32), np.full(1, v, dtype=np.float32)] for v in (1.0, 2.0, 3.0, 1e9)]
    pack = space["ndarrays_to_parameters"]
    results = [(None, SimpleNamespace(parameters=pack(answer))) for answer in answers]
    merged, metrics = strategy.aggregate_fit(1, results, [])
    first, second = space["parameters_to_ndarrays"](merged)
    assert metrics == {}
    assert first.shape == (2, 3)
    assert first.dtype == np.float32
    np.testing.assert_allclose(first, 2.5)  # the mean of 2 and 3
    np.testing.assert_allclose(second, [2.5])
    assert strategy.aggregate_fit(2, results[:2], []) == (None, {})


class _Dxo:
    def __init__(self, kind: str, data: Any = None) -> None:
        self.data_kind, self.data = kind, data

    def to_shareable(self) -> Any:
        return {"DXO": self}


def test_nvflare(monkeypatch: pytest.MonkeyPatch) -> None:
    dxo = {
        "DXO": _Dxo,
        "DataKind": SimpleNamespace(WEIGHT_DIFF="WEIGHT_DIFF"),
        "from_shareable": lambda shareable: shareable["DXO"],
    }
    base = {"Aggregator": type("Aggregator", (), {})}
    _stand_in(monkeypatch, {"nvflare.apis.dxo": dxo, "nvflare.app_common.abstract.aggregator": base})
    space = _code("howto/nvflare.md")
    aggregator = space["RobustAggregator"](rule="trimmed_mean", f=1)
    for value in (1.0, 2.0, 6.0, 1e9):
        data = {"layer.weight": np.full((2, 2), value), "layer.bias": np.array([value])}
        sent = space["DXO"](space["DataKind"].WEIGHT_DIFF, data=data).to_shareable()
        assert aggregator.accept(sent, None)
    merged = space["from_shareable"](aggregator.aggregate(None)).data
    assert set(merged) == {"layer.weight", "layer.bias"}
    np.testing.assert_allclose(merged["layer.weight"], 4.0)  # the mean of 2 and 6
    assert aggregator.updates == []
