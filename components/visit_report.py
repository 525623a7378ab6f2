"""What an agent does on a visit: start it, say what was found, or why it was missed; plain forms that wait for the signal."""

from collections.abc import Sequence

from markupsafe import Markup

from components import drafts, page, words
from components.markup import icon, joined
from components.visit_columns import OUTCOMES
from services import visits
from services.visits import Fine, Step, Visit, VisitRow
from services.work import Actor
from utils import clock
from utils.wording import apart, worded

_WRONG = Markup('<p class="su-wrong" role="alert"></p>')


def show(actor: Actor, visit: Visit, fines: Sequence[Fine]) -> None:
    """The forms of the steps that the agent may take now."""
    row = visit.row
    today = clock.local_date(clock.now(), actor.time_zone)
    steps = visits.steps_of(row.status)
    if row.planned_on > today and Step.START in steps:
        day = words.day(row.planned_on)
        page.say("waiting", worded("This visit is planned for {day}; it begins on that day.", day=day))
        return
    if row.status == "returned":
        said = next((each.note for each in reversed(visit.events) if each.step == Step.RETURN), "")
        page.say("warning", worded("{name} returned it: {note}", name=row.decider_name, note=said))
    parts: list[Markup] = []
    if Step.START in steps:
        parts.append(_start(row))
    if Step.SUBMIT in steps:
        parts.append(_found(actor, visit, fines))
    if Step.MISS in steps:
        parts.append(_missed(row))
    if parts:
        page.html(joined(parts))
    elif row.status == "submitted":
        at = words.moment(row.submitted_at, actor.time_zone)
        page.say("good", worded("Submitted at {moment}; it waits for a decision.", moment=at))


def _start(row: VisitRow) -> Markup:
    word = worded("I am there: start")
    button = Markup('<button type="submit" class="su-big">{}{}</button>').format(icon("play_arrow"), word)
    return Markup('<form class="su-field" data-post="/api/v1/visits/{}/start">{}{}</form>').format(row.visit_id, button, _WRONG)


def _found(actor: Actor, visit: Visit, fines: Sequence[Fine]) -> Markup:
    row = visit.row
    radios = joined([
        Markup('<label><input type="radio" name="outcome" value="{}" required{}><span>{}</span></label>').format(
            value, Markup(" checked") if value == row.outcome else "", worded(word)
        )
        for value, word in OUTCOMES.items()
    ])  # fmt: skip
    at = f"{visit.place.latitude:.6f},{visit.place.longitude:.6f}" if visit.place and visit.place.latitude is not None else ""
    parts = [
        Markup('<fieldset class="su-choices"><legend>{}</legend>{}</fieldset>').format(worded("What did you find?"), radios),
        _challan(actor, row, fines),
        _reading(visit),
        Markup('<label>{}<textarea name="note" maxlength="2000" rows="3">{}</textarea></label>').format(worded("Note"), row.note),
        Markup(
            '<div class="su-locate"><button type="button" class="su-button" data-locate="{}">{}{}</button>'
            '<output data-located></output><input type="hidden" name="latitude"><input type="hidden" name="longitude">'
            '<input type="hidden" name="accuracy_metres"></div>'
        ).format(at, icon("my_location"), worded("Take the position")),
        Markup('<input type="hidden" name="mark" value="{}">').format(row.mark),
        _WRONG,
        Markup('<button type="submit" class="su-big">{}{}</button>').format(icon("send"), worded("Submit the visit")),
    ]
    return Markup('<form class="su-field" data-post="/api/v1/visits/{}/submit">{}{}</form>').format(
        row.visit_id, drafts.mark("visit.submit", row.visit_id), joined(parts)
    )


def _challan(actor: Actor, row: VisitRow, fines: Sequence[Fine]) -> Markup:
    options = joined([
        Markup('<option value="{}"{}>{} · {}</option>').format(
            each.code, Markup(" selected") if each.words == row.challan_words else "", apart(each.words),
            apart(words.money(each.amount, actor.currency)),
        )
        for each in fines
    ])  # fmt: skip
    return Markup('<label class="su-fine">{}<select name="fine_code"><option value="">{}</option>{}</select></label>').format(
        worded("Challan for"), worded("Choose"), options
    )


def _reading(visit: Visit) -> Markup:
    meters = visit.place.meter_nos if visit.place else []
    if not meters or visit.row.reading_id is not None:
        return Markup()
    field = Markup('<label>{}<input name="reading" inputmode="decimal" autocomplete="off" maxlength="20"></label>')
    if len(meters) == 1:
        return field.format(worded("Use since the last reading, meter {meter}", meter=meters[0]))
    options = joined([Markup('<option value="{0}">{0}</option>').format(each) for each in meters])
    choice = Markup('<label>{}<select name="meter_no"><option value="">{}</option>{}</select></label>')
    return choice.format(worded("Meter"), worded("Choose"), options) + field.format(worded("Use since the last reading"))


def _missed(row: VisitRow) -> Markup:
    return Markup(
        '<details class="su-fold su-missed"><summary>{}</summary>'
        '<form class="su-field" data-post="/api/v1/visits/{}/miss">{}<label>{}<select name="reason" required>'
        '<option value="">{}</option>{}</select></label><label>{}'
        '<textarea name="note" maxlength="2000" rows="2"></textarea></label>{}'
        '<button type="submit" class="su-button">{}{}</button></form></details>'
    ).format(
        worded("I cannot make this visit"),
        row.visit_id,
        drafts.mark("visit.miss", row.visit_id),
        worded("Why?"),
        worded("Choose"),
        reasons(),
        worded("In your words"),
        _WRONG,
        icon("event_busy"),
        worded("Say that it was missed"),
    )


def reasons() -> Markup:
    """The reasons for a missed visit as options."""
    option = Markup('<option value="{}">{}</option>')
    return joined([option.format(value, worded(word)) for value, word in visits.MISSED_FOR])
