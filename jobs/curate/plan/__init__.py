"""The plan file: which files become which tables, and what counts as good."""
