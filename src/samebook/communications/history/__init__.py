"""History of touches, sends and responses from files: what a row may say, how columns are mapped, and the commands."""
