"""Closed vocabularies of the numbers. Plain Python."""

from enum import StrEnum


class ImportState(StrEnum):
    """Where an import of history stands; its rows are seen in the state ``done`` alone."""

    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"
