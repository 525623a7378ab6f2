"""Closes screens that lie open once their session has ended or their rights have changed, within seconds and unasked."""

import asyncio
import logging
from typing import Final

from anyio import to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services import sign_in

EVERY: Final = 2.0
"""Seconds between two looks; one query for all screens of this process."""
ENDED: Final = 4401
CHANGED: Final = 4403
log = logging.getLogger("suthra.screens")


class Seat:
    """One open websocket, and the code that it is closed with."""

    def __init__(self, token: str, rights: str) -> None:
        self.token = token
        self.rights = rights
        self._over: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._is_accepted = False

    def end(self, code: int) -> None:
        """Close it, unless that is under way."""
        if not self._over.done():
            self._over.set_result(code)

    def wrapped(self, receive: Receive, send: Send) -> tuple[Receive, Send]:
        """The two ends for the app: once the seat is over, it reads a disconnection and what it sends goes nowhere."""

        async def received() -> Message:
            if not self._is_accepted:
                return await receive()
            coming = asyncio.ensure_future(receive())
            try:
                await asyncio.wait((coming, self._over), return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not coming.done():
                    coming.cancel()
            if not self._over.done():
                return coming.result()
            await send({"type": "websocket.close", "code": self._over.result()})
            return {"type": "websocket.disconnect", "code": self._over.result()}

        async def sent(message: Message) -> None:
            self._is_accepted |= message["type"] == "websocket.accept"
            if not self._over.done():
                await send(message)

        return received, sent


class Watch:
    """Looks after the open screens of this process for as long as there are any."""

    def __init__(self) -> None:
        self._seats: set[Seat] = set()
        self._rounds: asyncio.Task[None] | None = None

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, seat: Seat) -> None:
        """Run the app on a websocket that is closed when its seat is over."""
        self._seats.add(seat)
        if self._rounds is None or self._rounds.done():
            self._rounds = asyncio.get_running_loop().create_task(self._look_round())
        try:
            await app(scope, *seat.wrapped(receive, send))
        finally:
            self._seats.discard(seat)

    async def _look_round(self) -> None:
        while self._seats:
            await asyncio.sleep(EVERY)
            looked_at = tuple(self._seats)
            try:
                known = await to_thread.run_sync(sign_in.standings, {seat.token for seat in looked_at})
            except Exception:
                log.warning("could not look after the open screens", exc_info=True)
                continue
            for seat in looked_at:
                standing = known.get(seat.token)
                if standing is None:
                    seat.end(ENDED)
                elif standing.rights != seat.rights:
                    seat.end(CHANGED)
