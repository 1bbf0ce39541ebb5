"""The built-in analyses on a few records counted by hand, and against queries written apart from them."""
