"""Whether the claims hold: exact solvers, certificates, search, property tests, trace checks, the ledger."""
