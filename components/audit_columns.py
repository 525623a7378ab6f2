"""How audit entries stand in a list, and where each leads."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from components import page, words
from components.screens import (
    ACCOUNT,
    ACTIVITY,
    AREAS,
    AUDIT_ENTRY,
    BILL,
    BILL_RUN,
    BULK_CHANGE,
    IMPORT,
    JOB,
    PAYMENT,
    READING,
    STAFF_MEMBER,
    TARIFF,
    TICKET,
    UNIT,
    VISIT,
    Screen,
)
from components.table import Column, Kind
from services import activity
from services.activity import Entry
from services.audit import Seal
from services.permissions import Permission
from services.work import Actor

# The page of each kind of record and the parameter that names one; the longer names first.
PAGES: Final[Sequence[tuple[str, Screen, str]]] = (
    ("bill run ", BILL_RUN, "run"),
    ("bulk change ", BULK_CHANGE, "change"),
    ("unit ", UNIT, "unit"),
    ("account ", ACCOUNT, "account"),
    ("area ", AREAS, "area"),
    ("bill ", BILL, "bill"),
    ("payment ", PAYMENT, "payment"),
    ("staff ", STAFF_MEMBER, "member"),
    ("reading ", READING, "reading"),
    ("tariff ", TARIFF, "tariff"),
    ("import ", IMPORT, "import"),
    ("job ", JOB, "job"),
    ("ticket ", TICKET, "ticket"),
    ("visit ", VISIT, "visit"),
    ("challan ", VISIT, "visit"),
)
_THROUGH: Final = dict(activity.ORIGINS)


def columns(actor: Actor, *, has_who: bool = True) -> Sequence[Column[Entry]]:
    """Columns of a list of entries; without the person where the list is of one."""
    who = (Column[Entry]("Who", "who", is_desk_only=True),) if has_who else ()
    return (
        Column[Entry]("What happened", lambda row: sentence(actor, row), sub="reason", name="sentence"),
        Column[Entry]("When", "recorded_at", Kind.MOMENT),
        *who,
        Column[Entry]("Record", "ref", is_desk_only=True),
        Column[Entry]("Through", through, name="origin", is_desk_only=True),
    )


def feed_columns(actor: Actor) -> Sequence[Column[Entry]]:
    """Columns of the feed, which everybody reads: a sentence and when."""
    return (
        Column[Entry]("What happened", lambda row: sentence(actor, row), sub="reason", name="sentence"),
        Column[Entry]("When", "recorded_at", Kind.MOMENT),
    )


def sealed(actor: Actor, seal: Seal | None) -> None:
    """How far the trail is sealed, with the fingerprint to note down."""
    if seal is None:
        page.below("Nothing is sealed yet: a worker seals what was written some minutes ago.")
        return
    page.below(
        Markup(
            "Sealed up to entry {} on {}. Fingerprint <code>{}</code>: noted down elsewhere, it proves later that nothing "
            "before it was changed, added or removed."
        ).format(words.number(seal.upto_audit_id), words.moment(seal.sealed_at, actor.time_zone), in_groups(seal.fingerprint))
    )


def seal_word(actor: Actor, seal: Seal | None) -> str:
    """The seal that one entry is under."""
    if seal is None:
        return "Not yet; within some minutes"
    return f"No. {seal.seal_no:,} of {words.moment(seal.sealed_at, actor.time_zone)}, {in_groups(seal.fingerprint)}"


def in_groups(fingerprint: str) -> str:
    """The first 16 digits in groups of four; the chance that another begins so is nil."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, 16, 4))


def sentence(actor: Actor, entry: Entry) -> str:
    """What was done, as this person may read it."""
    may_identify = actor.may(Permission.ACCOUNT_IDENTIFY)
    return activity.sentence(entry.who, entry.action, entry.ref, entry.before, entry.after, may_identify=may_identify)


def whence(entry: Entry) -> str:
    """From where: 'Chrome on Android, 203.0.113.7', 'job 12'; '' where that is not known or not for this person."""
    return ", ".join(filter(None, (entry.device, entry.address)))


def through(entry: Entry) -> str:
    """The face that it came through."""
    return _THROUGH.get(entry.origin, entry.origin)


def href(entry: Entry) -> str:
    """The address of an entry."""
    return AUDIT_ENTRY.link(entry=entry.audit_id)


def feed_href(actor: Actor, entry: Entry) -> str:
    """Where a line of the feed leads: to its record, else to all that happened to that."""
    return record_href(actor, entry) or ACTIVITY.link(q=entry.ref)


def record_href(actor: Actor, entry: Entry) -> str | None:
    """The page of the record, where it has one that this person may open."""
    for start, screen, parameter in PAGES:
        if entry.target and entry.ref.startswith(start):
            return screen.link(**{parameter: entry.target}) if screen.is_for(actor) else None
    return None
