from samebook.leads.effect.tests.conftest import cast, own_folder

__all__ = ["cast", "own_folder"]
