"""Pictures of pages, to look at before calling them done.

python tests/look.py http://127.0.0.1:8000/leads --out /tmp/pictures --login rep@example.com:password
python tests/look.py http://127.0.0.1:8000/login --dark --width 1440 390 --print
"""

import argparse
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HEIGHTS = {390: 844, 1024: 768}


def main() -> None:
    options = _options()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium is not installed.")
    options.out.mkdir(parents=True, exist_ok=True)
    schemes = ["light", "dark"] if options.both else ["dark" if options.dark else "light"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in schemes:
            for width in options.width:
                _look(browser, options, scheme, width)
        browser.close()


def _look(browser: Browser, options: argparse.Namespace, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        color_scheme=scheme,  # type: ignore[arg-type]
        device_scale_factor=options.scale,
    )
    page = context.new_page()
    page.on("console", lambda message: print(f"  console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: print(f"  error: {error}"))
    if options.login:
        _sign_in(page, options.urls[0], *options.login.split(":", 1))
    for url in options.urls:
        answer = page.goto(url, wait_until="networkidle")
        name = re.sub(r"\W+", "-", urlsplit(url).path + urlsplit(url).query).strip("-") or "start"
        picture = options.out / f"{name}-{width}-{scheme}.png"
        if options.act:
            page.evaluate(options.act)
            page.wait_for_timeout(300)
        page.screenshot(path=picture, full_page=not options.fold)
        wide = page.evaluate("document.documentElement.scrollWidth")
        note = f"  wider than the window: {wide} px" if wide > width else ""
        print(f"{answer.status if answer else '-'} {picture}{note}")
        if options.print and scheme == "light":
            page.pdf(path=picture.with_suffix(".pdf"), format="A4")
    context.close()


def _sign_in(page: Page, url: str, email: str, password: str) -> None:
    parts = urlsplit(url)
    page.goto(f"{parts.scheme}://{parts.netloc}/login")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    page.click("main button")
    page.wait_for_load_state("networkidle")
    if urlsplit(page.url).path == "/login":
        raise SystemExit(f"{email} could not sign in.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--login", metavar="EMAIL:PASSWORD")
    parser.add_argument("--width", type=int, nargs="+", default=[1440, 1024, 390])
    parser.add_argument("--dark", action="store_true", help="dark instead of light")
    parser.add_argument("--both", action="store_true", help="light and dark")
    parser.add_argument("--fold", action="store_true", help="only what the window shows, not the full page")
    parser.add_argument("--scale", type=float, default=1, help="device pixels per pixel")
    parser.add_argument("--print", action="store_true", help="also a PDF, as the page prints")
    parser.add_argument("--act", metavar="JS", help="run this on the page before the picture")
    return parser.parse_args()


if __name__ == "__main__":
    main()
