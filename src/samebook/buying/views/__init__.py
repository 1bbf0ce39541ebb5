"""The pages of opportunities: list, board, one opportunity, its acts."""
