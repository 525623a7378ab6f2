"""A premises on a map of its own: the outline of its district and the premises around it, without any outside server."""

import json
from collections.abc import Sequence
from functools import cache
from math import cos, radians
from typing import Any, Final

import plotly.graph_objects as go

from components import charts, words
from services.survey_units import Neighbour, UnitRow
from utils.settings import ROOT

SOURCE: Final = ROOT / "assets" / "data" / "punjab_districts.geojson"
Ring = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]
NEAREST: Final = 0.0006  # degrees: a street, so that one lone premises is not drawn as a whole world


@cache
def outline_of(district: str) -> tuple[Ring, ...]:
    """The rings of a district by its name ('Okara', 'Okara District'), longitude before latitude; none for an unknown one."""
    wanted = district.casefold().removesuffix(" district").strip()
    for feature in json.loads(SOURCE.read_text(encoding="utf-8"))["features"]:
        if feature["properties"]["district"].casefold() == wanted:
            shape = feature["geometry"]
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            return tuple(tuple((x, y) for x, y in ring) for polygon in polygons for ring in polygon)
    return ()


def show(unit: UnitRow, around: Sequence[Neighbour], rings: Sequence[Ring], currency: str, *, is_whole: bool) -> str | None:
    """Draw the map, of the neighbourhood or of the whole district; returns the id of the premises that was clicked."""
    shade = charts.colours()
    figure = go.Figure()
    for ring in rings:
        figure.add_scatter(
            x=[x for x, _ in ring], y=[y for _, y in ring], mode="lines", fill="toself", fillcolor=shade["ground"],
            line={"color": shade["line"], "width": 1.5}, hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip
    for name, symbol, colour, rows in (
        ("Owes nothing", "circle", shade["accent"], [near for near in around if near.balance <= 0]),
        ("Owes", "diamond", shade["second"], [near for near in around if near.balance > 0]),
    ):
        if rows:
            figure.add_trace(_dots(name, symbol, colour, rows, currency))
    figure.add_scatter(
        x=[unit.longitude], y=[unit.latitude], mode="markers", name=f"Unit {unit.code}",
        marker={"symbol": "star", "size": 20, "color": shade["accent"], "line": {"color": shade["second"], "width": 2}},
        hovertemplate=f"<b>Unit {_safe(unit.code)}</b><br>{_safe(unit.address)}<extra></extra>",
    )  # fmt: skip
    west, south, east, north = _around(unit, around) if not is_whole or not rings else _box(rings)
    hidden: dict[str, Any] = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": "", "title": ""}
    figure.update_layout(
        height=420, margin={"l": 0, "r": 0, "t": 0, "b": 0}, dragmode="pan", hovermode="closest",
        legend={"orientation": "h", "y": 0, "x": 0},
        xaxis={**hidden, "range": [west, east]},
        yaxis={**hidden, "range": [south, north], "scaleanchor": "x", "scaleratio": 1 / cos(radians((south + north) / 2))},
    )  # fmt: skip
    return charts.clicked(figure, f"map_{unit.unit_id}_{is_whole}")


def _dots(name: str, symbol: str, colour: str, rows: Sequence[Neighbour], currency: str) -> go.Scatter:
    return go.Scatter(
        x=[near.longitude for near in rows],
        y=[near.latitude for near in rows],
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": 11, "color": colour, "opacity": 0.85},
        customdata=[
            (near.unit_id, _safe(near.code), _safe(near.address), _owes(near, currency), f"{near.metres:,} m") for near in rows
        ],
        hovertemplate="<b>Unit %{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}<br>%{customdata[4]} away"
        "<extra></extra>",
    )


def _owes(near: Neighbour, currency: str) -> str:
    return f"owes {words.money(near.balance, currency)}" if near.balance > 0 else "owes nothing"


def _safe(text: str) -> str:
    # A chart reads a few tags in its texts; what people wrote is never a tag.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _around(unit: UnitRow, around: Sequence[Neighbour]) -> Box:
    at = [(near.longitude, near.latitude) for near in around]
    return _boxed([*at, (unit.longitude or 0.0, unit.latitude or 0.0)])


def _box(rings: Sequence[Ring]) -> Box:
    return _boxed([point for ring in rings for point in ring])


def _boxed(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    margin = max((max(xs) - min(xs)) * 0.06, (max(ys) - min(ys)) * 0.06, NEAREST)
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin
