"""Where a home keeps the grounds and the members of segments."""

from pathlib import Path

from django.conf import settings


def folder(name: str = "") -> Path:
    """``SAMEBOOK_HOME/segments``, or a folder in it, open to its owner only, made when absent."""
    place = Path(settings.SAMEBOOK_SEGMENTS) / name
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place
