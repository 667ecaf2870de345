"""What a reader sees: the figures of the paper, its tables, and the report."""
