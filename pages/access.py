"""Who may what: for any right, place and day the people who have it, and why."""

from contextlib import suppress

from components import access_parts, asked, page
from components.screens import ACCESS, STAFF
from services.permissions import Permission
from utils import clock

actor = page.begin(ACCESS, heading=False)
page.head(ACCESS.title, back=("Staff", STAFF.link()))

may = Permission.ACCOUNT_READ
with suppress(ValueError):
    may = Permission(asked.text("may"))

with page.telling():
    today = clock.local_date(clock.now(), actor.time_zone)
    permission, area, day = access_parts.ask(actor, may, asked.number("area"), asked.day("on", today))
    access_parts.answer(actor, permission, area, day)
