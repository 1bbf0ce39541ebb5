"""A real browser for page tests: Chromium through Playwright, and a check by axe against WCAG 2.2 AA.

Mark such a test with ``@pytest.mark.browser`` and take the fixtures ``site`` (a live server with the cast) and
``open_page``, which every chapter has by the root ``conftest.py``.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from samebook.web.tests.cast import Cast, assemble

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = 1440, 390
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the whole run of a worker."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop running in this thread
    expect.set_options(timeout=30_000)  # how long a busy machine may take; no figure is measured here
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
    """``open_page("/leads", as_="rep", width=PHONE, dark=True)``: the page, signed in; a console error fails."""
    contexts = []
    troubles: list[str] = []

    def opened(path: str, *, as_: str = "", width: int = DESKTOP, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
        page.on("requestfailed", lambda request: troubles.append(request.url) if _is_foreign(request.url) else None)
        if as_:
            session = site.cast.client(as_).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page.goto(site.url + path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not troubles, f"The browser complained: {troubles}"


def pick(select: Locator, value: str) -> None:
    """Choose what makes a condition's rows anew and wait until they stand there, since what is typed before is lost."""
    old = select.element_handle()
    old.select_option(value)
    old.wait_for_element_state("hidden", timeout=30_000)


def assert_accessible(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 AA; and the page is not wider than the window."""
    page.wait_for_load_state("load")  # a click returns when the next page begins to arrive
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


def _is_foreign(url: str) -> bool:
    return urlsplit(url).hostname != "127.0.0.1"
