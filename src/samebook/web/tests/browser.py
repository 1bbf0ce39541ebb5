"""A real browser for page tests: Chromium through Playwright, and a check by axe against WCAG 2.2 AA.

Mark such a test with ``@pytest.mark.browser`` and take the fixtures ``site`` (a live server with the cast) and
``open_page``, which every chapter has by the root ``conftest.py``.
"""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from samebook.web.tests.cast import Cast, assemble

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = 1440, 390
PATIENCE = 60_000
"""Milliseconds that a busy machine may take for an act, a page or what is expected; no figure is measured here."""
REFUSALS = (409, 422)
"""What a form answers whose problems stand on its page; every other answer from 400 on is no page of the test's."""
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run of a worker."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop running in this thread
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@dataclass(frozen=True)
class Site:
    """A server that answers, and who works there."""

    url: str
    cast: Cast


@pytest.fixture
def site(live_server: Any) -> Site:
    """The product on 127.0.0.1 with the cast, on a real database with real commits."""
    return Site(live_server.url, assemble())


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opener]:
    """``open_page("/leads", as_="rep", width=PHONE, dark=True)``: the page, signed in, and all of it.

    An error on the console fails, and so does a page or a part of one that the server refuses.
    """
    contexts = []
    troubles: list[str] = []

    def opened(path: str, *, as_: str = "", width: int = DESKTOP, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
        page.on(
            "response", lambda answer: troubles.append(f"{answer.status} {answer.url}") if _is_refused(answer) else None
        )
        page.on("requestfailed", lambda request: troubles.append(request.url) if _is_foreign(request.url) else None)
        if as_:
            session = site.cast.client(as_).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page.goto(site.url + path, wait_until="load")
        if as_:
            expect(page, "a page without a login shows only that one").not_to_have_url(re.compile("/login"))
        return page

    with _asked() as under_way:
        yield opened
        for context in contexts:
            context.close()
        until = time.monotonic() + PATIENCE / 1000
        while under_way and time.monotonic() < until:  # what is still answered would write into the next test's tables
            time.sleep(0.01)
    assert not troubles, f"The browser complained: {troubles}"


def see(shown: Locator) -> None:
    """Wait for what only the next page shows, then until all of that page is there and its scripts work.

    A click may return while the page before stands there still.
    """
    expect(shown).to_be_visible()
    shown.page.wait_for_load_state("load")


def arrived(page: Page, title: str) -> None:
    """The page with this title stands there, all of it."""
    see(page.get_by_role("heading", level=1, name=title))


def settle(page: Page) -> None:
    """All of the page is there, and no part of it under way; a click returns when the next begins to arrive."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)


def pick(select: Locator, value: str) -> None:
    """Choose what makes a condition's rows anew and wait until they stand there, since what is typed before is lost."""
    old = select.element_handle()
    old.select_option(value)
    old.wait_for_element_state("hidden", timeout=PATIENCE)


def at_width(page: Page, width: int, height: int = 900) -> None:
    """The window has this size from here on."""
    page.set_viewport_size({"width": width, "height": height})


def assert_drawn(image: Locator) -> None:
    """The picture has come; one far down is asked for only when it comes near the window."""
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0, "The picture could not be read."


def assert_accessible(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 AA; and the page is not wider than the window."""
    settle(page)
    page.mouse.move(0, 0)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    problems = [
        f"{violation['id']}: {violation['help']}: {'; '.join(node['html'][:160] for node in violation['nodes'][:4])}"
        for violation in found.response["violations"]
    ]
    assert not problems, "\n".join(problems)
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"The page is {width[0]} pixels wide in a window of {width[1]}."


def _is_trouble(message: Any) -> bool:
    thrown_away = "htmx:sendAbort" in message.text or "htmx:afterRequest, [object" in message.text  # by hx-sync
    return message.type == "error" and "Failed to load resource" not in message.text and not thrown_away


@contextmanager
def _asked() -> Iterator[set[int]]:
    """What the live server answers at this moment."""
    under_way: set[int] = set()

    def begun(sender: Any, environ: dict[str, Any], **_: Any) -> None:
        if issubclass(sender, WSGIHandler):
            under_way.add(threading.get_ident())

    def ended(sender: Any, **_: Any) -> None:
        under_way.discard(threading.get_ident())

    request_started.connect(begun)
    request_finished.connect(ended)
    try:
        yield under_way
    finally:
        request_started.disconnect(begun)
        request_finished.disconnect(ended)


def _is_refused(answer: Any) -> bool:
    return answer.status >= 400 and answer.status not in REFUSALS


def _is_foreign(url: str) -> bool:
    return urlsplit(url).hostname != "127.0.0.1"
