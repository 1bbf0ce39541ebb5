"""Where chapters above hear of the company; filled in ``config/declarations.py``."""

from collections.abc import Callable
from datetime import datetime

from samebook.kernel.access import Actor

map_changed: list[Callable[[Actor, datetime], None]] = []
"""Called inside the transaction that adds or renames a territory, with who does it and the time."""
