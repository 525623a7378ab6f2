"""An agent's phone: a processor four times slower, on a line of 1.6 Mbit/s (slow 4G) and then of 400 kbit/s."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.bills_page import billed
from bench.field import AGENTS, Looker, field_work
from bench.result import Result
from bench.serving import Running, server
from bench.slow_line import Line, slow_line
from bench.world import PASSWORD
from services import sign_in
from utils.cookies import session_cookie

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
ROUNDS = 3
SLOWER = 4
SLOW_4G = (1_600.0, 0.075)
POOR = (400.0, 0.15)
"""Kilobits a second, and seconds that each way takes."""

HOME, TODAY, FORM = ".su-head", ".su-first-stop", "[name=outcome]"
DRAWN = ".stApp[data-test-script-state=notRunning]"


def run(is_full: bool) -> list[Result]:
    """Home opened for the first time and again, then the steps of a visit; over 10,000 accounts or a million."""
    made = billed(1_000_000 if is_full else 10_000)
    agents = field_work(made)[:AGENTS]
    with server() as running, sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        home(browser, running, agents[-1], SLOW_4G)  # the server's own first time
        first = [home(browser, running, each, SLOW_4G) for each in agents[:ROUNDS]]
        day = [steps(browser, running, each) for each in agents[ROUNDS : 2 * ROUNDS]]
        browser.close()
    return [*_of_home(first), *_of_day(day)]


def home(browser: Browser, running: Running, agent: Looker, line: tuple[float, float]) -> tuple[float, float, float, float]:
    """Bytes and seconds of the agent's home in an empty browser, and once more in the same."""
    with slow_line(running.port, *line) as carrying, phone(browser, carrying, agent) as page:
        first = taken(carrying, lambda: open_screen(page, carrying, "/", HOME))
        page.wait_for_timeout(2_000)
        again = taken(carrying, lambda: open_screen(page, carrying, "/", HOME))
    return *first, *again


def steps(browser: Browser, running: Running, agent: Looker) -> list[tuple[str, float, float]]:
    """Name, bytes and seconds of each step of a visit at 400 kbit/s, after the app was opened once before."""
    with slow_line(running.port, *POOR) as carrying, phone(browser, carrying, agent) as page:
        open_screen(page, carrying, "/", HOME)
        page.wait_for_timeout(5_000)
        doing: list[tuple[str, Callable[[], object]]] = [
            ("today's list opened", lambda: open_screen(page, carrying, "/today", TODAY)),
            ("the visit begun", lambda: _press(page, "I am there: start", FORM)),
            ("the visit saved", lambda: _report(page)),
            ("the list again", lambda: open_screen(page, carrying, "/today", TODAY)),
        ]
        return [(name, *taken(carrying, step)) for name, step in doing]


def open_screen(page: Page, line: Line, path: str, sign: str) -> None:
    """Go there and wait until it is drawn whole."""
    page.goto(f"http://127.0.0.1:{line.port}{path}", wait_until="commit")
    page.wait_for_selector(f"{DRAWN} {sign}", timeout=120_000)


@contextmanager
def phone(browser: Browser, line: Line, agent: Looker) -> Iterator[Page]:
    """A window of 390 x 844 of this agent, its processor made slower."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    context.set_default_timeout(120_000)
    token = sign_in.sign_in(agent.username, PASSWORD, "127.0.0.1", "bench").token
    context.add_cookies([{"name": session_cookie(False), "value": token, "url": f"http://127.0.0.1:{line.port}"}])
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page
    context.close()


def taken(line: Line, step: Callable[[], object]) -> tuple[float, float]:
    """Kilobytes that the line carried, and seconds."""
    before, started = line.carried, time.perf_counter()
    step()
    return (line.carried - before) / 1000, time.perf_counter() - started


def _press(page: Page, words: str, sign: str) -> None:
    page.get_by_role("button", name=words).first.click()
    page.wait_for_selector(sign)


def _report(page: Page) -> None:
    page.locator("[name=outcome]").first.check(force=True)
    page.get_by_role("button", name="Submit the visit").click()
    page.get_by_text("it waits for a decision").wait_for()


def _of_home(found: list[tuple[float, float, float, float]]) -> list[Result]:
    size, seconds, again, again_seconds = (median(each) for each in zip(*found, strict=True))
    print(f"    opened again after {again_seconds:.1f} s", flush=True)
    return [
        Result("agent's home, first, carried", ROUNDS, size, "kB", 1_500, size / 1_500, "at most 1.5 MB", size <= 1_500),
        Result("agent's home, first, drawn", ROUNDS, seconds, "s", 7, seconds / 7, "7 s on slow 4G, CPU 4x slower", seconds <= 7),
        Result("agent's home, again, carried", ROUNDS, again, "kB", 20, again / 20, "at most 20 kB", again <= 20),
    ]


def _of_day(found: list[list[tuple[str, float, float]]]) -> list[Result]:
    results: list[Result] = []
    for rounds in zip(*found, strict=True):
        size, seconds = median(each[1] for each in rounds), median(each[2] for each in rounds)
        name = f"400 kbit/s: {rounds[0][0]}"
        results.append(Result(name, round(size), seconds, "s", 7, seconds / 7, f"7 s; {size:.0f} kB carried", seconds <= 7))
    return results
