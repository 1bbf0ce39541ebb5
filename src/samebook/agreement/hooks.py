"""Where chapters above hear of the agreement; filled in ``config/apps.py``."""

from collections.abc import Callable
from datetime import datetime

from samebook.agreement.models import Edition

edition_took_force: list[Callable[[Edition, datetime], None]] = []
"""Called inside the transaction in which an edition takes force, with the edition and the time."""
