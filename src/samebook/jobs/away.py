"""Whether the database was not there, or fell silent in the midst: then a commit may have been kept or not."""

from django.db import InterfaceError, OperationalError, connection

GONE = ("08", "53300", "57P")
"""How PostgreSQL's codes begin where it lets nobody in, or ends connections by itself."""


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that PostgreSQL could not be reached. SQLite's file has nobody who could be away."""
    if connection.vendor != "postgresql" or not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(GONE)
