"""The pages of the documentation site that are made from the code: theory, claims, reference, changelog."""
