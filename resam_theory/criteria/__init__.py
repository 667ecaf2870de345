"""Criteria for aggregation rules: what an output may cost, in which spread of the honest inputs.

:mod:`.classic`: (D1), (D2), their conversions and floors, exact spreads. :mod:`.spreads`: every criterion of the form
||F - mean_S||^2 <= c spread(S) as one object. :mod:`.others`: criteria of another form, with what a coefficient of the
first kind implies for them. :mod:`.conversions`: the best constant between any two spreads.

>>> from fractions import Fraction
>>> kappa_from_lambda(Fraction(1, 2), m=4)
Fraction(2, 1)
"""

from .classic import (
    ARA_TO_KAPPA,
    CLAIMS,
    CONVERSIONS,
    KAPPA_TO_ARA,
    KAPPA_TO_LAMBDA,
    LAMBDA_TO_KAPPA,
    Conversion,
    Point,
    Spread,
    kappa_from_lambda,
    lambda_squared_from_kappa,
    price,
    ratios,
    spread,
)

__all__ = [
    "ARA_TO_KAPPA",
    "CLAIMS",
    "CONVERSIONS",
    "KAPPA_TO_ARA",
    "KAPPA_TO_LAMBDA",
    "LAMBDA_TO_KAPPA",
    "Conversion",
    "Point",
    "Spread",
    "kappa_from_lambda",
    "lambda_squared_from_kappa",
    "price",
    "ratios",
    "spread",
]
