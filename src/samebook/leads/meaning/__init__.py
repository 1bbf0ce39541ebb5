"""Who means what: definitions of one word laid over the same accounts or leads, and polls in which they are written."""
