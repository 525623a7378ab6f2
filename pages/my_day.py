"""The end of my day: what was done and taken, what is still open or unsent, and closing it."""

from components import field_day_parts, page, words
from components.markup import link
from components.screens import DAYS, MY_DAY, TODAY
from services import field_days
from services.work import begin
from utils.wording import worded

actor = page.begin(MY_DAY, heading=False)

with page.telling() as told, begin(actor) as work:
    summary = field_days.today(work)

if told.is_ok:
    page.head(worded("My day"), below=words.day(summary.day), back=(worded("Today"), TODAY.link()))
    field_day_parts.unsent()
    field_day_parts.figures(actor, summary)
    field_day_parts.closed(actor, summary)
    field_day_parts.close(summary)
    page.below(link(DAYS.link(), worded("Days that I closed")))
