"""A real Chromium on the real server. What breaks silently there fails the test:
an error in the console, a refused script or style, an address outside the house."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import signed_in
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser test, and runs after the others."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> None:
    # Playwright's loop runs in this thread, so Django takes it for an async one
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The system's Chromium where there is one, else Playwright's own."""
    if CHROMIUM.exists():
        return browser_type_launch_args | {
            "executable_path": str(CHROMIUM),
            "args": ARGUMENTS,
        }
    return browser_type_launch_args


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Readers are English here, unless a test says otherwise."""
    return browser_context_args | {
        "locale": "en-GB",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1240, "height": 900},
    }


@pytest.fixture
def site(live_server, settings, world) -> str:
    """The address of the running product, which its texts' links lead to."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What pages complained about; anything fails the test."""
    found: list[str] = []
    yield found
    assert not found, found


@pytest.fixture
def context(
    context: BrowserContext, site: str, complaints: list[str]
) -> BrowserContext:
    """The first reader's browser."""
    return prepare(context, complaints, site)


@pytest.fixture
def visitor(
    browser: Browser, browser_context_args: dict, site: str, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """`visitor(java_script_enabled=False)`: somebody else's browser, a new page."""
    opened: list[BrowserContext] = []

    def open_browser(**options: Any) -> Page:
        opened.append(browser.new_context(**browser_context_args | options))
        return prepare(opened[-1], complaints, site).new_page()

    yield open_browser
    for context in opened:
        context.close()


@pytest.fixture
def signed_in_as(visitor, site: str, team) -> Callable[..., Page]:
    """`signed_in_as("odile")`: her browser, already signed in."""

    def open_browser(key: str, **options: Any) -> Page:
        page, name = visitor(**options), django_settings.SESSION_COOKIE_NAME
        session = signed_in(f"{key}@ville.example").cookies[name].value
        page.context.add_cookies([{"name": name, "value": session, "url": site}])
        return page

    return open_browser


def prepare(context: BrowserContext, complaints: list[str], site: str):
    """Short patience, and an ear for what its pages say."""
    context.on("page", lambda page: listen(page, complaints, site))
    context.set_default_timeout(10_000)
    return context


def listen(page: Page, complaints: list[str], site: str) -> None:
    """Writes down what a page complains about."""

    def on_console(message) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def on_request(request) -> None:
        if urlsplit(request.url).netloc not in ("", urlsplit(site).netloc):
            complaints.append(f"outside the house: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", on_request)
