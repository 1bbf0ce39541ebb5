"""The door for a WSGI server."""

import os

from samebook.config import sqlite as sqlite  # before Django: chooses the SQLite library

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samebook.config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
