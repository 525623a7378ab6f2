"""One challan: what it is for, how it was paid, and what may be done with it."""

from components import asked, challan_parts, history, page
from components.screens import CHALLAN, CHALLANS
from components.status import badge
from services import challans
from services.work import begin
from utils.errors import NotFound

actor = page.begin(CHALLAN)
challan_id = asked.number("challan")

with page.telling() as told:
    if challan_id is None:
        raise NotFound("challan", asked.text("challan") or "(none named)")
    with begin(actor) as work:
        challan = challans.get(work, challan_id)

if told.is_ok:
    row = challan.row
    below = " · ".join(part for part in (row.unit_code, row.holder_name) if part)
    page.head(f"Challan {row.challan_no}", mark=badge("challan", row.status), below=below, back=("Challans", CHALLANS.link()))
    challan_parts.known(actor, challan)
    challan_parts.take_cash(actor, row)
    challan_parts.office(actor, challan)
    history.show(actor, f"challan {row.challan_no}")
