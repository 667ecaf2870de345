"""The language of proof: facts, regions, steps that are replayed in exact arithmetic, statements made of them."""
