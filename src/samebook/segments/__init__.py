"""Segments at work: who is in each one, as of the snapshot, and who came and went."""
