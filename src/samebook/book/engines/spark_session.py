"""A connection to a Spark cluster on which the SQL of the Book means what it means elsewhere. Imports pyspark."""

import logging
import os
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samebook.kernel.refusals import Refused

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
}
"""Instants are UTC without a zone, and errors are errors."""
CONNECT_SECONDS = 3


def require_installed() -> None:
    """Refuse what needs pyspark where it is not.

    Raises:
        Refused: ``judge.no_spark``.
    """
    try:
        import pyspark  # noqa: F401 (asked whether it is there)
    except ImportError:
        message = "Apache Spark is not installed beside Samebook: install samebook[cluster]."
        raise Refused("judge.no_spark", message) from None


def master(given: str | None) -> str:
    """The address of the cluster: the one given, else that of the measures' engine.

    Raises:
        Refused: ``judge.no_spark``, none is named, or nobody answers there.
    """
    url = given or os.environ.get("SAMEBOOK_ENGINE_URL", "")
    if not url.startswith("spark://"):
        message = "Name a cluster with --database spark://host:7077 or in SAMEBOOK_ENGINE_URL."
        raise Refused("judge.no_spark", message)
    try:
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname or "", parts.port or 7077), CONNECT_SECONDS):
            return url
    except (OSError, ValueError) as problem:
        said = getattr(problem, "strerror", None) or str(problem) or "no answer in time"
        where = url.removeprefix("spark://")
        raise Refused("judge.no_spark", f"Apache Spark at {where} does not answer: {said}.") from None


def connect(url: str) -> "SparkSession":
    """The connection of this process to a cluster."""
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder = SparkSession.Builder().master(url).appName("samebook")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
