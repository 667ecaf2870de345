"""The Gram programme (theory.md B5): exact coefficients of selection rules at a cost that does not grow with n."""
