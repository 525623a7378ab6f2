"""Taking a period from nothing to issued bills, or on from wherever it stands."""

import signal
import sys
import time
from argparse import ArgumentParser, Namespace, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from typing import Final

from commands.acting import add_organization, member, text
from services import bill_runs, organizations, staff
from services.bill_runs import Cycle, GroupTotal, Review, Run, RunStatus
from services.paging import ListQuery
from services.permissions import Permission
from services.work import Actor, begin
from utils import month
from utils.errors import AppError, Conflict, Invalid, NotFound
from utils.money import format_money

DONE: Final = frozenset({RunStatus.ISSUED, RunStatus.CLOSED, RunStatus.REVERSING})
GONE: Final = frozenset({RunStatus.CANCELLED, RunStatus.REVERSED})
MOST_SHOWN: Final = 10
PATIENCE_SECONDS: Final = 300


def register(subparsers: "_SubParsersAction[ArgumentParser]") -> None:
    """run-period."""
    words = "create, calculate, approve and issue the bills of a period"
    parser = subparsers.add_parser("run-period", help=words, description=words)
    add_organization(parser)
    parser.add_argument("--period", required=True, type=text, metavar="YYYY-MM", help="the month to bill")
    parser.add_argument("--cycle", type=text, metavar="CODE", help="the billing cycle, where there are several")
    parser.add_argument("--as", dest="username", type=text, metavar="USER", help="who creates and issues the run")
    parser.add_argument("--approve-as", type=text, metavar="USER", help="who approves it: another person")
    parser.add_argument("--stop-at", choices=("review", "approved", "issued"), default="issued", help="how far to go (issued)")
    parser.set_defaults(run=_run_period)


def _run_period(arguments: Namespace) -> None:
    period = month.parse(arguments.period)
    creator = _creator(arguments)
    run = _find_or_create(creator, _cycle(creator, arguments.cycle, arguments.org), period)
    run = _calculated(creator, run)
    if run.status == RunStatus.REVIEW:
        _tell_review(creator, run)
    if arguments.stop_at == "review":
        _tell_next(run)
        return
    if run.status == RunStatus.REVIEW:
        approver = member(arguments.org, Permission.BILL_RUN_APPROVE, arguments.approve_as, {run.created_by}, "--approve-as")
        with begin(approver) as work:
            run = bill_runs.approve(work, run.run_id)
        print(f"Approved by {approver.username}.", flush=True)
    if arguments.stop_at == "approved":
        _tell_next(run)
        return
    _issue(arguments, creator, run)


def _creator(arguments: Namespace) -> Actor:
    """Who runs it: the person named, else somebody beside whom another person is left to approve it."""
    first = member(arguments.org, Permission.BILL_RUN_CREATE, arguments.username)
    if arguments.username is not None or arguments.stop_at == "review":
        return first
    org_id = organizations.find(arguments.org).org_id
    approvers = {actor.staff_id for actor in staff.actors_with(org_id, Permission.BILL_RUN_APPROVE)}
    if arguments.approve_as is not None:
        approver = member(arguments.org, Permission.BILL_RUN_APPROVE, arguments.approve_as)
        return member(arguments.org, Permission.BILL_RUN_CREATE, besides={approver.staff_id})
    if approvers - {first.staff_id}:
        return first
    try:
        return member(arguments.org, Permission.BILL_RUN_CREATE, besides=approvers)
    except Conflict:
        return first


def _cycle(actor: Actor, code: str | None, org_code: str) -> Cycle:
    with begin(actor) as work:
        known = bill_runs.list_cycles(work)
    names = ", ".join(cycle.code for cycle in known)
    if not known:
        raise Conflict(f"{org_code} has no billing cycle yet; add one before its periods can be billed.")
    if code is None and len(known) > 1:
        raise Invalid({"cycle": f"{org_code} has several billing cycles; name one with --cycle: {names}."})
    for cycle in known:
        if code in (None, cycle.code):
            return cycle
    raise NotFound("billing cycle", f"{code} in {org_code} (there are: {names})")


def _find_or_create(actor: Actor, cycle: Cycle, period: date) -> Run:
    query = ListQuery(filters={"cycle": cycle.code, "period": f"{period:%Y-%m}"}, size=200)
    with begin(actor) as work:
        found = [run for run in bill_runs.page(work, query).rows if run.status not in GONE]
        if not found:
            run = bill_runs.create(work, cycle.code, period)
            print(f"Created run {run.run_id}: {cycle.name}, {month.show(period)}, as {actor.username}.", flush=True)
            return run
    run = found[0]
    if run.status in DONE:
        raise Conflict(
            f"{cycle.name}, {month.show(period)}, is {run.status} already (run {run.run_id}, {run.bill_count:,} bills); "
            "nothing was changed."
        )
    print(f"Going on with run {run.run_id}: {cycle.name}, {month.show(period)}, which is {run.status}.", flush=True)
    return run


def _calculated(actor: Actor, run: Run) -> Run:
    if run.status in (RunStatus.DRAFT, RunStatus.FAILED):
        with begin(actor) as work:
            run = bill_runs.calculate(work, run.run_id)
    if run.status != RunStatus.CALCULATING:
        return run
    print("Calculating …", flush=True)
    with begin(actor) as work:
        bill_runs.plan(work, run.run_id)
    done = _work_off(actor, run.run_id)
    if done.status != RunStatus.REVIEW:
        reason = f": {done.failure}" if done.failure else ""
        raise Conflict(f"Run {run.run_id} is {done.status} and not ready for review{reason}. Repeat the command to go on.")
    return done


def _issue(arguments: Namespace, creator: Actor, run: Run) -> None:
    issuer = creator
    if not creator.may(Permission.BILL_RUN_ISSUE):
        issuer = member(arguments.org, Permission.BILL_RUN_ISSUE, arguments.username)
    if run.status == RunStatus.APPROVED:
        with begin(issuer) as work:
            run = bill_runs.issue(work, run.run_id)
    print("Issuing …", flush=True)
    run = _work_off(issuer, run.run_id)
    if run.status != RunStatus.ISSUED:
        raise Conflict(f"Run {run.run_id} is {run.status}; repeat the command to go on.")
    issued = run.bill_count - run.held_count
    due = f", due {run.due_on:%d %b %Y}" if run.due_on else ""
    held = f"; {run.held_count:,} held back" if run.held_count else ""
    print(f"Issued {issued:,} bills, {format_money(run.demand, issuer.currency)}{due}{held}.")


def _work_off(actor: Actor, run_id: int) -> Run:
    """Do the run's present stage here, by two processes where it has several shards."""
    with begin(actor) as work:
        is_large = bill_runs.progress(work, run_id).total_shards > 1
    if is_large:
        beside = get_context("fork").Process(target=_help_out, args=(actor, run_id), daemon=True)
        beside.start()
        try:
            bill_runs.work_off(actor, run_id)
            beside.join()
        finally:
            # What it had open is rolled back in the database.
            beside.terminate()
            beside.join()
    return _wait_for_others(actor, run_id)


def _wait_for_others(actor: Actor, run_id: int) -> Run:
    """Until the background workers have ended what they took; what they let go is done here."""
    done, since = -1, time.monotonic()
    while True:
        bill_runs.work_off(actor, run_id)
        with begin(actor) as work:
            run, progress = bill_runs.get(work, run_id), bill_runs.progress(work, run_id)
        if run.status not in (RunStatus.CALCULATING, RunStatus.ISSUING):
            return run
        if progress.done_shards != done:
            done, since = progress.done_shards, time.monotonic()
        if time.monotonic() - since > PATIENCE_SECONDS:
            return run
        time.sleep(0.2)


def _help_out(actor: Actor, run_id: int) -> None:
    """The second process: it says nothing, since a refusal is kept with the run and the first process tells it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AppError):
        bill_runs.work_off(actor, run_id)


def _tell_review(actor: Actor, run: Run) -> None:
    with begin(actor) as work:
        review = bill_runs.review(work, run.run_id)
        held = bill_runs.exceptions(work, run.run_id, ListQuery(filters={"state": "open"}, size=MOST_SHOWN))
    _tell_totals(review, actor.currency)
    for count in review.exceptions:
        print(f"  held: {count.bill_count:,} for {count.kind.replace('_', ' ')}")
    for row in held.rows:
        print(f"    {row.bill_no} of {row.account_code}: {row.reason}")
    if held.next_key is not None:
        print("    … and more; the screen of the run lists them all.")
    sys.stdout.flush()


def _tell_totals(review: Review, currency: str) -> None:
    held = f"; {review.run.held_count:,} held back" if review.run.held_count else ""
    print(f"In review: {review.run.bill_count:,} bills, {format_money(review.run.demand, currency)}{held}.")
    groups: tuple[tuple[str, tuple[GroupTotal, ...]], ...] = (("by area", review.by_area), ("by class", review.by_class))
    for words, totals in groups:
        print(f"  {words}:")
        for total in totals[:MOST_SHOWN]:
            before = f", {format_money(total.previous_demand, currency)} the period before" if total.previous_count else ""
            print(f"    {total.label}: {total.bill_count:,} bills, {format_money(total.demand, currency)}{before}")
        if len(totals) > MOST_SHOWN:
            print(f"    … and {len(totals) - MOST_SHOWN:,} more")


def _tell_next(run: Run) -> None:
    print(f"Run {run.run_id} is {run.status}; the same command without --stop-at goes on from here.")
