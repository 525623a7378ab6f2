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

_WRONG = Markup('<p class="su-wrong" role="alert"></p>')


def counts(day: Day) -> None:
    """What is left and done, in one line."""
    left = words.counted(len(day.stops), "stop")
    missed = f" · {day.missed_count:,} missed" if day.missed_count else ""
    page.below(f"{words.day(day.day)} · {left} left · {day.done_count:,} done{missed}")


def returned(day: Day) -> None:
    """What a supervisor sent back."""
    if day.returned:
        links = [link(VISIT.link(visit=each.visit_id), f"{each.unit_code or each.visit_no}") for each in day.returned]
        came = "Came back to you: " if len(links) == 1 else f"{len(links)} visits came back to you: "
        page.say("warning", Markup("{}{}").format(came, joined(links, ", ")))


def stops(actor: Actor, day: Day) -> None:
    """The next stop with its big button, then the others."""
    if not day.stops:
        done = "Everything is done." if day.done_count else "Nothing is planned for you today."
        step = Markup("{} {}").format("Your visits are in the list:", link(VISITS.link(), "Visits"))
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
    word, view = ("Hide the map", None) if is_map else ("Show the map", "map")
    shown = Markup('<a class="su-button su-second" href="{}" target="_self">{}{}</a>')
    parts = [shown.format(TODAY.link(view=view), icon("map"), word)]
    if day.is_arranged:
        parts.append(
            Markup(
                '<form data-post="/api/v1/visits/today/by-way"><button type="submit" class="su-button">{}Order by distance'
                "</button>{}</form>"
            ).format(icon("route"), _WRONG)
        )
    page.html(Markup('<div class="su-actions">{}</div>').format(joined(parts)))


def end() -> None:
    """The way to the end of the day."""
    button = Markup('<p class="su-actions"><a class="su-button su-second" href="{}" target="_self">{}End of the day</a></p>')
    page.html(button.format(MY_DAY.link(), icon("task_alt")))


def _next(actor: Actor, day: Day, stop: Stop) -> Markup:
    address = VISIT.link(visit=stop.visit_id)
    if stop.status == "started":
        button = Markup('<a class="su-button su-big" href="{}" target="_self">{}Go on with this visit</a>').format(
            address, icon("play_arrow")
        )
    else:
        button = Markup(
            '<form data-post="/api/v1/visits/{}/start" data-then="{}"><button type="submit" class="su-big">{}I am there: start'
            "</button>{}</form>"
        ).format(stop.visit_id, address, icon("play_arrow"), _WRONG)
    ways: list[Markup] = []
    if stop.latitude is not None and stop.longitude is not None:
        at = f"{stop.latitude:.5f},{stop.longitude:.5f}"
        ways.append(Markup('<a class="su-button su-second" data-geo="{}">{}Directions</a>').format(at, icon("directions")))
    if stop.phone and actor.role in phones.CALLING:
        ways.append(Markup('<a class="su-button su-second" href="tel:+{}">{}Call</a>').format(stop.phone, icon("call")))
    ways.append(cash_parts.taking(actor, stop.unit_id, stop.visit_id))
    ways.append(Markup('<a class="su-button su-second" href="{}" target="_self">Open</a>').format(address))
    return Markup(
        '<section class="su-first-stop" aria-label="Next stop"><p class="su-below">Next stop{}</p><h2>{}{}</h2><p>{}</p>'
        "<p><strong>{}</strong></p>{}<p class=\"su-actions\">{}</p></section>"
    ).format(
        _far(stop, " · "),
        stop.unit_code or stop.visit_no,
        _mark(day, stop),
        joined([Markup("{}").format(each) for each in _who(actor, stop)], Markup("<br>")),
        stop.task or PURPOSES[stop.purpose],
        button,
        joined(ways),
    )


def _row(actor: Actor, day: Day, stop: Stop, place: int, *, is_last: bool) -> Markup:
    who = " · ".join(_who(actor, stop))
    moves = Markup(
        '<form class="su-moves" data-post="/api/v1/visits/{}/place">'
        '<button type="submit" name="direction" value="up" class="su-tool" aria-label="{} earlier">{}</button>'
        '<button type="submit" name="direction" value="down" class="su-tool" aria-label="{} later"{}>{}</button></form>'
    ).format(
        stop.visit_id,
        stop.unit_code or stop.visit_no,
        icon("arrow_upward"),
        stop.unit_code or stop.visit_no,
        Markup(" disabled") if is_last else "",
        icon("arrow_downward"),
    )
    return Markup(
        '<li><span class="su-place">{}</span><a href="{}" target="_self"><strong>{}</strong>{}<span>{}</span>'
        "<span>{}{}</span></a>{}</li>"
    ).format(
        place,
        VISIT.link(visit=stop.visit_id),
        stop.unit_code or stop.visit_no,
        _mark(day, stop),
        who,
        stop.task or PURPOSES[stop.purpose],
        _far(stop, " · "),
        moves,
    )


def _who(actor: Actor, stop: Stop) -> list[str]:
    name = stop.holder_name if actor.may(Permission.ACCOUNT_READ) else None
    return [part for part in (words.place(stop.address or "", stop.area_name), name) if part]


def _mark(day: Day, stop: Stop) -> Markup:
    """What is out of the ordinary: it was begun, or is left from an earlier day."""
    if stop.status == "started":
        return Markup(" {}").format(badge("visit", stop.status))
    if stop.planned_on < day.day:
        return Markup(" <small>left from {}</small>").format(words.day(stop.planned_on))
    return Markup()


def _far(stop: Stop, before: str) -> str:
    if stop.metres is None:
        return ""
    return f"{before}{stop.metres:,} m" if stop.metres < 1000 else f"{before}{stop.metres / 1000:.1f} km"
