"""What a communication must be. Pure."""

from datetime import date

from samebook.kernel.refusals import Refused


def check_period(started_on: date | None, ended_on: date | None) -> None:
    """A communication ends on or after the day it started.

    Raises:
        Refused: ``communications.ends_before_start``.
    """
    if started_on is not None and ended_on is not None and ended_on < started_on:
        raise Refused("communications.ends_before_start", "It cannot end before it starts.", "ended_on")
