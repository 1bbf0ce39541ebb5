"""Pages that come late and in two parts, for finding browser tests, and scripts, that count on a quick machine.

``python -m pytest -p tests.slow_pages -m browser``: each page waits, and pauses before its main part; scripts and
styles come at once. A test that reads what is not there yet, and a control that does nothing until all of the page
has come, fail each time.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

BEFORE, BETWEEN = 0.3, 0.5  # seconds


@pytest.fixture(autouse=True, scope="session")
def slow_pages() -> Iterator[None]:
    """Slow down what the live server of a browser test sends, never what a test's own client asks for."""
    from django.core.handlers.wsgi import WSGIHandler

    answer = WSGIHandler.__call__

    def late(self: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response: Any = answer(self, environ, start_response)
        if not environ.get("SERVER_SOFTWARE", "").startswith("WSGIServer"):
            return response  # type: ignore[no-any-return]
        is_page = hasattr(response, "headers") and response.headers["Content-Type"].startswith("text/html")
        return _in_two(response) if is_page and not response.streaming else response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", late)
        yield


def _in_two(response: Any) -> Iterator[bytes]:
    body = bytes(response.content)
    cut = max(body.find(b"<main"), 0)
    try:
        time.sleep(BEFORE)
        yield body[:cut]
        time.sleep(BETWEEN)
        yield body[cut:]
    finally:
        response.close()
