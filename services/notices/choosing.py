"""How one wants to be told, when it is to be quiet, and what one follows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from services import messages
from services.notices import repository
from services.notices.kinds import BY_NAME, FOLLOWABLE, KINDS
from services.notices.models import Channel, Kind, Quiet
from services.permissions import Permission
from services.work import Work
from utils.errors import Forbidden, Invalid

_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_HOURS: Final = "Write quiet hours like 22:00-07:00, from when to when; leave them empty for none."
NEVER_FOLLOWED: Final = "followed.changed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of notice with whether one is told of it, by channel; only the channels that there are."""

    kind: Kind
    by: Mapping[Channel, bool]


@dataclass(frozen=True, slots=True)
class Choices:
    """All that one may choose, and one's quiet hours."""

    wanted: tuple[Wanted, ...]
    quiet: Quiet | None
    channels: tuple[Channel, ...]


def choices(work: Work) -> Choices:
    """How one is told of what one may be told. Raises Forbidden."""
    work.require(Permission.NOTICE_READ)
    channels = (Channel.APP, *(Channel(each) for each in messages.channels()))
    chosen = {(each.kind, each.channel): each.is_wanted for each in repository.choices(work)}
    wanted = tuple(
        Wanted(kind, {each: chosen.get((kind.name, each), _usual(kind, each)) for each in channels if _is_open(kind, each)})
        for kind in KINDS
        if work.actor.role in kind.roles()
    )
    return Choices(wanted, repository.quiet(work), channels)


def choose(work: Work, wanted: Mapping[tuple[str, str], bool], quiet_hours: str) -> Choices:
    """Keep choices by (kind, channel), and quiet hours such as '22:00-07:00' ('' for none). Raises Forbidden, Invalid."""
    work.require(Permission.NOTICE_READ)
    for kind_name, channel in wanted:
        kind = BY_NAME.get(kind_name)
        if kind is None or work.actor.role not in kind.roles():
            raise Invalid({"kind": f"There is no notice {kind_name} for you to choose."})
        if channel not in list(Channel) or not _is_open(kind, Channel(channel)):
            raise Invalid({"channel": f"You are not told of this by {channel}."})
    hours = _hours(quiet_hours)
    for (kind_name, channel), is_wanted in wanted.items():
        repository.choose(work, kind_name, Channel(channel), is_wanted=is_wanted)
    if hours is None:
        repository.end_quiet(work)
    else:
        repository.be_quiet(work, hours.starts_at, hours.ends_at)
    return choices(work)


def follow(work: Work, noun: str, target: str | int) -> None:
    """Be told of what changes on a record that one has just looked at, as long as one may see it. Raises Forbidden, Invalid."""
    _check_followable(work, noun)
    repository.follow(work, noun, str(target))


def follow_on(work: Work, noun: str, gone: int, goes_on: int, people: Sequence[int | None]) -> None:
    """Whoever follows a record that goes on in another follows that one from now on, and so do these people."""
    repository.follow_on(work, noun, str(gone), str(goes_on), sorted({each for each in people if each is not None}))


def unfollow(work: Work, noun: str, target: str | int) -> None:
    """Be told of it no longer. Raises Forbidden, Invalid."""
    _check_followable(work, noun)
    repository.unfollow(work, noun, str(target))


def follows(work: Work, noun: str, target: str | int) -> bool:
    """Whether one follows a record. Raises Forbidden, Invalid."""
    _check_followable(work, noun)
    return repository.follows(work, noun, str(target))


def _check_followable(work: Work, noun: str) -> None:
    work.require(Permission.NOTICE_READ)
    if noun not in FOLLOWABLE:
        raise Invalid({"noun": f"One follows a {', '.join(FOLLOWABLE)}."})
    if not work.actor.may(FOLLOWABLE[noun]):
        raise Forbidden(f"Your role does not see {noun}s.")


def _usual(kind: Kind, channel: Channel) -> bool:
    return channel is Channel.APP or (channel is Channel.EMAIL and kind.by_email)


def _is_open(kind: Kind, channel: Channel) -> bool:
    return channel is Channel.APP or not kind.is_in_app_only


def _hours(text: str) -> Quiet | None:
    typed = text.strip().replace("–", "-").replace(" ", "")
    if not typed:
        return None
    ends = [_TIME.fullmatch(part) for part in typed.split("-")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise Invalid({"quiet_hours": _HOURS})
    starts_at, ends_at = (time(int(each[1]), int(each[2])) for each in (ends[0], ends[1]))
    if starts_at == ends_at:
        raise Invalid({"quiet_hours": "Quiet hours end at another time than they start."})
    return Quiet(starts_at, ends_at)
