"""The snapshot: records and journal as immutable Parquet files with a manifest, replaced as a whole."""
