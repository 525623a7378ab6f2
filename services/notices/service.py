"""Telling people in the transaction of what happens, and reading what one was told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services import listing, messages
from services.notices import repository
from services.notices.kinds import FOLLOWED, TO_FOLLOW, address_of
from services.notices.listing_repository import NOTICES
from services.notices.models import About, Kind, NoticeRow
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import Forbidden, not_found

MOST_COUNTED: Final = 100
LONGEST: Final = 300


def tell(work: Work, kind: Kind, people: Sequence[int | None] | None, about: About, subject: str, event: str) -> None:
    """Tell colleagues (None: all who may know) what happens in this work: they are told if and only if it is committed.

    Who is inactive, may not know, or does not see where it happened is left out. `event` names what happened, such as
    'ticket 12 commented 34': told again, or to one person for two reasons, it is one notice.
    """
    named = None if people is None else sorted({each for each in people if each is not None})
    if named != []:
        _tell(work, kind, named, about, subject, event, kind.needs)


def tell_followers(
    work: Work, about: About, subject: str, event: str, *, of: Sequence[About] = (), tells_the_actor: bool = False
) -> None:
    """Tell who follows the record, as far as they see it today; whoever was told of this event otherwise is not told again.

    `of` are the records that they follow where the notice leads to another; `tells_the_actor` is for what goes on by itself.
    """
    kind = replace(FOLLOWED, tells_the_actor=tells_the_actor)
    _tell(work, kind, None, about, subject, event, TO_FOLLOW[about.noun], followed=of or (about,))


def of_account(work: Work, account_id: int) -> list[About]:
    """An account and its premises, as what people follow."""
    return [About("account", account_id), *(About("unit", each) for each in repository.units_of_account(work, account_id))]


def followed(work: Work, noun: str) -> set[str]:
    """What anybody of the organization follows, before many records are told of one by one."""
    return set(repository.followed(work, noun))


def _tell(
    work: Work,
    kind: Kind,
    people: Sequence[int] | None,
    about: About,
    subject: str,
    event: str,
    needs: Permission,
    *,
    followed: Sequence[About] = (),
) -> None:
    roles = [role.value for role in kind.roles(needs)]
    channels = [] if kind.is_in_app_only else [each.value for each in messages.channels()]
    href = address_of(about.noun, str(about.target))
    if repository.tell(
        work, kind, people, about, _short(subject), event, roles, href, channels, followed=followed
    ):
        messages.send_later(work)


def unread(work: Work, staff_id: int) -> int:
    """How many of one's own notices are unread, counted up to 100. Raises Forbidden for another's."""
    work.require(Permission.NOTICE_READ)
    if staff_id != work.actor.staff_id:
        raise Forbidden("Everybody reads their own notices.")
    return repository.unread(work, staff_id, MOST_COUNTED)


def page(work: Work, query: ListQuery) -> Page[NoticeRow]:
    """One page of one's own notices. Raises Forbidden, Invalid."""
    return listing.page(work, NOTICES, query)


def read(work: Work, notice_id: int) -> NoticeRow:
    """One's own notice, read from now on. Raises Forbidden, NotFound."""
    work.require(Permission.NOTICE_READ)
    repository.mark_read(work, notice_id)
    found = page(work, ListQuery(filters={"notice": str(notice_id)})).rows
    return found[0] if found else not_found("notice", notice_id)


def read_all(work: Work, newest: int) -> int:
    """All of one's own up to the newest that one looked at are read; returns how many were not. Raises Forbidden."""
    work.require(Permission.NOTICE_READ)
    return repository.mark_read_up_to(work, newest)


def _short(subject: str) -> str:
    """One line: texts that people wrote go along in it."""
    line = " ".join(subject.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
