"""Judging files of records by Python, DuckDB, PostgreSQL or Spark: one reader, one meaning, one form of result."""
