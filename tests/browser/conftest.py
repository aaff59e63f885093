"""A real Chromium on the real server. What breaks silently there fails the test:
an error in the console, a refused script or style, an address outside the house."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

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
def context(context: BrowserContext, site: str) -> Iterator[BrowserContext]:
    """A browser whose complaints fail the test."""
    complaints: list[str] = []
    context.on("page", lambda page: listen(page, complaints, site))
    context.set_default_timeout(5000)
    yield context
    assert not complaints, complaints


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
