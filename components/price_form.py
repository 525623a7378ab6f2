"""The form that tries a tariff version: it asks for what the version looks at, and prices it line by line."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

import streamlit as st

from components import fields, page, table, words
from components.fields import Faults
from components.table import Column, Kind, Writer
from services import tariffs
from services.tariffs import Attribute, Measure, PricedLine, PriceResult, PricingInput, Proration, Questions, TariffVersion
from services.work import Actor, begin
from utils import clock, month
from utils.errors import Invalid

ACROSS = 3


@dataclass
class _Typed:
    """What stands in the fields, as text."""

    period: date
    measures: dict[str, str] = field(default_factory=dict[str, str])
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    days: dict[str, str] = field(default_factory=dict[str, str])


def show(actor: Actor, version: TariffVersion, asked: Questions) -> None:
    """Draw the form and, once sent, the lines with their sum or the sentence why there is no price."""
    typed, faults = _Typed(month.first_of(clock.local_date(clock.now(), actor.time_zone))), Faults()
    with st.form(f"try_{version.version_id}"):
        _in_rows(_fields(version.version_id, asked, typed), faults)
        sent = st.form_submit_button("Price it", type="primary", icon=":material/calculate:")
    if not sent:
        return
    with page.telling() as told:
        try:
            inputs = _read(asked, typed)
            with begin(actor) as work:
                result = tariffs.try_it(work, version.version_id, inputs)
        except Invalid as error:
            faults.tell(error.fields)
            return
    if told.is_ok:
        _answer(actor, result, inputs.period)


def _in_rows(drawers: Sequence[tuple[str, Callable[[], None]]], faults: Faults) -> None:
    waiting = iter(drawers)
    while row := list(islice(waiting, ACROSS)):
        for column, (name, draw) in zip(st.columns(ACROSS), row, strict=False):
            with column:
                draw()
                faults.below(name)


def _fields(version_id: int, asked: Questions, typed: _Typed) -> list[tuple[str, Callable[[], None]]]:
    drawers: list[tuple[str, Callable[[], None]]] = []
    for measure in asked.measures:
        drawers.append((f"measure_{measure.name}", _measure(version_id, measure, typed)))
    for attribute in asked.attributes:
        drawers.append((f"attribute_{attribute.name}", _attribute(version_id, attribute, typed)))
    drawers.append(("period", lambda: _period(version_id, typed)))
    if asked.has_days:
        drawers.append(("days", _days(version_id, "days", "Days of the period", typed)))
    if asked.is_prorated:
        drawers.append(("served", _days(version_id, "served", "Days served of them", typed)))
    return drawers


def _measure(version_id: int, measure: Measure, typed: _Typed) -> Callable[[], None]:
    def draw() -> None:
        label = f"{measure.label}, {measure.unit}" if measure.unit else measure.label
        typed.measures[measure.name] = st.text_input(label, key=f"try_{version_id}_m_{measure.name}", max_chars=20) or ""

    return draw


def _attribute(version_id: int, attribute: Attribute, typed: _Typed) -> Callable[[], None]:
    label = attribute.name.replace("_", " ").capitalize()
    key = f"try_{version_id}_a_{attribute.name}"

    def draw() -> None:
        if attribute.choices:
            options = list(attribute.choices)
            typed.attributes[attribute.name] = (
                st.selectbox(label, options, format_func=_word, key=key, accept_new_options=True) or ""
            )
            return
        unit = attribute.unit
        named = label.removesuffix(f" {unit}") + f", {unit}" if unit else label
        typed.attributes[attribute.name] = st.text_input(named, key=key, max_chars=20) or ""

    return draw


def _period(version_id: int, typed: _Typed) -> None:
    months = [month.add(typed.period, step) for step in range(12, -37, -1)]
    typed.period = st.selectbox("Period ends in", months, index=12, format_func=words.month, key=f"try_{version_id}_period")


def _days(version_id: int, name: str, label: str, typed: _Typed) -> Callable[[], None]:
    def draw() -> None:
        typed.days[name] = st.text_input(label, key=f"try_{version_id}_{name}", placeholder="all", max_chars=3) or ""

    return draw


def _read(asked: Questions, typed: _Typed) -> PricingInput:
    """What was typed as exact values. Raises Invalid with a sentence for each field that is wrong."""
    wrong: dict[str, str] = {}

    def number(text: str, name: str, lowest: int, highest: int | None = None) -> Decimal | None:
        try:
            value = fields.optional_number(text, name)
        except Invalid as error:
            wrong.update(error.fields)
            return None
        if value is not None and value < lowest:
            wrong[name] = f"This is {words.number(value)}; it cannot be below {lowest}."
        elif value is not None and highest is not None and (value > highest or value != value.to_integral_value()):
            wrong[name] = f"Write a whole number of days, at most {highest}."
        return value

    measures = {name: number(text, f"measure_{name}", 0) for name, text in typed.measures.items()}
    attributes: dict[str, str | Decimal] = {}
    for attribute in asked.attributes:
        text = typed.attributes[attribute.name]
        value = text if attribute.choices else number(text, f"attribute_{attribute.name}", 0)
        if value or isinstance(value, Decimal):
            attributes[attribute.name] = value
    of_days = number(typed.days.get("days", ""), "days", 1, 366)
    whole = int(of_days) if of_days is not None and "days" not in wrong else monthrange(typed.period.year, typed.period.month)[1]
    served = number(typed.days.get("served", ""), "served", 0, whole)
    if wrong:
        raise Invalid(wrong)
    return PricingInput(
        period=typed.period,
        quantity=measures.pop("", None),
        attributes=attributes,
        days=whole,
        proration=Proration(whole if served is None else int(served), whole) if asked.is_prorated else None,
        measures={name: value for name, value in measures.items() if value is not None},
    )


def _answer(actor: Actor, result: PriceResult, period: date) -> None:
    if result.uncovered is not None:
        reason = result.uncovered[:1].upper() + result.uncovered[1:]
        page.say("warning", f"{reason.rstrip('.')}. A bill like this would be held back for a person to look at.")
        return
    amount = words.money(result.total, actor.currency)
    page.say("good", f"{amount} for a period that ends in {words.month(period)}.")
    table.show(line_columns(result), result.lines, Writer(actor.currency, actor.time_zone))


def line_columns(result: PriceResult) -> Sequence[Column[PricedLine]]:
    """The columns of priced lines; tier and season only where a line has one."""
    has_tier = any(line.tier is not None for line in result.lines)
    has_season = any(line.season for line in result.lines)
    return (
        Column[PricedLine]("Line", "label", sub="text", total="Total"),
        Column[PricedLine]("Quantity", _quantity, Kind.NUMBER),
        *([Column[PricedLine]("Tier", "tier", Kind.NUMBER)] if has_tier else []),
        Column[PricedLine]("Rate", _rate, Kind.MONEY),
        *([Column[PricedLine]("Season", _season)] if has_season else []),
        Column[PricedLine]("Amount", "amount", Kind.MONEY, is_lead=True, total=result.total),
    )


def _quantity(line: PricedLine) -> object:
    if line.unit == "%":
        return f"{words.number(line.rate)}%"
    return f"{words.number(line.quantity)} {line.unit}" if line.unit else ""


def _rate(line: PricedLine) -> object:
    return line.quantity if line.unit == "%" else line.rate


def _season(line: PricedLine) -> str:
    return f"{line.season}, × {words.number(line.multiplier)}" if line.season else ""


def _word(value: str) -> str:
    return value.replace("_", " ").capitalize()
