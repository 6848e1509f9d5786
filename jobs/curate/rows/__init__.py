"""Rows: from files to the changes that a table needs."""
