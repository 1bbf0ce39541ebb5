"""The pages of plays: library, one in use, requests, links of mails."""
