"""The quarterly review sheet: clause by clause what the Book says, and what one quarter says of it."""
