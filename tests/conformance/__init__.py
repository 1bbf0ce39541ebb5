"""One query, one answer: what every engine is held to."""
