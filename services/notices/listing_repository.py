"""What the list of one's notices holds, how it is narrowed and in which order it comes."""

from typing import Final

from services.listing import Condition, Days, Field, Kind, Listing, OneOf, Same, Sort, Whether
from services.notices.kinds import KINDS
from services.notices.models import NoticeRow
from services.permissions import Permission
from services.searching import cleaned
from services.work import Work


def _sought(work: Work, text: str) -> Condition:  # noqa: ARG001 all searches are asked alike
    words = cleaned(text).lower().split()
    sql = """NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS part (word) WHERE strpos(lower(n.subject), part.word) = 0)"""
    return Condition(sql, {"words": words}) if words else Condition("")


def _own(work: Work) -> Condition:
    return Condition("n.staff_id = %(own_staff_id)s", {"own_staff_id": work.actor.staff_id})


NOTICES: Final = Listing(
    noun="notice",
    nouns="notices",
    permission=Permission.NOTICE_READ,
    row=NoticeRow,
    base="notifications n",
    alias="n",
    key=("n.notice_id",),
    ids=(
        ("n.notice_id", "notice_id"),
        ("n.kind", "kind"),
        ("n.noun", "noun"),
        ("n.target", "target"),
        ("n.read_at IS NULL", "is_unread"),
    ),
    fields=(
        Field("subject", "Notice", Kind.TEXT, "n.subject"),
        Field("created_at", "When", Kind.MOMENT, "n.created_at"),
        Field("read_at", "Read", Kind.MOMENT, "n.read_at"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("n.notice_id", "notice_id"),), is_descending=True),
        Sort("oldest", "Oldest first", (("n.notice_id", "notice_id"),)),
    ),
    filters=(
        Whether("unread", "Unread", "n.read_at IS NULL", "n.read_at IS NOT NULL"),
        OneOf("kind", "Kind", "n.kind", tuple((kind.name, kind.title) for kind in KINDS)),
        Days("told", "When", "n.created_at", is_moment=True),
        Same("notice", "Notice", "n.notice_id"),
    ),
    search=_sought,
    reach=_own,
)
