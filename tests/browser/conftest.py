"""The real server and a real browser: each test gets a signed-out browser and an empty database."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.builders import PASSWORD
from utils.settings import ROOT

# What a link of a screen does; the heading that stands is marked, so that the next one is known as another.
TURN = """path => {
  for (const head of document.querySelectorAll(".su-head, .su-notice")) head.dataset.old = "";
  history.pushState({}, "", path);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""
NEW_HEAD = ".su-head:not([data-old]), .su-notice:not([data-old])"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
START_SECONDS = 240
PATIENCE = 30_000
"""Milliseconds that a screen has on a busy machine until it shows what is waited for."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium, or Playwright's own where that is installed."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running_server(clone: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server over this worker's database; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log.txt"
    environment = {**os.environ, "DATABASE_URL": clone, "WORKERS": "0"}
    command = [sys.executable, "-m", "uvicorn", "Home:app", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(address, server, log.read_text)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait_until_it_answers(address: str, server: "subprocess.Popen[bytes]", said: object) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310 our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {said() if callable(said) else ''}")


@dataclass
class Visit:
    """A browser window on the server, and everything it complained about or asked of others."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list[str])
    gaps: set[str] = field(default_factory=set[str])
    """Addresses where a test expects nothing."""

    def open(self, path: str) -> None:
        """Go to a page and wait until the screen has drawn its heading and ended its run."""
        self.page.goto(self.address + path)
        self.settle()

    def turn_to(self, path: str) -> None:
        """Go on to another screen within the app, as a link does: without loading the page anew."""
        if urlsplit(self.page.url).path == urlsplit(path).path:  # the heading may be the same
            self.open(path)
            return
        self.page.evaluate(TURN, path)
        self.page.wait_for_selector(NEW_HEAD)
        self.settle()

    def settle(self) -> None:
        """Wait for the end of the run."""
        self.page.wait_for_selector(".su-head, .su-notice, form[action='/auth/login']")
        self.page.wait_for_selector(".stApp[data-test-script-state=notRunning], form[action='/auth/login']")

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Fill in the form that is shown, or go to it."""
        if "/auth/login" not in self.page.url:
            self.page.goto(f"{self.address}/auth/login")
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("button")

    def choose(self, label: str, words: str) -> None:
        """Take the first answer that holds these words from a list to choose from, once the screen stands still.

        A list that opens while the screen still scrolls to it closes again, so that it is brought into sight first, as people do.
        """
        self.settle()
        box = self.page.get_by_label(label, exact=True)
        box.scroll_into_view_if_needed()
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        box.click()
        self.page.get_by_role("option").filter(has_text=words).first.click()
        self.settle()

    def width_beyond_window(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")


@pytest.fixture
def visit(chromium: Browser, running_server: str, database: str) -> Iterator[Visit]:
    """A fresh window at 1440 × 900; the test fails when the browser logged an error or asked another site."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    seen = Visit(page, context, running_server)

    def complain(message: ConsoleMessage) -> None:
        is_refused_form = "401 (Unauthorized)" in message.text or "422 (Unprocessable" in message.text
        is_known_gap = "404 (Not Found)" in message.text and message.location["url"] in seen.gaps
        if message.type == "error" and not is_refused_form and not is_known_gap:
            seen.complaints.append(message.text)

    def ask(request: Request) -> None:
        if not request.url.startswith((running_server, "data:", "blob:")):
            seen.complaints.append(f"asked {request.url}")

    page.on("console", complain)
    page.on("request", ask)
    yield seen
    context.close()
    assert seen.complaints == []
