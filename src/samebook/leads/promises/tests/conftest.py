from samebook.leads.tests.conftest import cast

__all__ = ["cast"]
