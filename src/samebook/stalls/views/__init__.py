"""The pages of stalls: acts, and the sales at risk."""
