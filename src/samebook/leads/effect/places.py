"""Where a home keeps the table of leads and the leads of comparisons."""

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """``SAMEBOOK_HOME/effect``, open to its owner only, made when absent."""
    place = Path(settings.SAMEBOOK_EFFECT)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place
