"""Views of the numbers that people keep for themselves or their team, and have mailed to them."""
