"""Where a home keeps its review sheets."""

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """``SAMEBOOK_HOME/quarters``, open to its owner only, made when absent."""
    place = Path(settings.SAMEBOOK_QUARTERS)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def sheet_file(name: str) -> Path:
    """What a sheet says, as JSON."""
    return folder() / f"{name}.json"


def paper_file(name: str) -> Path:
    """The sheet as PDF."""
    return folder() / f"{name}.pdf"
