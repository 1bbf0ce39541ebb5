"""The one engine that the setting names."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings

from samebook.kernel.refusals import Refused
from samebook.numbers.engines.protocol import Engine

MODULES: Mapping[str, str] = {
    "duckdb": "samebook.numbers.engines.duck",
    "postgres": "samebook.numbers.engines.postgres",
    "spark": "samebook.numbers.engines.spark",
}
"""Per name, the module whose ``made(url)`` makes the engine; imported when it is chosen."""


def engine() -> Engine:
    """What ``SAMEBOOK_ENGINE`` names.

    Raises:
        Refused: ``numbers.no_such_engine``.
    """
    return _made(settings.SAMEBOOK_ENGINE, settings.SAMEBOOK_ENGINE_URL)


@lru_cache(maxsize=8)
def _made(name: str, url: str) -> Engine:
    if name not in MODULES:
        message = f"SAMEBOOK_ENGINE is one of {', '.join(MODULES)}, not “{name[:60]}”."
        raise Refused("numbers.no_such_engine", message)
    try:
        _ = urlsplit(url).port  # which reads it
    except ValueError:  # whose words may hold a part of a password
        message = "SAMEBOOK_ENGINE_URL cannot be read; percent-encode special characters of name and password in it."
        raise Refused("numbers.no_such_engine", message) from None
    made: Callable[[str], Engine] = import_module(MODULES[name]).made
    return made(url)
