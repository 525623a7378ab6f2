"""One bill run: where it stands, what may be done next, its progress, and what a reviewer decides on."""

from datetime import datetime

from components import asked, facts, history, page, release_form, run_actions, run_progress, run_review, run_words, words
from components.markup import link
from components.screens import BILL_RUN, BILL_RUNS, BILLS
from components.status import badge
from services import bill_runs
from services.bill_runs import Review, Run, RunStatus
from services.work import Work, begin
from utils.errors import Invalid, NotFound

actor = page.begin(BILL_RUN)
run_id, level, to_release = asked.number("run"), asked.number("level"), asked.text("release")
IN_WORK = {RunStatus.CALCULATING, RunStatus.ISSUING}
WITH_TOTALS = {RunStatus.REVIEW, RunStatus.APPROVED, RunStatus.ISSUED, RunStatus.CLOSED}


def reviewed(work: Work, run_id: int) -> Review:
    """The review at the level of the address; a level that the tree does not have is the usual one."""
    try:
        return bill_runs.review(work, run_id, level)
    except Invalid:
        return bill_runs.review(work, run_id)


def who_did_what(run: Run) -> None:
    """The people and moments of a run."""

    def done(by: str | None, at: datetime | None) -> str | None:
        return f"{by}, {words.moment(at, actor.time_zone)}" if by and at else None

    pairs = [
        ("Created", done(run.creator_name, run.created_at)),
        ("Calculated", run.calculated_at and words.moment(run.calculated_at, actor.time_zone)),
        ("Approved", done(run.approver_name, run.approved_at)),
        ("Issued", done(run.issuer_name, run.issued_at)),
        ("Due", run.due_on and words.day(run.due_on)),
        ("Its bills", link(BILLS.link(run=run.run_id), "Open the list") if run.bill_count else None),
    ]
    facts.show([(label, value) for label, value in pairs if value])


def show(run: Run, found: Review | None) -> None:
    """The whole page of one run."""
    mark = badge("bill_run", run.status)
    page.head(run_words.title(run), mark=mark, below=f"Run {run.run_id}", back=("Bill runs", BILL_RUNS.link()))
    sentence = run_actions.next_sentence(run, actor)
    if sentence:
        page.say("bad" if run.status == RunStatus.FAILED else "waiting", sentence)
    if run.status in IN_WORK:
        run_progress.watch(run)
    run_actions.show(run, found, actor)
    if found:
        run_review.show_figures(found, actor)
        run_review.show_totals(found, actor)
        run_review.show_exceptions(found, actor)
    page.section("Who did what")
    who_did_what(run)
    history.show(actor, run.ref)


with page.telling() as told:
    if run_id is None:
        raise NotFound("bill run", asked.text("run") or "(none named)")
    with begin(actor) as work:
        run = bill_runs.get(work, run_id)
        found = reviewed(work, run_id) if run.status in WITH_TOTALS else None

if told.is_ok:
    show(run, found)
    if to_release and run.status == RunStatus.REVIEW:
        release_form.show(actor, to_release)
