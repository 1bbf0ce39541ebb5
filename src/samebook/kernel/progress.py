"""How far long work is, for who reads a log: a line where a bar could not be drawn."""

from collections.abc import Callable

STEP = 10
"""Percent between two lines of one stage: a log gets a dozen lines, not one for each day that was simulated."""


class Lines:
    """Writes a line when a stage begins and at each tenth of it.

    Args:
        write: Takes one line.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._stage = ""
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
            self._write(what)
        elif tenths > self._said:
            self._said = tenths
            self._write(f"{what}: {tenths} %")
