"""The archive: settled bills of months long closed, moved out of the hot tables, readable as ever, brought back at will."""

from services.archives.models import ArchivedMonth, MonthPreview, Move, MoveKind, MoveStatus, Preview
from services.archives.rules import FEWEST_MONTHS, MOST_MONTHS, USUAL_MONTHS, why_bills_stay
from services.archives.service import (
    RUN,
    archive,
    archived_month,
    bring_back,
    check_can_bill,
    fail,
    get,
    latest,
    months,
    preview,
    resume,
    start_again,
    unarchive,
)
from services.archives.working import run, step, unfinished

__all__ = [
    "FEWEST_MONTHS",
    "MOST_MONTHS",
    "RUN",
    "USUAL_MONTHS",
    "ArchivedMonth",
    "MonthPreview",
    "Move",
    "MoveKind",
    "MoveStatus",
    "Preview",
    "archive",
    "archived_month",
    "bring_back",
    "check_can_bill",
    "fail",
    "get",
    "latest",
    "months",
    "preview",
    "resume",
    "run",
    "start_again",
    "step",
    "unarchive",
    "unfinished",
    "why_bills_stay",
]
