"""A line between a phone and the server: it carries so many bits a second, each after a delay, and counts the bytes."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

PIECE = 1_460
"""Bytes carried at once: what one packet holds."""


@dataclass
class Line:
    """`kilobits` a second towards the phone and half of it back, after `delay` seconds; what all connections carried."""

    kilobits: float
    delay: float
    port: int = 0
    carried: int = 0
    _free_at: dict[str, float] = field(default_factory=lambda: {"down": 0.0, "up": 0.0})

    async def carry(self, direction: str, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Move what comes until it ends; all connections of one direction share the line."""
        rate = self.kilobits * 125 / (1 if direction == "down" else 2)
        late: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(256)
        sending = asyncio.create_task(_deliver(late, target))
        try:
            while piece := await source.read(PIECE):
                self.carried += len(piece)
                now = time.monotonic()
                self._free_at[direction] = max(now, self._free_at[direction]) + len(piece) / rate
                await asyncio.sleep(self._free_at[direction] - now)
                await late.put((time.monotonic() + self.delay, piece))
        except OSError:
            pass
        await late.put((0, b""))
        await sending


async def _deliver(late: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
    try:
        while (due := await late.get())[1]:
            await asyncio.sleep(max(0, due[0] - time.monotonic()))
            target.write(due[1])
            await target.drain()
        target.write_eof()
    except OSError:
        target.close()


@contextmanager
def slow_line(port: int, kilobits: float, delay: float) -> Iterator[Line]:
    """Lay a line to a local port; `line.port` is this end of it."""
    line = Line(kilobits, delay)
    is_laid = threading.Event()
    ending: list[Callable[[], object]] = []

    async def connect(phone_in: asyncio.StreamReader, phone_out: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):  # the line is taken up while something goes over it
            await asyncio.sleep(2 * delay)  # the greeting of a new connection goes once there and back
            server_in, server_out = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(line.carry("down", server_in, phone_out), line.carry("up", phone_in, server_out))

    async def lay() -> None:
        laid, ended = await asyncio.start_server(connect, "127.0.0.1", 0), asyncio.Event()
        line.port = laid.sockets[0].getsockname()[1]
        ending.append(partial(asyncio.get_running_loop().call_soon_threadsafe, ended.set))
        is_laid.set()
        await ended.wait()

    laying = threading.Thread(target=asyncio.run, args=(lay(),))
    laying.start()
    is_laid.wait()
    try:
        yield line
    finally:
        ending[0]()
        laying.join()
