"""Cash in hand: what one person holds, receipt by receipt, and the form that accepts it at the office."""

from components import asked, handover_parts, page
from components.markup import link
from components.screens import CASH, CASH_IN_HAND, HANDOVERS
from services import cash
from services.work import begin
from utils.wording import worded

actor = page.begin(CASH_IN_HAND)
agent_id = asked.number("agent") or actor.staff_id

with page.telling() as told, begin(actor) as work:
    holder = cash.holder(work, agent_id)

if told.is_ok:
    is_own = agent_id == actor.staff_id
    of_other = worded("Cash of {name}", name=holder.agent_name) if holder else worded(CASH_IN_HAND.title)
    page.head(worded("Cash in your hand") if is_own else of_other, back=(worded("Cash"), CASH.link()))
    if holder is None:
        way = link(HANDOVERS.link(agent=agent_id), worded("What was handed over"))
        page.notice("savings", worded("There is no cash in hand."), way)
    else:
        if handover_parts.may_accept(actor) and not is_own:
            handover_parts.accept(actor, holder)
        elif is_own:
            page.say("waiting", worded("Bring it to the office; somebody there counts and accepts it."))
        handover_parts.in_hand(actor, holder)
