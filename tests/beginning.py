"""Loaded by pytest before Django reads its settings: a home of the run's own, and the SQLite library."""

import os
import tempfile

from samebook.config import sqlite

sqlite.install()
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["SAMEBOOK_HOME"] = tempfile.mkdtemp(prefix="samebook-test-")
