"""The board report: one page a period, in two documents, and the figures of a period frozen when it is closed."""
