"""Glue job: keeps curated tables equal to their sources, out of the files of changes in the raw zone."""
