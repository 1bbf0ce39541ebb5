"""Difference in effect: what two texts of the Book would have meant for the leads that were recorded."""
