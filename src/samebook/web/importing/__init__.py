"""The pages of imports: a file is sent, its columns are confirmed, it is tried, and brought in."""
