"""Judging files of records, by Python, DuckDB or PostgreSQL: one reader, one meaning, one form of result."""
