"""The Book edited in forms: which parts there are, what each form asks, and what a change would do."""
