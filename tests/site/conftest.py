"""The built site, served on this machine, and a browser."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

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
    # Connections stay, and scripts and styles are asked for once: hundreds of pages share them.
    protocol_version = "HTTP/1.1"

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def chromium():
    """Path of the browser; without one the tests are left out, but not where CI must have it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("no chromium on this machine, and CI must install it")
    if found is None:
        pytest.skip("no chromium on this machine")
    return found


@pytest.fixture(scope="session")
def site(request, tmp_path_factory):
    """Folder of the site: what ECSTATS_SITE names, or else built once for all processes."""
    named = os.environ.get("ECSTATS_SITE")
    if named:
        return ROOT / named
    # Without a browser most tests would be left out: not worth half a minute of building.
    request.getfixturevalue("chromium")
    fcntl = pytest.importorskip("fcntl")
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    out, lock = folder / "site", folder / "site.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not out.is_dir():
            command = [sys.executable, str(ROOT / "docs" / "build.py"), "--out", str(out)]
            made = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
            if made.returncode:
                pytest.fail(f"the site cannot be built:\n{made.stdout}{made.stderr}")
    return out


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
def browser(chromium):
    with sync_playwright() as api:
        browser = api.chromium.launch(executable_path=chromium, args=FLAGS)
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
