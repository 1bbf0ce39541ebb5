"""Every change of the company's settings; each is one transaction with its entry in the journal."""

from samebook.company.actions.founding import found_company

__all__ = ["found_company"]
