"""Two hundred people at once with pauses of ten seconds, each over live screens of their role, beside one person alone."""

import asyncio
import random
import time
from collections.abc import Sequence
from itertools import cycle
from statistics import median, quantiles

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.bills_page import billed
from bench.field import AGENTS, Looker, field_work
from bench.result import Result
from bench.serving import server
from bench.world import PASSWORD, PERIOD, Town
from services import sign_in
from utils.cookies import session_cookie

SESSIONS = 200
PAUSE = 10.0
SECONDS = 90.0


def run(is_full: bool) -> list[Result]:
    """Over 10,000 accounts with twelve bills each, or over a million."""
    made = billed(1_000_000 if is_full else 10_000)
    people = signed_in(made)
    with server() as running:
        asyncio.run(crowd(running.port, people[:1], 20.0, 0.5))
        alone, _ = asyncio.run(crowd(running.port, people[:1], 30.0, 0.5))
        taken, errors = asyncio.run(crowd(running.port, people, SECONDS, PAUSE))
        memory = running.megabytes
    return results(made.size * 12, alone, taken, errors, memory)


def signed_in(made: Town) -> list[tuple[str, list[str]]]:
    """A session and its addresses for each of 200: a hundred see to bills, fifty are in the field, fifty at the desks."""
    field = field_work(made)
    billing = [Looker(who.username, mix(made)) for who in (made.maker, made.checker)]
    tokens = {each.username: sign_in.sign_in(each.username, PASSWORD, "127.0.0.1", "bench").token for each in [*billing, *field]}
    turns = [cycle(billing), cycle(field[:AGENTS]), cycle(billing), cycle(field[AGENTS:])]
    people = [next(turns[number % len(turns)]) for number in range(SESSIONS)]
    return [(tokens[each.username], each.addresses) for each in people]


def results(size: int, alone: Sequence[float], taken: Sequence[float], errors: int, memory: float) -> list[Result]:
    """Milliseconds from a click until the screen is drawn, and megabytes of the one server process."""
    late, one = quantiles(taken, n=20)[-1], median(alone)
    print(f"    {len(taken):,} screens by {SESSIONS} people: median {median(taken):.0f} ms; alone {one:.0f} ms", flush=True)
    return [
        Result("200 live sessions, p95", size, late, "ms", one, late / one, "at most 300 ms", late <= 300),
        Result("200 live sessions, errors", size, errors, "errors", None, None, "none", errors == 0),
        Result("200 live sessions, memory", size, memory, "MB", None, None, "at most 400 MB", memory <= 400),
    ]


def mix(made: Town) -> list[str]:
    """What those who see to bills look at: homes, lists, filters, searches and single records."""
    period = f"{PERIOD:%Y-%m}"
    base = made.size // 2
    return [
        "/?",
        "/survey-units?",
        f"/survey-units?q=U-{base:07d}",
        "/survey-units?category=commercial",
        "/accounts?sort=name",
        f"/accounts?q=B-{base:07d}",
        "/bills?",
        f"/bills?period={period}&status=issued",
        f"/bills?q=B-{base:07d}",
        f"/bill?bill={PERIOD:%Y%m}-{base:07d}",
        "/payments?",
        "/tariffs?",
    ]


async def crowd(
    port: int, people: Sequence[tuple[str, Sequence[str]]], seconds: float, pause: float
) -> tuple[list[float], int]:
    """These people browse for so long; returns the milliseconds of every screen and how many failed."""
    taken: list[float] = []
    failed = 0
    until = time.monotonic() + seconds + pause

    async def person(number: int, token: str, addresses: Sequence[str]) -> None:
        nonlocal failed
        chance = random.Random(number)  # noqa: S311 a benchmark
        await asyncio.sleep(chance.random() * pause)
        cookie = f"{session_cookie(False)}={token}"
        socket_url = f"ws://127.0.0.1:{port}/_stcore/stream"
        origin = f"http://127.0.0.1:{port}"
        try:
            async with websockets.connect(
                socket_url, subprotocols=["streamlit"], additional_headers={"Cookie": cookie}, origin=origin, max_size=None  # pyright: ignore
            ) as line:
                is_first = True
                while time.monotonic() < until:
                    milliseconds = await look(line, chance.choice(addresses))
                    if milliseconds is None:
                        failed += 1
                    elif not is_first:  # the first screen of a window also sends its frame
                        taken.append(milliseconds)
                    is_first = False
                    await asyncio.sleep(pause * (0.5 + chance.random()))
        except (OSError, websockets.WebSocketException):
            failed += 1

    await asyncio.gather(*(person(number, *each) for number, each in enumerate(people)))
    return taken, failed


async def look(line: websockets.ClientConnection, address: str) -> float | None:
    """Milliseconds until a screen is drawn whole; None where it failed."""
    path, _, query = address.partition("?")
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = path.strip("/")
    started = time.perf_counter()
    await line.send(asked.SerializeToString())
    is_well = False
    while True:
        message = ForwardMsg.FromString(await asyncio.wait_for(line.recv(), 60))  # pyright: ignore[reportArgumentType]
        kind = message.WhichOneof("type")
        if kind == "delta" and "su-head" in message.delta.new_element.html.body:
            is_well = True
        elif kind == "script_finished":
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                return None
            return (time.perf_counter() - started) * 1000 if is_well else None

