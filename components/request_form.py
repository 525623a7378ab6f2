"""What may be proposed of a unit or account: plain forms, one below the other, that keep what was typed until it is sent."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from components import drafts, page, phones
from components.markup import icon, joined
from services.accounts import Account
from services.survey_units import CHOICES, UnitRow
from services.work import Actor

_FOLD: Final = Markup('<details class="su-fold su-propose" name="su-propose"><summary>{}{}</summary>{}</details>')
_NOTE: Final = Markup(
    '<label>{}<textarea name="note" maxlength="1000" rows="2"{}></textarea></label>'
    '<p class="su-wrong" role="alert"></p>'
    '<button type="submit" class="su-big">{}Propose it</button>'
)
_TEXT: Final = Markup('<label>{}<input name="{}" value="{}" maxlength="{}" autocomplete="off"{}></label>')


def of_unit(actor: Actor, unit: UnitRow) -> None:
    """The forms of a unit; a consumer says nothing of other people's units."""
    subject = Markup('<input type="hidden" name="unit_id" value="{}">').format(unit.unit_id)
    kept = f"unit {unit.unit_id}"
    parts = [_consumer(actor, subject, kept, unit.holder_name, unit.phone), _premises(subject, kept, unit)]
    if actor.account_id is None:
        parts += [_not_a_unit(subject, kept), _duplicate(subject, kept)]
    page.html(joined(parts))


def of_account(actor: Actor, account: Account) -> None:
    """The form of an account: its name and phone."""
    subject = Markup('<input type="hidden" name="account_id" value="{}">').format(account.account_id)
    page.html(_consumer(actor, subject, f"account {account.account_id}", account.holder_name, account.phone))


def _consumer(actor: Actor, subject: Markup, kept: str, name: str, phone: str | None) -> Markup:
    fields = [_TEXT.format("Name", "holder_name", name, 120, Markup(" required"))]
    if actor.role in phones.CALLING:
        more = Markup(' type="tel" inputmode="tel" placeholder="0300-1234567"')
        fields.append(_TEXT.format("Phone", "phone", phones.shown(actor, phone) if phone else "", 40, more))
    return _form("person", "The name or the phone is wrong", "consumer", kept, [subject, *fields], "How do you know?")


def _premises(subject: Markup, kept: str, unit: UnitRow) -> Markup:
    radios = _radios("What is it?", "category", CHOICES["category"], unit.category)
    marla = "" if unit.size_marla is None else f"{unit.size_marla.normalize():f}"
    more = Markup(' inputmode="decimal" pattern="[0-9]+([.][0-9]+)?" title="A number such as 5 or 7.5"')
    size = Markup('<div class="su-of-house">{}</div>').format(
        _TEXT.format("Size in marla (20 marla are one kanal)", "size_marla", marla, 12, more)
    )
    options = joined(
        [
            Markup('<option value="{}"{}>{}</option>').format(
                each, Markup(" selected") if each == (unit.commercial_size or "") else "", each.capitalize() or "Choose"
            )
            for each in ("", *CHOICES["commercial_size"])
        ]
    )
    business = Markup(
        '<div class="su-of-business"><label>Size of the business<select name="commercial_size">{}</select></label></div>'
    ).format(options)
    fields = [subject, radios, size, business]
    return _form("home_work", "The category or the size is wrong", "premises", kept, fields, "What did you see or measure?")


def _not_a_unit(subject: Markup, kept: str) -> Markup:
    return _form("block", "This is not a unit", "not_a_unit", kept, [subject], "What is there instead?", is_needed=True)


def _duplicate(subject: Markup, kept: str) -> Markup:
    more = Markup(' required autocapitalize="characters" placeholder="U-000123"')
    code = _TEXT.format("The unit that is kept, by its code", "duplicate_of", "", 60, more)
    return _form("content_copy", "It is a duplicate of another unit", "duplicate", kept, [subject, code], "How do you know?")


def _radios(legend: str, name: str, values: Sequence[str], chosen: str) -> Markup:
    labels = [
        Markup('<label><input type="radio" name="{}" value="{}" required{}><span>{}</span></label>').format(
            name, each, Markup(" checked") if each == chosen else "", each.capitalize()
        )
        for each in values
    ]
    return Markup('<fieldset class="su-choices"><legend>{}</legend>{}</fieldset>').format(legend, joined(labels))


def _form(
    symbol: str, title: str, kind: str, kept: str, fields: Sequence[Markup], ask: str, *, is_needed: bool = False
) -> Markup:
    note = _NOTE.format(ask, Markup(" required") if is_needed else "", icon("send"))
    form = Markup(
        '<form class="su-field" data-post="/api/v1/change-requests">'
        '<input type="hidden" name="kind" value="{}">{}{}{}</form>'
    ).format(kind, drafts.mark(f"change_request.{kind}", kept), joined(list(fields)), note)
    return _FOLD.format(icon(symbol), title, form)
