"""Propose a change: what is wrong with a unit or its consumer, said on the spot, decided by somebody else."""

from components import asked, page, request_form, words
from components.screens import ACCOUNT, CHANGE_REQUESTS, PROPOSE_CHANGE, UNIT
from services import accounts, survey_units
from services.work import begin
from utils.errors import Invalid

actor = page.begin(PROPOSE_CHANGE)
unit_id, account_id = asked.number("unit"), asked.number("account")

with page.telling() as told, begin(actor) as work:
    unit = survey_units.get(work, unit_id) if unit_id else None
    account = accounts.get(work, account_id) if account_id and not unit_id else None
    if unit is None and account is None:
        raise Invalid({"": "Open a unit or an account first; “Propose a change” there leads here."})

if told.is_ok and unit is not None:
    page.head(PROPOSE_CHANGE.title, below=words.place(unit.address, unit.area_name),
              back=(f"Unit {unit.code}", UNIT.link(unit=unit.unit_id)))  # fmt: skip
    page.below("Say what is wrong and what is right. Somebody else looks at it before the register changes.")
    request_form.of_unit(actor, unit)
elif told.is_ok and account is not None:
    page.head(PROPOSE_CHANGE.title, below=f"{account.holder_name} · {account.code}",
              back=(f"Account {account.code}", ACCOUNT.link(account=account.account_id)))  # fmt: skip
    page.below("Say what is wrong and what is right. Somebody else looks at it before the register changes.")
    request_form.of_account(actor, account)
else:
    page.head(PROPOSE_CHANGE.title, back=(CHANGE_REQUESTS.title, CHANGE_REQUESTS.link()))
