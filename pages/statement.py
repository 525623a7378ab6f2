"""The statement of an account between two days: on the screen, on paper and as a file."""

from components import asked, page, statement_document, words
from components.screens import ACCOUNT, STATEMENT
from services import accounts, ledger
from services.work import begin
from utils import clock, days
from utils.errors import NotFound

actor = page.begin(STATEMENT)
account_id = asked.number("account") or actor.account_id
now = clock.now()
today = clock.local_date(now, actor.time_zone)
shown = asked.one_of("entries", (statement_document.MOVING,), statement_document.ALL)

with page.telling() as known:
    if account_id is None:
        raise NotFound("account", asked.text("account") or "(none named)")
    with begin(actor) as work:
        account = accounts.get(work, account_id)

if known.is_ok:
    page.head(
        "Statement",
        below=f"{account.holder_name} · Account {account.code}",
        back=("Account", ACCOUNT.link(account=account.account_id)),
    )
    first, last = days.last_twelve_months(today)
    with page.telling() as told:
        last = asked.day("to", last)
        first = asked.day("from", days.last_twelve_months(last)[0])
        with begin(actor) as work:
            statement = ledger.statement_between(work, account.account_id, first, last)
    statement_document.choose(account.account_id, first, last, today, shown)
    if told.is_ok:
        statement_document.heading_on_paper(actor, statement, words.moment(now, actor.time_zone))
        statement_document.figures(actor, statement)
        statement_document.actions(statement, shown)
        statement_document.lines(actor, statement, shown)
        statement_document.totals(actor, statement.totals)
