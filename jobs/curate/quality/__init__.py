"""Data quality: a plan's checks, evaluated in one pass over the rows that a batch would write."""
