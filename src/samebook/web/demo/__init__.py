"""A company that never was: a seeded simulator, and the product's own actions living two years of it."""
