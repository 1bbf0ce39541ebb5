"""How far long work is, for who reads a log: a line where a bar could not be drawn."""

import time
from collections.abc import Callable

STEP = 10
"""Percent between two lines of one stage: a log gets a dozen lines, not one for each day that was simulated."""


class Lines:
    """Writes a line when a stage begins and at each tenth of it, with the time that is left at the stage's pace so far.

    Args:
        write: Takes one line.
        clock: Seconds since any moment.
    """

    def __init__(self, write: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self._write, self._clock = write, clock
        self._stage = ""
        self._begun_at, self._begun = 0.0, 0
        self._said = 0

    def __call__(self, what: str, done: int, of: int) -> None:
        """Note how far it is.

        Args:
            what: The stage: ``Living two years``.
            of: What there is to do in all; 0 while that is unknown.
        """
        share = min(done * 100 // of, 100) if of > 0 else 0
        tenths = share - share % STEP
        if what != self._stage:
            self._stage, self._said = what, tenths
            self._begun_at, self._begun = self._clock(), done
            self._write(what)
        elif tenths > self._said:
            self._said = tenths
            left = (self._clock() - self._begun_at) * (of - done) / max(done - self._begun, 1)
            self._write(f"{what}: {tenths} %{left_in_words(left) if done < of else ''}")


def left_in_words(seconds: float) -> str:
    """The time that is left, to be put after how far it is; whole minutes, since it is no more than a guess."""
    minutes = round(seconds / 60)
    return f", about {minutes} min left" if minutes else ", less than a minute left"
