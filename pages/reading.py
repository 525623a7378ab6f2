"""One reading: what was read, whether it looks right, and the decision about one that does not."""

from components import asked, decision_form, facts, history, page, words
from components.bill_columns import class_word
from components.markup import link
from components.screens import ACCOUNT, READING, READINGS
from components.status import badge
from services import metering
from services.permissions import Permission
from services.work import begin
from utils.errors import NotFound

actor = page.begin(READING)
reading_id = asked.number("reading")

with page.telling() as told:
    if reading_id is None:
        raise NotFound("reading", asked.text("reading") or "(none named)")
    with begin(actor) as work:
        reading = metering.get(work, reading_id)
        suspicion = metering.suspicion_of(work, reading_id)

if told.is_ok:
    use = f"{words.number(reading.quantity)} {reading.unit_of_measure}"
    page.head(
        f"Reading of meter {reading.meter_no}",
        mark=badge("reading", reading.status),
        below=f"{use} for {words.month(reading.period)}",
        back=("Readings", READINGS.link()),
    )
    if suspicion:
        page.say("warning" if reading.status == "suspect" else "waiting", suspicion)
    facts.show(
        [
            ("Use", use),
            ("Period", words.month(reading.period)),
            ("Read on", words.day(reading.read_on)),
            ("Account", link(ACCOUNT.link(account=reading.account_id), f"{reading.account_code} · {reading.holder_name}")),
            ("Area", reading.area_name),
            ("Class", class_word(reading.customer_class)),
            ("Source", reading.source.capitalize()),
            ("Meter", link(READINGS.link(meter=reading.meter_id), f"Every reading of {reading.meter_no}")),
        ]
    )
    if reading.status == "suspect" and actor.may(Permission.READING_DECIDE):
        decision_form.show(actor, reading)
    history.show(actor, f"reading {reading.reading_id}")
