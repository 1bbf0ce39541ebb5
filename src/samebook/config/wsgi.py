"""The door for a WSGI server."""

import os
from typing import TYPE_CHECKING

from samebook.config import sqlite

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler


def door() -> "WSGIHandler":
    """Load the product; under ``samebook serve`` this process ends when its parent does."""
    sqlite.install()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samebook.config.settings")
    if os.environ.get("SAMEBOOK_SUPERVISED"):
        from samebook.config.processes import end_with_parent

        end_with_parent()
    from django.core.wsgi import get_wsgi_application

    handler = get_wsgi_application()
    if os.environ.get("SAMEBOOK_SUPERVISED"):
        from samebook.config.warm import warm

        warm()
    return handler


application = door()
