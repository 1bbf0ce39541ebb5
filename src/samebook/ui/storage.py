"""Addresses of static files that change with their content, straight from the package: nothing to collect."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _mark_of(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise ValueError(f"There is no static file {name}.")
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class PackagedStaticFiles(StaticFilesStorage):
    """Adds the content's hash to each address, so that browsers may keep the file for a year."""

    def url(self, name: str | None) -> str:
        if not name or name.endswith("/"):
            return super().url(name)
        return f"{super().url(name)}?v={_mark_of(name)}"
