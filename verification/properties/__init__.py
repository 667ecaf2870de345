"""Properties of aggregation rules for anybody's test suite: Hypothesis strategies, ``check_rule``, ``resam probe``."""
