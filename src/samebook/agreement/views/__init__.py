"""The pages of the Book: the edition in force, every edition, writing one, and signing it."""
