"""Writes change events as Debezium and DMS write them."""
