"""The parts of an agent's day: the next stop large on top, the others below it, each with its way and its buttons."""

from markupsafe import Markup

from components import cash_parts, page, phones, words
from components.markup import icon, joined, link
from components.screens import MY_DAY, TODAY, VISIT, VISITS
from components.status import badge
from components.visit_columns import PURPOSES
from services.permissions import Permission
from services.visits import Day, Stop
from services.work import Actor
from utils.wording import apart, worded, worded_count

_WRONG = Markup('<p class="su-wrong" role="alert"></p>')


def counts(day: Day) -> None:
    """What is left and done, in one line."""
    parts = [
        words.day(day.day),
        worded_count("{count:,} stop left", "{count:,} stops left", len(day.stops)),
        worded("{count:,} done", count=day.done_count),
    ]
    if day.missed_count:
        parts.append(worded("{count:,} missed", count=day.missed_count))
    page.below(" · ".join(parts))


def returned(day: Day) -> None:
    """What a supervisor sent back."""
    if day.returned:
        links = [link(VISIT.link(visit=each.visit_id), f"{each.unit_code or each.visit_no}") for each in day.returned]
        came = worded_count("Came back to you: {visits}", "{count} visits came back to you: {visits}", len(links),
                            visits=joined(links, worded(", ")))  # fmt: skip
        page.say("warning", came)


def stops(actor: Actor, day: Day) -> None:
    """The next stop with its big button, then the others."""
    if not day.stops:
        done = worded("Everything is done.") if day.done_count else worded("Nothing is planned for you today.")
        step = Markup("{} {}").format(worded("Your visits are in the list:"), link(VISITS.link(), worded("Visits")))
        page.notice("task_alt" if day.done_count else "event_available", done, step)
        return
    first, *others = day.stops
    parts = [_next(actor, day, first)]
    if others:
        rows = [_row(actor, day, each, place, is_last=place == len(day.stops)) for place, each in enumerate(others, 2)]
        parts.append(Markup('<ol class="su-stops">{}</ol>').format(joined(rows)))
    page.html(joined(parts))


def ways(day: Day, *, is_map: bool) -> None:
    """The map, only when it is asked for; and the way back to the order by distance."""
    word, view = (worded("Hide the map"), None) if is_map else (worded("Show the map"), "map")
    shown = Markup('<a class="su-button su-second" href="{}" target="_self">{}{}</a>')
    parts = [shown.format(TODAY.link(view=view), icon("map"), word)]
    if day.is_arranged:
        parts.append(
            Markup(
                '<form data-post="/api/v1/visits/today/by-way"><button type="submit" class="su-button">{}{}</button>{}</form>'
            ).format(icon("route"), worded("Order by distance"), _WRONG)
        )
    page.html(Markup('<div class="su-actions">{}</div>').format(joined(parts)))


def end() -> None:
    """The way to the end of the day."""
    button = Markup('<p class="su-actions"><a class="su-button su-second" href="{}" target="_self">{}{}</a></p>')
    page.html(button.format(MY_DAY.link(), icon("task_alt"), worded("End of the day")))


def _next(actor: Actor, day: Day, stop: Stop) -> Markup:
    address = VISIT.link(visit=stop.visit_id)
    if stop.status == "started":
        button = Markup('<a class="su-button su-big" href="{}" target="_self">{}{}</a>').format(
            address, icon("play_arrow"), worded("Go on with this visit")
        )
    else:
        button = Markup(
            '<form data-post="/api/v1/visits/{}/start" data-then="{}"><button type="submit" class="su-big">{}{}</button>{}</form>'
        ).format(stop.visit_id, address, icon("play_arrow"), worded("I am there: start"), _WRONG)
    ways: list[Markup] = []
    if stop.latitude is not None and stop.longitude is not None:
        at = f"{stop.latitude:.5f},{stop.longitude:.5f}"
        ways.append(
            Markup('<a class="su-button su-second" data-geo="{}">{}{}</a>').format(at, icon("directions"), worded("Directions"))
        )
    if stop.phone and actor.role in phones.CALLING:
        call = Markup('<a class="su-button su-second" href="tel:+{}">{}{}</a>')
        ways.append(call.format(stop.phone, icon("call"), worded("Call")))
    ways.append(cash_parts.taking(actor, stop.unit_id, stop.visit_id))
    ways.append(Markup('<a class="su-button su-second" href="{}" target="_self">{}</a>').format(address, worded("Open")))
    return Markup(
        '<section class="su-first-stop" aria-label="{0}"><p class="su-below">{0}{1}</p><h2>{2}{3}</h2><p>{4}</p>'
        '<p><strong>{5}</strong></p>{6}<p class="su-actions">{7}</p></section>'
    ).format(
        worded("Next stop"),
        _far(stop, " · "),
        apart(stop.unit_code or stop.visit_no),
        _mark(day, stop),
        joined([Markup("{}").format(each) for each in _who(actor, stop)], Markup("<br>")),
        apart(stop.task or worded(PURPOSES[stop.purpose])),
        button,
        joined(ways),
    )


def _row(actor: Actor, day: Day, stop: Stop, place: int, *, is_last: bool) -> Markup:
    who = " · ".join(_who(actor, stop))
    moves = Markup(
        '<form class="su-moves" data-post="/api/v1/visits/{}/place">'
        '<button type="submit" name="direction" value="up" class="su-tool" aria-label="{}">{}</button>'
        '<button type="submit" name="direction" value="down" class="su-tool" aria-label="{}"{}>{}</button></form>'
    ).format(
        stop.visit_id,
        worded("{stop} earlier", stop=stop.unit_code or stop.visit_no),
        icon("arrow_upward"),
        worded("{stop} later", stop=stop.unit_code or stop.visit_no),
        Markup(" disabled") if is_last else "",
        icon("arrow_downward"),
    )
    return Markup(
        '<li><span class="su-place">{}</span><a href="{}" target="_self"><strong>{}</strong>{}<span>{}</span>'
        "<span>{}{}</span></a>{}</li>"
    ).format(
        place,
        VISIT.link(visit=stop.visit_id),
        apart(stop.unit_code or stop.visit_no),
        _mark(day, stop),
        who,
        apart(stop.task or worded(PURPOSES[stop.purpose])),
        _far(stop, " · "),
        moves,
    )


def _who(actor: Actor, stop: Stop) -> list[str]:
    name = stop.holder_name if actor.may(Permission.ACCOUNT_READ) else None
    return [part for part in (words.place(stop.address or "", stop.area_name), apart(name or "")) if part]


def _mark(day: Day, stop: Stop) -> Markup:
    """What is out of the ordinary: it was begun, or is left from an earlier day."""
    if stop.status == "started":
        return Markup(" {}").format(badge("visit", stop.status))
    if stop.planned_on < day.day:
        return Markup(" <small>{}</small>").format(worded("left from {day}", day=words.day(stop.planned_on)))
    return Markup()


def _far(stop: Stop, before: str) -> str:
    if stop.metres is None:
        return ""
    return before + words.way(stop.metres)
