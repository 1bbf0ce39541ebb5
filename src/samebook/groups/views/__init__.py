"""The page of a buying group, its acts, and what is kept of a person as a file."""
