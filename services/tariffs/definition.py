"""Turns the JSON of a stored tariff version into its dataclasses, refusing what is malformed field by field."""

from collections.abc import Callable
from decimal import Decimal

from services.tariffs.models import (
    ONE,
    ZERO,
    Allowance,
    Band,
    Component,
    ComponentKind,
    Condition,
    Definition,
    Direction,
    Exemption,
    Fee,
    FlatCharge,
    Minimum,
    OneOf,
    Per,
    Percentage,
    QuantityRule,
    RatedUsage,
    Rounding,
    Row,
    Season,
    SeasonRule,
    SurchargeEvery,
    SurchargeKind,
    SurchargeRule,
    Tax,
    Term,
    Tier,
    TierConvention,
    TieredUsage,
    TierMethod,
    When,
)
from services.tariffs.reading import Reader
from utils.errors import Invalid


def parse(source: object) -> Definition:
    """Read the JSON of `tariff_versions.definition`; numbers are texts ("2.87") so that none passes through a float.

    Raises Invalid with a sentence per wrong field, keyed by its path such as `components[1].tiers[0].rate`. Whether the
    prices make sense is judged by `rules.check`.
    """
    problems: dict[str, str] = {}
    reader = Reader(source, "", problems)
    units = reader.inside("attribute_units")
    definition = Definition(
        currency=reader.text("currency"),
        period=reader.text("period", "month"),
        attribute_units={name: units.text(name) for name in units.names()},
        components=tuple(component for entry in reader.objects("components") if (component := _component(entry)) is not None),
        surcharge=_surcharge(reader.inside("surcharge")),
    )
    reader.finish()
    if problems:
        raise Invalid(problems)
    return definition


def _component(reader: Reader) -> Component | None:
    kind = reader.choice("kind", ComponentKind)
    if kind is None:
        return None
    component = _READERS[kind](reader)
    reader.finish()
    return component


def _when(reader: Reader) -> When:
    named = reader.inside("when")
    return tuple(_condition(named, attribute) for attribute in named.names())


def _condition(reader: Reader, attribute: str) -> Condition:
    value = reader.raw(attribute)
    if isinstance(value, str):
        return OneOf(attribute, (value,))
    if isinstance(value, list):
        return OneOf(attribute, reader.texts(attribute))
    band = reader.inside(attribute)
    over, upto = band.optional_number("over"), band.optional_number("upto")
    band.finish()
    if over is None and upto is None:
        reader.refuse(attribute, f'{reader.at(attribute)} must be a text, a list of texts, or a band with "over" or "upto".')
    return Band(attribute, over, upto)


def _code(reader: Reader) -> str:
    code = reader.text("code")
    if code and not code.isidentifier():
        reader.refuse("code", f"{reader.at('code')} is {code!r}; it must be one word of letters, digits and _.")
    return code


def _quantity(reader: Reader) -> Component:
    return QuantityRule(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        step=reader.number("step", ONE),
        direction=reader.choice("direction", Direction, Direction.DOWN) or Direction.DOWN,
        measure=reader.text("measure", ""),
    )


def _allowance(reader: Reader) -> Component:
    return Allowance(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        amount=reader.number("amount"),
        per=reader.choice("per", Per, Per.PERIOD) or Per.PERIOD,
        measure=reader.text("measure", ""),
        of=reader.texts("of"),
    )


def _tiers(reader: Reader) -> Component:
    convention = reader.choice("convention", TierConvention, TierConvention.UPTO) or TierConvention.UPTO
    return TieredUsage(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        unit=reader.text("unit", "unit"),
        measure=reader.text("measure", ""),
        per=reader.choice("per", Per, Per.PERIOD) or Per.PERIOD,
        share=reader.number("share", ONE),
        tiers=tuple(_tier(entry) for entry in reader.objects("tiers")),
        method=reader.choice("method", TierMethod, TierMethod.GRADUATED) or TierMethod.GRADUATED,
        convention=convention,
        is_prorated=reader.flag("is_prorated"),
    )


def _tier(reader: Reader) -> Tier:
    tier = Tier(
        rate=reader.number("rate"),
        lower=reader.optional_number("from"),
        upto=reader.optional_number("upto"),
        start=reader.optional_number("start"),
        width=tuple(_term(entry) for entry in reader.objects("width")) if reader.has("width") else (),
    )
    reader.finish()
    return tier


def _term(reader: Reader) -> Term:
    term = Term(times=reader.number("times", ONE), of=reader.texts("of"))
    reader.finish()
    return term


def _rate(reader: Reader) -> Component:
    return RatedUsage(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        unit=reader.text("unit", "unit"),
        measure=reader.text("measure", ""),
        per=reader.choice("per", Per, Per.PERIOD) or Per.PERIOD,
        share=reader.number("share", ONE),
        rate=reader.number("rate"),
    )


def _flat(reader: Reader) -> Component:
    return FlatCharge(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        rows=_rows(reader),
        is_prorated=reader.flag("is_prorated"),
    )


def _fee(reader: Reader) -> Component:
    return Fee(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        rows=_rows(reader),
        is_prorated=reader.flag("is_prorated"),
    )


def _rows(reader: Reader) -> tuple[Row, ...]:
    """One `amount` for all, or `rows` with an amount for each `when`."""
    if reader.has("amount") and reader.has("rows"):
        reader.refuse("amount", f"{reader.path} has both an amount and rows; it must have one of them.")
    if reader.has("amount"):
        return (Row((), reader.number("amount")),)
    rows: list[Row] = []
    for entry in reader.objects("rows"):
        rows.append(Row(_when(entry), entry.number("amount")))
        entry.finish()
    return tuple(rows)


def _season(reader: Reader) -> Component:
    seasons: list[Season] = []
    for entry in reader.objects("seasons"):
        seasons.append(Season(entry.text("name"), _months(entry), entry.number("multiplier")))
        entry.finish()
    return SeasonRule(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        seasons=tuple(seasons),
        of=reader.texts("of"),
    )


def _months(reader: Reader) -> tuple[int, ...]:
    months = [month for month in reader.values("months") if isinstance(month, int) and 1 <= month <= 12]
    if not months or len(months) != len(reader.values("months")):
        reader.refuse("months", f"{reader.at('months')} must be a list of month numbers from 1 to 12.")
    return tuple(months)


def _minimum(reader: Reader) -> Component:
    return Minimum(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        amount=reader.number("amount"),
        is_prorated=reader.flag("is_prorated"),
    )


def _percent(make: Callable[..., Percentage | Exemption | Tax], default: Decimal | None = None) -> Callable[[Reader], Component]:
    def read(reader: Reader) -> Component:
        return make(
            code=_code(reader),
            label=reader.text("label"),
            when=_when(reader),
            percent=reader.number("percent", default),
            of=reader.texts("of"),
        )

    return read


def _rounding(reader: Reader) -> Component:
    return Rounding(
        code=_code(reader),
        label=reader.text("label"),
        when=_when(reader),
        step=reader.number("step", ONE),
        direction=reader.choice("direction", Direction, Direction.HALF_UP) or Direction.HALF_UP,
    )


def _surcharge(reader: Reader) -> SurchargeRule:
    rule = SurchargeRule(
        is_on=reader.flag("is_on"),
        kind=reader.choice("kind", SurchargeKind, SurchargeKind.PERCENT) or SurchargeKind.PERCENT,
        value=reader.number("value", ZERO),
        every=reader.choice("every", SurchargeEvery, SurchargeEvery.ONCE) or SurchargeEvery.ONCE,
        grace_days=reader.whole("grace_days", 0),
        cap=reader.optional_number("cap"),
    )
    reader.finish()
    return rule


_READERS: dict[ComponentKind, Callable[[Reader], Component]] = {
    ComponentKind.QUANTITY: _quantity,
    ComponentKind.ALLOWANCE: _allowance,
    ComponentKind.TIERS: _tiers,
    ComponentKind.RATE: _rate,
    ComponentKind.FLAT: _flat,
    ComponentKind.SEASON: _season,
    ComponentKind.MINIMUM: _minimum,
    ComponentKind.FEE: _fee,
    ComponentKind.PERCENTAGE: _percent(Percentage),
    ComponentKind.EXEMPTION: _percent(Exemption, Decimal(100)),
    ComponentKind.TAX: _percent(Tax),
    ComponentKind.ROUNDING: _rounding,
}
