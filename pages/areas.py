"""Areas: the tree of places, level by level, with what lies in each, and the ways to change it."""

from components import area_form, area_merge, area_move, area_parts, asked, page, parts, places
from components.screens import AREAS
from services import areas
from services.work import begin

actor = page.begin(AREAS, heading=False)
chosen = asked.number("area")

with page.telling() as told, begin(actor) as work:
    trail = areas.trail(work, chosen) if chosen is not None else ()
    below = areas.children(work, chosen)

if told.is_ok:
    here = trail[-1] if trail else None
    if here is None:
        page.head(AREAS.title)
    else:
        page.head(here.name, below=f"{places.kind_word(here.kind).capitalize()} · {here.code}")
    area_parts.crumbs(actor, trail)
    page.say_flash()
    offered = area_parts.offered(actor, here)
    part = asked.one_of("part", [each.name for each in offered], "within")
    if len(offered) > 1:
        parts.show("Parts of this page", offered, part, lambda name: AREAS.link(area=chosen, part=name))
    with page.telling():
        match part:
            case "add":
                area_form.add(actor, here)
            case "edit" if here is not None:
                area_form.edit(actor, here, trail[-2] if len(trail) > 1 else None, below)
            case "move" if here is not None:
                area_move.show(actor, here)
            case "merge" if here is not None:
                area_merge.show(actor, here, below)
            case "history" if here is not None:
                area_parts.past(actor, here)
            case _:
                area_parts.within(actor, here, below)
else:
    page.head(AREAS.title)
