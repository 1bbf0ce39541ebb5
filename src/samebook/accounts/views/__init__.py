"""The pages of accounts and people."""
