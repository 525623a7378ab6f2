"""Today: an agent's next stop, the stops after it in the order to walk them, and what is done."""

from components import asked, day_map, day_parts, page
from components.screens import TODAY
from services import visits
from services.work import begin

actor = page.begin(TODAY)

with page.telling() as told, begin(actor) as work:
    day = visits.today(work)

if told.is_ok:
    day_parts.counts(day)
    day_parts.returned(day)
    day_parts.stops(actor, day)
    if day.stops:
        day_parts.ways(day, is_map=asked.text("view") == "map")
        if asked.text("view") == "map":
            day_map.show(day)
    day_parts.end()
