"""The re-checker of evidence: the standard library alone, and nothing but the claim taken on trust."""
