"""ByzFL imports torchvision and seaborn for its experiments; where those do not import, stand-ins take their place."""

from __future__ import annotations

import sys
from unittest.mock import MagicMock

import pytest


@pytest.fixture(scope="session", autouse=True)
def _imports_of_byzfl() -> None:
    for name in ("torchvision", "seaborn"):
        try:
            __import__(name)
        except (ImportError, RuntimeError):
            sys.modules[name] = MagicMock()
