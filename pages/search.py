"""Search: whatever fits what was typed into the box, in groups; a number typed in full opens its record."""

from markupsafe import Markup

from components import asked, page, search_results
from components.screens import SEARCH
from services import search
from services.work import begin

actor = page.begin(SEARCH)
text = asked.text("q")

with page.telling() as told, begin(actor) as work:
    found = search.find(work, text)

if told.is_ok:
    page.head(f"Search: {found.text}" if found.text else "Search")
    if found.direct is not None and asked.text(search_results.ENTERED) and search_results.href(found.direct):
        page.html(search_results.jump(found.direct))
    if found.groups:
        page.html(search_results.render(actor, found))
    elif found.text:
        page.notice(
            "search_off",
            f"Nothing you may see fits “{found.text}”.",
            "Try fewer letters of the name, the phone, the CNIC, or a code from its beginning. "
            "A bill number looks like 202609-0000123, a receipt like OFFICE-0000123, a ticket like T-000123, a visit like "
            "V-000123 and a challan like C-000123.",
        )
    else:
        page.notice(
            "search",
            "Type into the box above.",
            Markup(
                "A code, the number of a bill, receipt, ticket, visit or challan, a phone in any spelling, a CNIC, or any part "
                "of a name: <strong>mohd asl</strong> finds Muhammad Aslam."
            ),
        )
    if found.text and found.direct is None and (words := search_results.among_tickets(actor, found.text)):
        page.below(words)
