"""The pages of leads: lists, one lead, its acts, entering one, the links of the mail, the public form."""
