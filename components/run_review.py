"""What a reviewer of a bill run looks at: its figures, sums by area and class, and what was held back."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import streamlit as st
from markupsafe import Markup

from components import browser, browser_query, cards, page, run_words, table, words
from components.bill_columns import class_word
from components.browser import Browser
from components.cards import Figure
from components.filters import Choice, chip
from components.markup import link
from components.screens import BILL, BILL_RUN, BILLS
from components.table import Column, Kind, Writer
from services import bill_runs
from services.bill_runs import ExceptionRow, GroupTotal, Review, RunStatus
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Actor, begin

MOST: Final = 200
KIND_WORDS: Final = {"no_tariff": "No tariff", "no_price": "No price", "outlier": "Unusual quantity", "by_hand": "Held by hand"}
CAN_BE_RELEASED: Final = frozenset({"outlier", "by_hand"})


def show_figures(found: Review, actor: Actor) -> None:
    """The bills that go out, their demand, and the held ones, beside the run before."""
    total, run = found.total, found.run
    count = run_words.issued_count(total)
    before = words.month(found.previous.period) if found.previous else ""
    than = run_words.compared(count, total.previous_count, before) if before else "the first run of this cycle"
    rate = run_words.change(total.demand, total.previous_demand)
    money = f"{rate} on the {words.money(total.previous_demand, actor.currency)} of {before}" if before else ""
    issued = run.status in {RunStatus.ISSUED, RunStatus.CLOSED}
    figures = [
        Figure("Bills issued" if issued else "Bills to issue", f"{count:,}", than, href=BILLS.link(run=run.run_id)),
        Figure("Demand", words.money(total.demand, actor.currency), money),
        Figure(
            "Held back",
            f"{total.held_count:,}",
            f"of {words.counted(total.bill_count, 'bill')}, {words.money(total.held_demand, actor.currency)}",
            "warning" if total.held_count else "",
            BILLS.link(run=run.run_id, status="held") if total.held_count else "",
        ),
    ]
    cards.show(figures)


def show_totals(found: Review, actor: Actor) -> None:
    """Sums by area, at the level chosen, and by customer class."""
    run = found.run
    against = f"Compared with {words.month(found.previous.period)}, the last period issued." if found.previous else ""
    page.section("By area", against)
    if len(found.levels) > 1:
        st.html(_levels(found))
    rows = found.by_area[:MOST]
    if rows:
        _sums(found, rows, "Area", actor)
    if len(found.by_area) > MOST:
        st.caption(f"The first {MOST} of {len(found.by_area):,} areas by name; a higher level shows all in fewer rows.")
    if found.by_class:
        page.section("By customer class", against)
        _sums(found, found.by_class, "Class", actor)
    if not rows:
        page.notice("inbox", "This run holds no bill.", link(BILLS.link(run=run.run_id), "Its bills"))


def _levels(found: Review) -> Markup:
    here = {"run": str(found.run.run_id), "level": str(found.depth)}
    asked = browser_query.read(f"/{BILL_RUN.url}", here, list(here), [])
    options = [(str(level.depth), level.label.capitalize()) for level in found.levels]
    return Markup('<div class="su-tools">{}</div>').format(chip(Choice("level", "Level", options), asked))


def _sums(found: Review, rows: Sequence[GroupTotal], label: str, actor: Actor) -> None:
    total = found.total
    columns: list[Column[GroupTotal]] = [
        Column[GroupTotal](label, _area_label if label == "Area" else _class_label, total="All"),
        Column[GroupTotal]("Bills", run_words.issued_count, Kind.NUMBER, total=run_words.issued_count(total)),
        Column[GroupTotal]("Held", "held_count", Kind.NUMBER, total=total.held_count),
    ]
    if found.previous:
        columns += [
            Column[GroupTotal]("More or fewer bills", _more, Kind.NUMBER, total=_more(total)),
            Column[GroupTotal](f"Demand {words.short_month(found.previous.period)}", "previous_demand", Kind.MONEY,
                               total=total.previous_demand, is_desk_only=True),
        ]  # fmt: skip
    columns.append(Column[GroupTotal]("Demand", "demand", Kind.MONEY, is_lead=True, total=total.demand))
    if found.previous:
        columns += [
            Column[GroupTotal]("Difference", _difference, Kind.MONEY, total=_difference(total)),
            Column[GroupTotal]("Change", _change, Kind.NUMBER, total=_change(total)),
        ]
    run_id = found.run.run_id
    table.show(
        columns,
        rows,
        Writer(actor.currency, actor.time_zone),
        (lambda row: BILLS.link(run=run_id, area=row.area_id)) if label == "Area" else None,
    )


def _area_label(row: GroupTotal) -> str:
    return row.label


def _class_label(row: GroupTotal) -> str:
    return class_word(row.label)


def _more(row: GroupTotal) -> str:
    return run_words.difference(run_words.issued_count(row), row.previous_count)


def _difference(row: GroupTotal) -> Decimal:
    return row.demand - row.previous_demand


def _change(row: GroupTotal) -> str:
    return run_words.change(row.demand, row.previous_demand)


def show_exceptions(found: Review, actor: Actor) -> None:
    """What was held back and why, paged; those that a person may release carry a link that does it."""
    run = found.run
    may_release = run.status == RunStatus.REVIEW and actor.may(Permission.BILL_RELEASE)
    counts = [f"{KIND_WORDS.get(each.kind, each.kind)}: {words.counted(each.bill_count, 'bill')}" for each in found.exceptions]
    page.section("Exceptions", " · ".join(counts) if counts else "Nothing is held back.")
    if not _has_any(run.run_id, actor):
        return

    def fetch(query: ListQuery) -> Page[ExceptionRow]:
        with begin(actor) as work:
            return bill_runs.exceptions(work, run.run_id, query)

    columns: list[Column[ExceptionRow]] = [
        Column("Bill", "bill_no", Kind.CODE),
        Column("Consumer", "holder_name", sub="account_code"),
        Column("Area", "area_name", is_desk_only=True),
        Column("Why", lambda row: KIND_WORDS.get(row.kind, row.kind), sub=_reason),
        Column("Quantity", "quantity", Kind.NUMBER),
        Column("Demand", "demand", Kind.MONEY, is_lead=True),
        Column("State", "bill_status", Kind.STATUS, noun="bill"),
    ]
    if may_release:
        columns.append(Column("Release", _release_link))
    browser.show(
        Browser(
            screen=BILL_RUN,
            noun="exception",
            columns=columns,
            fetch=fetch,
            writer=Writer(actor.currency, actor.time_zone),
            actor=actor,
            has_views=False,
            href=lambda row: BILL.link(bill=row.bill_no),
            filters=(
                Choice("kind", "Why", list(KIND_WORDS.items())),
                Choice("state", "State", (("open", "Open"), ("resolved", "Looked at"))),
            ),
            empty="Every account of this run has a price that no rule holds back.",
            size=25,
            kept=("run", "level"),
        )
    )


def _has_any(run_id: int, actor: Actor) -> bool:
    with begin(actor) as work:
        return bool(bill_runs.exceptions(work, run_id, ListQuery(size=1)).rows)


def _reason(row: ExceptionRow) -> str:
    meter = f"Meter {row.meter_no}: " if row.meter_no else ""
    return f"{meter}{row.reason}" + (f" Released: {row.resolution}" if row.resolution else "")


def _release_link(row: ExceptionRow) -> Markup | str:
    if row.kind not in CAN_BE_RELEASED or row.resolved_at is not None or row.bill_status != "held":
        return ""
    return link(BILL_RUN.link(**{**st.query_params.to_dict(), "release": row.bill_no}), "Look and release")
