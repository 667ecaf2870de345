"""What holds for every test: no property is judged by the time that it takes, nothing is said meanwhile, and of the
cases of a test marked ``sampled(k)`` one in k belongs to the quick half.
"""

import os
from collections import Counter

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
os.environ.setdefault("RESAM_PROGRESS", "3600")  # no lines of progress on a busy machine: stderr is compared


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first, the (k+1)th ... case of a test marked ``sampled(k)`` is quick, the others are slow."""
    seen: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled is None:
            continue
        test = item.nodeid.partition("[")[0]
        if seen[test] % sampled.args[0]:
            item.add_marker(pytest.mark.slow)
        seen[test] += 1
