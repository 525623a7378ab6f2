"""One bill: what is asked, why exactly this much, what paid it, and what may be done now."""

import streamlit as st
from markupsafe import Markup

from components import asked, bill_document, cards, drafts, facts, history, notice_choices, page, ticket_about, words
from components.bill_columns import class_word
from components.cards import Figure
from components.markup import icon, link
from components.screens import ACCOUNT, BILL, BILL_RUN, BILLS, TARIFF, UNIT
from components.status import badge
from components.ticket_form import About
from services import bills
from services.bills import Bill, BillStatus
from services.permissions import Permission
from services.work import begin
from utils import clock

actor = page.begin(BILL)
today = clock.local_date(clock.now(), actor.time_zone)


def figures(bill: Bill) -> list[Figure]:
    """The four amounts of a bill, each with what it is made of."""
    head, currency = bill.head, actor.currency
    made_of = "this period only"
    if head.arrears or head.credit:
        credit = f" − credit {words.money(head.credit, currency)}" if head.credit else ""
        made_of = f"demand + arrears {words.money(head.arrears, currency)}{credit}"
    return [
        Figure("Demand", words.money(head.demand, currency), f"for {words.month(head.period)}"),
        Figure("Amount due", words.money(head.amount_due, currency), made_of),
        Figure("Paid of this bill", words.money(bill.paid, currency), words.counted(len(bill.payments), "payment")),
        Figure(
            "Unpaid",
            words.money(head.outstanding, currency),
            f"due {words.day(head.due_on)}" if head.due_on else "not issued yet",
            tone="bad" if head.is_overdue(today) else "",
        ),
    ]


def particulars(bill: Bill) -> list[tuple[str, str | Markup | None]]:
    """Who, where, under which rules."""
    head = bill.head
    version = f"{head.tariff_name}, version {head.version_no}" if head.tariff_name else None
    run = link(BILL_RUN.link(run=head.run_id), f"{head.cycle_name}, {words.month(head.period)}")
    return [
        ("Account", link(ACCOUNT.link(account=head.account_id), f"{head.account_code} · {head.holder_name}")),
        ("Premises", link(UNIT.link(unit=head.unit_id), f"{head.unit_code} · {head.unit_address}") if head.unit_id else None),
        ("Area", head.area_name),
        ("Service", head.service_kind.capitalize()),
        ("Class", class_word(head.customer_class)),
        ("Tariff", link(TARIFF.link(tariff=head.tariff_code, version=head.tariff_version_id), version) if version else None),
        ("Run", run if actor.may(Permission.BILL_RUN_READ) else f"{head.cycle_name}"),
        ("Issued", words.moment(head.issued_at, actor.time_zone)),
    ]


def held_back(bill: Bill) -> None:
    """Why the bill is or was held, each reason once with its meters, and the way to let it go."""
    meters: dict[tuple[str, str], list[str]] = {}
    for each in bill.exceptions:
        tone, said = "warning", each.reason
        if each.resolved_at is not None:
            when = words.moment(each.resolved_at, actor.time_zone)
            tone, said = "good", f"{each.reason} Released {when} by {each.resolver_name}: {each.resolution}"
        meters.setdefault((tone, said), []).extend([each.meter_no] if each.meter_no else [])
    for (tone, said), named in meters.items():
        of = f"{'Meter' if len(named) == 1 else 'Meters'} {', '.join(named)}: " if named else ""
        page.say(tone, f"{of}{said}")
    if bill.head.status == BillStatus.HELD and not bill.can_be_released:
        page.say("waiting", "It cannot be released: it has no complete price. Add the price to the tariff, then calculate again.")


def decide(bill: Bill) -> None:
    """Release a held bill or hold a draft, while its run is in review."""
    head = bill.head
    if not actor.may(Permission.BILL_RELEASE) or head.run_status != "review":
        return
    if bill.can_be_released:
        word, use_case, done = "Release", bills.release, "Released"
    elif head.status == BillStatus.DRAFT:
        word, use_case, done = "Hold back", bills.hold, "Held back"
    else:
        return
    with drafts.form("decide", "bill.decide", head.bill_no) as draft:
        reason = st.text_input("Reason", placeholder="What you looked at, and what you found", max_chars=500)
        if st.form_submit_button(f"{word} this bill", type="primary"):
            with page.telling() as told, begin(actor) as work:
                use_case(work, head.period, head.bill_id, reason)
                draft.sent(work)
            if told.is_ok:
                page.flash(f"{done} bill {head.bill_no} of {head.holder_name}, {words.money(head.demand, actor.currency)}.")
                st.rerun()


with page.telling() as told, begin(actor) as work:
    bill = bills.get_by_no(work, asked.text("bill") or "(none named)")
    explained = bills.explain(work, bill)

if told.is_ok:
    head = bill.head
    state = "overdue" if head.is_overdue(today) else head.status
    page.head(
        f"Bill {head.bill_no}",
        mark=badge("bill", state),
        below=f"{head.holder_name} · {words.month(head.period)}{' · archived' if head.is_archived else ''}",
        back=("Bills", BILLS.link()),
    )
    held_back(bill)
    cards.show(figures(bill))
    st.html(Markup('<p class="su-screen-only"><button class="su-button" data-print>{}Print</button></p>').format(icon("print")))
    facts.show(particulars(bill))
    notice_choices.follow(actor, "bill", head.bill_no)
    page.section("Why this amount", "Every line as it was priced, with the rule it came from.")
    bill_document.lines(actor, bill, explained)
    page.section("What paid it", "Money matched to this bill.")
    bill_document.payments(actor, bill)
    decide(bill)
    with page.telling():
        ticket_about.show(actor, About(bill_no=head.bill_no))
    history.show(actor, f"bill {head.bill_no}")
