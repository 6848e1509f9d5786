"""Files: what lies in the raw zone, which of them a table has, and what comes next."""
