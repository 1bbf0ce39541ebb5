"""One act stopped in its middle while another is tried beside it; on SQLite the other waits for its turn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from threading import Event, get_ident
from typing import Any

import pytest
from django.db import connection

from samebook.kernel.refusals import Refused

BESIDE = 0.4
"""Seconds that the other is given: long enough to end where nothing holds it, and no outcome hangs on it."""
PATIENCE = 120
"""Seconds after which something must be broken."""


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any], other: Callable[[], Any], *, at: tuple[Any, str]
) -> tuple[Any, Any]:
    """What both gave, or the code of what they were refused.

    Args:
        at: Module and name of what ``act`` calls when it is stopped, the first time; it is called afterwards.
    """
    module, name = at
    reached, go_on = Event(), Event()
    called, first = getattr(module, name), []

    def stopped(*args: Any, **kwargs: Any) -> Any:
        if first == [get_ident()]:
            first.clear()
            reached.set()
            go_on.wait(PATIENCE)
        return called(*args, **kwargs)

    def in_a_thread(run: Callable[[], Any], *, is_first: bool = False) -> Any:
        if is_first:
            first.append(get_ident())
        try:
            return run()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    monkeypatch.setattr(module, name, stopped)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(in_a_thread, act, is_first=True)
        assert reached.wait(PATIENCE), "the act never came to where it is stopped"
        two = pool.submit(in_a_thread, other)
        wait_for([two], timeout=BESIDE)
        go_on.set()
        return one.result(PATIENCE), two.result(PATIENCE)
