"""Pictures on tickets of Suthra demo: drawn, plainly artificial, of bins, streets and a receipt."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import Final
from uuid import UUID

from PIL import Image, ImageDraw

from services import attachments, tickets
from services.demo.steps import once
from services.paging import ListQuery
from services.tickets import TicketRow
from services.work import Actor, Work
from utils.errors import Busy

MOST: Final = 6
WIDTH, HEIGHT = 960, 720
SKIES: Final = ("#9fc3d8", "#c9d6c0", "#d8c9a8")
BINS: Final = ("#2f6f57", "#4c5f7a", "#7a4c4c")


def add(actor: Actor, taker: Actor, now: datetime) -> None:
    """Attach them to the newest tickets as the taker, once; a store that is away leaves the demo without pictures."""

    def to_some(work: Work) -> None:
        rows = tickets.page(work, ListQuery()).rows
        for number, row in enumerate(rows[:MOST]):
            rng = Random(f"pictures {number}")  # noqa: S311
            seen_at = min(row.opened_at + timedelta(minutes=rng.randint(5, 90)), now)
            at = replace(work, now=seen_at, actor=taker)
            for place in range(1 + number % 2):
                _attach(at, row, f"street-{row.ticket_no.lower()}-{place + 1}.jpg", _street(rng, seen_at), rng)
            if row.type_code == "wrong_bill":
                _attach(at, row, "receipt.pdf", _receipt(row), rng)

    with suppress(Busy):
        once(actor, "pictures of tickets", now, to_some)


def _attach(work: Work, row: TicketRow, name: str, contents: bytes, rng: Random) -> None:
    found = attachments.look_at(BytesIO(contents), name, work.actor.time_zone)
    attachments.add(work, tickets.ATTACHABLE.noun, row.ticket_id, found, UUID(int=rng.getrandbits(128), version=4))


def _street(rng: Random, moment: datetime) -> bytes:
    """A bin beside a wall, with what lies around it."""
    image = Image.new("RGB", (WIDTH, HEIGHT), rng.choice(SKIES))
    pen = ImageDraw.Draw(image)
    ground = rng.randint(420, 520)
    pen.rectangle((0, ground, WIDTH, HEIGHT), fill="#b7ada0")
    for left in range(rng.randint(-120, 0), WIDTH, 260):
        top = rng.randint(120, 260)
        pen.rectangle((left, top, left + 220, ground), fill="#e4d7c3", outline="#a4937a", width=4)
        pen.rectangle((left + 80, ground - 140, left + 140, ground), fill="#8a6f52")
    at = rng.randint(200, 640)
    pen.rounded_rectangle((at, ground - 90, at + 180, ground + 130), 16, fill=rng.choice(BINS), outline="#22302a", width=5)
    for _ in range(rng.randint(6, 22)):
        x, y, size = at + rng.randint(-140, 280), ground + rng.randint(60, 170), rng.randint(12, 34)
        pen.ellipse((x, y, x + size, y + size * 0.7), fill=rng.choice(("#6d6a5f", "#8f8a52", "#c8c2b4")))
    pen.text((24, HEIGHT - 56), f"Demo picture, drawn · {moment:%d %b %Y}", fill="#22302a", font_size=28)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _receipt(row: TicketRow) -> bytes:
    image = Image.new("RGB", (595, 420), "white")
    pen = ImageDraw.Draw(image)
    for line, text in enumerate(("DEMO RECEIPT", "Not a real document", f"Ticket {row.ticket_no}")):
        pen.text((40, 40 + line * 50), text, fill="#22302a", font_size=26)
    out = BytesIO()
    image.save(out, "PDF")
    return out.getvalue()
