"""Examples of reading a table's history, which the tests run."""
