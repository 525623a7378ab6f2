"""Turns a tariff version back into the JSON that is stored; `definition.parse` reads it to an equal version."""

from decimal import Decimal

from services.tariffs.models import (
    Allowance,
    Band,
    Component,
    Condition,
    Definition,
    Exemption,
    Fee,
    FlatCharge,
    Minimum,
    OneOf,
    Percentage,
    QuantityRule,
    RatedUsage,
    Rounding,
    SeasonRule,
    SurchargeRule,
    Tax,
    Tier,
    TieredUsage,
    When,
)


def to_json(definition: Definition) -> dict[str, object]:
    """The version as a JSON-able dict with every number as text, for `tariff_versions.definition`."""
    return {
        "currency": definition.currency,
        "period": definition.period,
        "attribute_units": dict(definition.attribute_units),
        "components": [_component(component) for component in definition.components],
        "surcharge": _surcharge(definition.surcharge),
    }


def _component(component: Component) -> dict[str, object]:
    written: dict[str, object] = {"kind": component.kind.value, "code": component.code, "label": component.label}
    if component.when:
        written["when"] = _when(component.when)
    return written | _own_fields(component)


def _own_fields(component: Component) -> dict[str, object]:
    match component:
        case QuantityRule():
            return {
                "step": str(component.step),
                "direction": component.direction.value,
                **_some(measure=component.measure),
            }
        case Allowance():
            return {
                "amount": str(component.amount),
                "per": component.per.value,
                **_some(measure=component.measure, of=list(component.of)),
            }
        case TieredUsage() | RatedUsage():
            return _usage(component)
        case FlatCharge() | Fee():
            return _amounts(component)
        case SeasonRule():
            return {
                "seasons": [
                    {"name": season.name, "months": list(season.months), "multiplier": str(season.multiplier)}
                    for season in component.seasons
                ],
                **_some(of=list(component.of)),
            }
        case Minimum():
            return {"amount": str(component.amount), **_some(is_prorated=component.is_prorated)}
        case Percentage() | Exemption() | Tax():
            return {"percent": str(component.percent), **_some(of=list(component.of))}
        case Rounding():
            return {"step": str(component.step), "direction": component.direction.value}


def _usage(component: TieredUsage | RatedUsage) -> dict[str, object]:
    written: dict[str, object] = {
        "unit": component.unit,
        "per": component.per.value,
        **_some(measure=component.measure),
    }
    if component.share != 1:
        written["share"] = str(component.share)
    if isinstance(component, RatedUsage):
        return written | {"rate": str(component.rate)}
    return written | {
        "method": component.method.value,
        "convention": component.convention.value,
        "tiers": [_tier(tier) for tier in component.tiers],
        **_some(is_prorated=component.is_prorated),
    }


def _tier(tier: Tier) -> dict[str, object]:
    edges: dict[str, Decimal | None] = {"from": tier.lower, "upto": tier.upto, "start": tier.start}
    written: dict[str, object] = {key: str(edge) for key, edge in edges.items() if edge is not None}
    if tier.width:
        written["width"] = [{"times": str(term.times), **_some(of=list(term.of))} for term in tier.width]
    return written | {"rate": str(tier.rate)}


def _amounts(component: FlatCharge | Fee) -> dict[str, object]:
    written = _some(is_prorated=component.is_prorated)
    if len(component.rows) == 1 and not component.rows[0].when:
        return written | {"amount": str(component.rows[0].amount)}
    return written | {"rows": [{"when": _when(row.when), "amount": str(row.amount)} for row in component.rows]}


def _when(when: When) -> dict[str, object]:
    return {condition.attribute: _condition(condition) for condition in when}


def _condition(condition: Condition) -> object:
    match condition:
        case OneOf(values=(value,)):
            return value
        case OneOf(values=values):
            return list(values)
        case Band(over=over, upto=upto):
            return {key: str(edge) for key, edge in (("over", over), ("upto", upto)) if edge is not None}


def _surcharge(rule: SurchargeRule) -> dict[str, object]:
    written: dict[str, object] = {
        "is_on": rule.is_on,
        "kind": rule.kind.value,
        "value": str(rule.value),
        "every": rule.every.value,
        "grace_days": rule.grace_days,
    }
    return written if rule.cap is None else written | {"cap": str(rule.cap)}


def _some(**fields: object) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value}
