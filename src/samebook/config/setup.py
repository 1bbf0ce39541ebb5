"""Start Django for the command line; nothing heavy is imported before a command needs it."""

import os


def django() -> None:
    """Choose the SQLite library and load the settings and every chapter."""
    from samebook.config import sqlite

    sqlite.install()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samebook.config.settings")
    import django as framework

    framework.setup()
