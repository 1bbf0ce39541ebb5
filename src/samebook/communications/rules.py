"""What may be said of a communication and its cost. Pure."""

from datetime import date

from samebook.kernel.refusals import Refused

LONGEST_NAME = 200


def check_communication(*, name: str, channel: str, started_on: date | None, ended_on: date | None) -> None:
    """A communication has a name and a channel, and ends no earlier than it starts."""
    if not name.strip():
        raise Refused("communications.name_missing", "Give the communication a name.", "name")
    if len(name) > LONGEST_NAME:
        raise Refused("communications.name_long", f"A name has {LONGEST_NAME} characters at most.", "name")
    if not channel.strip():
        raise Refused("communications.channel_missing", "Say by which channel it goes out.", "channel")
    if started_on and ended_on and ended_on < started_on:
        raise Refused("communications.ends_early", f"It starts on {started_on}; it cannot end before.", "ended_on")
