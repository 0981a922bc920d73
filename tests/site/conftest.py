"""The built site, served on this machine, and a browser."""

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Chromium looks up addresses of its own at every start, unless it is told not to.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    """Folder of the built site; building takes minutes, so `make test-site` does both."""
    named = os.environ.get("ECSTATS_SITE")
    if not named:
        pytest.skip("`make test-site` builds the site and runs these tests")
    return ROOT / named


@pytest.fixture(scope="session")
def address(site):
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser():
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI must install chromium")
        pytest.skip("no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as api:
        browser = api.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """A window of the browser that notes what a page does wrong."""

    def __init__(self, page, address):
        self.page, self.address, self.faults = page, address, []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"{self.page.url} asks for {request.url}")

    def _failed(self, request):
        # A picture that was still on its way when the next page was asked for is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.failure}: {request.url}")

    def _response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def go(self, path, until="load"):
        self.page.goto(self.address + path, wait_until=until)
        return self.page


@pytest.fixture
def visit(browser, address):
    """Open a window: ``visit(width=390)``; every fault that it noted fails the test."""
    visitors, contexts = [], []

    def open_window(width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        visitors.append(Visitor(context.new_page(), address))
        return visitors[-1]

    yield open_window
    for context in contexts:
        context.close()
    assert not [fault for visitor in visitors for fault in visitor.faults]
