"""Pages on which administrators keep the company, and on which everyone keeps their own login."""
