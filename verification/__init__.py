"""Whether the claims hold: exact solvers, certificates, adversarial search, property tests, trace checks, the ledger."""
