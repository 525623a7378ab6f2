"""One handover: what was counted against the receipts, who accepted it, and where the money is by now."""

from components import asked, handover_parts, history, page, words
from components.screens import HANDOVER, HANDOVERS
from components.status import badge
from services import cash
from services.work import begin
from utils.errors import NotFound

actor = page.begin(HANDOVER)
handover_id = asked.number("handover")

with page.telling() as told:
    if handover_id is None:
        raise NotFound("handover", asked.text("handover") or "(none named)")
    with begin(actor) as work:
        handover = cash.handover(work, handover_id)

if told.is_ok:
    row = handover.row
    page.head(
        f"Handover {row.handover_no}",
        mark=badge("cash", row.status),
        below=f"{words.money(row.counted, actor.currency)} from {row.agent_name}",
        back=("Handovers", HANDOVERS.link()),
    )
    handover_parts.document(actor, handover)
    handover_parts.reconcile(actor, row)
    handover_parts.receipts(actor, handover)
    history.show(actor, f"handover {row.handover_no}")
